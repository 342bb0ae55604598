import EntangleSystem
import Glibc
import Testing

@testable import EntangleCLI

/// A command that ends the way its operand says.
private struct Probe: Command {
  static let spec = CommandSpec(
    ["probe"], summary: "end in some way", category: .plumbing,
    options: [.flag("loud", "l", help: "print more")], operands: [OperandSpec("way")])
  private let way: String

  init(_ arguments: ParsedArguments) throws(UsageError) {
    way = try arguments.requiredOperand(0, "way")
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try context.output.line("result")
    switch way {
    case "refused": return .refused
    case "undecided": return .undecided
    case "coded": throw CommandError("no law", code: "W109", hint: "add one", status: .refused)
    case "system":
      return try attempt { throw SystemError.tooLarge(path: "x", limit: 3) }
    case "where": try context.output.line(context.currentDirectory.description)
    case "escape": throw CommandError("bad name 'a\u{1b}[2Jb\nc'")
    default: break
    }
    return .ok
  }
}

private struct DeepProbe: Command {
  static let spec = CommandSpec(["probe", "deep"], summary: "go deep", category: .plumbing)
  init(_ arguments: ParsedArguments) {}
  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try context.output.line("deep")
    return .ok
  }
}

@Suite("Dispatch")
struct DispatchTests {
  private let table = CommandTable([Probe.self, DeepProbe.self, Help.self])
  private let harness: CommandHarness

  init() throws {
    harness = try CommandHarness()
  }

  private func run(_ line: String) -> CommandResult { harness.run(line, table: table) }

  @Test(
    "the exit status is what the command says",
    arguments: [
      ("probe well", ExitStatus.ok), ("probe refused", .refused), ("probe undecided", .undecided),
      ("probe coded", .refused), ("probe system", .fatal), ("probe", .usage),
      ("probe a b", .usage), ("probe --loudly a", .usage), ("", .usage), ("--bad", .usage),
      ("nothing", .usage), ("--version", .ok), ("-h", .ok), ("help", .ok), ("help probe", .ok),
      ("help nothing", .usage), ("probe -h", .ok),
    ])
  func statuses(_ line: String, _ status: ExitStatus) {
    #expect(run(line).status == status)
  }

  @Test("the longest name counts")
  func longestName() {
    #expect(run("probe deep").output == "deep\n")
    #expect(run("probe well").output == "result\n")
  }

  @Test("an error is told after the results, with code and hint")
  func errors() {
    let coded = run("probe coded")
    #expect(coded.output == "result\n")
    #expect(coded.diagnostics == "entangle: [W109] no law\nhint: add one\n")
    #expect(run("probe system").diagnostics == "entangle: cannot read 'x': more than 3 bytes\n")
  }

  @Test("control characters in an error do not reach the terminal")
  func escapes() {
    #expect(
      run("probe escape").diagnostics == "entangle: bad name 'a\\x1b[2Jb\\x0ac'\n")
  }

  @Test("a usage error shows the usage line")
  func usage() {
    #expect(
      run("probe -x a").diagnostics
        == "entangle: unknown option '-x'\nusage: entangle probe [--loud] <way>\n")
    #expect(run("probe -x a").output == "")
  }

  @Test("an unknown command gets the most similar name")
  func unknown() {
    #expect(
      run("prove x").diagnostics == """
        entangle: 'prove' is not an entangle command. See 'entangle --help'.
        hint: the most similar command is 'probe'

        """)
    #expect(
      run("zzzzzzzz").diagnostics
        == "entangle: 'zzzzzzzz' is not an entangle command. See 'entangle --help'.\n")
  }

  @Test("the version is one line on standard output")
  func version() {
    let result = run("--version")
    #expect(result.output == "entangle version 0.1.0\n")
    #expect(result.diagnostics == "")
    #expect(run("version") == result)
  }

  @Test("a command runs in the directory that -C names, one after the other")
  func directories() throws {
    for folder in ["a", "a/b"] {
      try FileSystem.createDirectory(harness.home.appending(folder))
    }
    let path = harness.home.appending("a/b").description
    for line in ["-C a/b probe where", "-C a -C b probe where", "-C \(path) probe where"] {
      #expect(run(line) == CommandResult(status: .ok, output: "result\n\(path)\n", diagnostics: ""))
    }
    let none = run("-C a/c probe where")
    #expect(none.status == .fatal && none.output == "")
    #expect(none.diagnostics.hasSuffix("a/c': there is no such directory\n"))
    #expect(run("-C").status == .usage && run("-C a").status == .usage)
    #expect(run("-C a --version").output == run("--version").output)
  }

  @Test("a full disk is fatal, and told")
  func fullDisk() {
    let result = harness.run(
      "probe well", terminal: ScriptedTerminal([]), output: CapturedSink(failing: .diskFull),
      table: table)
    #expect(result.status == .fatal)
    #expect(
      result.diagnostics == """
        entangle: cannot write 'standard output': no space left on device
        hint: free some space on the disk and try again

        """)
  }

  @Test("a reader that went away ends the process quietly")
  func brokenPipe() {
    let result = harness.run(
      "probe well", terminal: ScriptedTerminal([]),
      output: CapturedSink(failing: Errno(code: EPIPE)), table: table)
    #expect(result == CommandResult(status: .brokenPipe, output: "", diagnostics: ""))
  }

  @Test("names, options and operands of every command are well formed")
  func standardTable() {
    let specs = CommandTable.standard.specs
    #expect(Set(specs.map(\.name)).count == specs.count)
    for spec in specs {
      #expect(!spec.name.isEmpty)
      #expect(Set(spec.options.map(\.name)).count == spec.options.count)
      let letters = spec.options.compactMap(\.letter)
      #expect(Set(letters + ["h"]).count == letters.count + 1)
      #expect(!spec.options.contains { $0.name == "help" })
      let arities = spec.operands.dropLast().map(\.arity)
      #expect(!arities.contains(.repeating) && !arities.contains(.requiredRepeating))
      #expect(spec.summary.utf8.count <= 60, "\(spec.name)")
    }
  }
}
