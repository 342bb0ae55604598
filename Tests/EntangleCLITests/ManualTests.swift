import EntangleSystem
import Glibc
import Testing

@testable import EntangleCLI

@Suite("Manual")
struct ManualTests {
  private let harness: CommandHarness
  private static let pages = ManualPage.all(of: .standard)
  private static let specs = CommandTable.standard.specs

  init() throws {
    harness = try CommandHarness()
  }

  private static let probe = """
    .TH ENTANGLE\\-PROBE\\-DEEP 1 \(EntangleVersion.date) "entangle \(EntangleVersion.number)" "entangle manual"
    .nh
    .ad l
    .SH "NAME"
    entangle\\-probe\\-deep \\- look into it
    .SH "SYNOPSIS"
    .SY "entangle probe deep"
    [\\fB\\-\\-loud\\fR]
    \\fB\\-\\-key\\fR\\ \\fI<name>\\fR...\\&
    [\\fI<path>\\fR]
    .YS
    .nh
    .SH "DESCRIPTION"
    Look into it.
    .PP
    \\&.x is \\e, \\(aqy\\(aq is \\[u2026]
    .SH "OPTIONS"
    .TP
    \\fI<path>\\fR
    where
    .TP
    \\fB\\-l\\fR,\\ \\fB\\-\\-loud\\fR
    more
    .TP
    \\fB\\-\\-key\\fR\\ \\fI<name>\\fR
    a key
    .TP
    \\fB\\-h\\fR,\\ \\fB\\-\\-help\\fR
    print this help
    .SH "EXIT STATUS"

    """

  @Test("a page is made from the specification")
  func page() throws {
    enum Probe: Command {
      case probe
      static let spec = CommandSpec(
        ["probe", "deep"], summary: "look into it", category: .plumbing,
        options: [
          .flag("loud", "l", help: "more"),
          .value("key", "name", isRepeatable: true, isRequired: true, help: "a key"),
        ],
        operands: [OperandSpec("path", .optional, help: "where")],
        details: [".x is \\, 'y' is \u{2026}"], environment: [.noColour], related: ["man(1)"])
      init(_ arguments: ParsedArguments) { self = .probe }
      func run(in context: CommandContext) -> ExitStatus { .ok }
    }
    let page = try #require(ManualPage.all(of: CommandTable([Probe.self])).last)
    #expect(page.name == "entangle-probe-deep")
    #expect(page.text.hasPrefix(Self.probe))
    #expect(
      page.text.hasSuffix(
        """
        .SH "ENVIRONMENT"
        .TP
        NO_COLOR
        where it is set and not empty, nothing is shown in colours
        .SH "SEE ALSO"
        .BR "entangle" "(1),"
        .BR "man" "(1)"

        """))
  }

  @Test("every command has a page with every option", arguments: specs)
  func everyCommand(_ spec: CommandSpec) throws {
    let page = try #require(Self.pages.first { $0.command == spec.name })
    #expect(page.name == "entangle-" + spec.name.joined(separator: "-"))
    for section in ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "EXIT STATUS", "SEE ALSO"] {
      #expect(page.text.contains(".SH \"\(section)\"\n"))
    }
    for option in spec.options + [.help] {
      let name = "\\fB" + Roff.escape("--" + option.name) + "\\fR"
      #expect(page.text.contains(name + "\n") || page.text.contains(name + "\\ \\fI<"))
      let words = option.help.split(separator: " ").map { Roff.escape(String($0)) }
      #expect(page.text.split { $0 == " " || $0 == "\n" }.map(String.init).contains(words))
    }
    for variable in spec.environment { #expect(page.text.contains("\n\(variable.name)\n")) }
  }

  @Test("the page of the program names every command, variable and status")
  func program() throws {
    let text = try #require(Self.pages.first).text
    for page in Self.pages.dropFirst() {
      #expect(text.contains(".BR \"\(Roff.escape(page.name))\" \"(1)\"\n"))
    }
    for variable in EnvironmentVariable.all { #expect(text.contains("\n\(variable.name)\n")) }
    #expect(ExitStatus.meanings.allSatisfy { text.contains("\n\($0.status.code)\n") })
  }

  @Test("pages that are pointed to are there, or are another program's")
  func references() {
    let names = Set(Self.pages.map { Roff.escape($0.name) })
    let lines = Self.pages.flatMap { $0.text.split(separator: "\n") }
    for line in lines where line.hasPrefix(".BR \"entangle") {
      #expect(names.contains(String(line.dropFirst(5).prefix { $0 != "\"" })))
    }
  }

  @Test("prints one page, or writes all of them")
  func command() throws {
    #expect(harness.run("manual").output == Self.pages.first?.text)
    let page = Self.pages.first { $0.command == ["key", "new"] }
    #expect(harness.run("manual key new").output == page?.text)
    #expect(harness.run("manual --output a/man").status == .ok)
    let directory = harness.home.appending("a/man")
    let names = try FileSystem.list(directory).map { String(decoding: $0, as: UTF8.self) }
    let expected = Self.pages.map { $0.name + ".1" } + ["git-entangle.1"]
    #expect(names.sorted() == expected.sorted())
    let written = try FileSystem.read(directory.appending("entangle-key-new.1"), limit: 65_536)
    #expect(page?.text == String(decoding: written, as: UTF8.self))
  }

  @Test(
    "what has no page is a mistake",
    arguments: ["manual key", "manual nothing", "manual key new x", "manual --output a key new"])
  func mistakes(_ line: String) {
    #expect(harness.run(line).status == .usage)
    #expect(harness.run(line).output == "")
  }

  @Test(
    "groff warns of nothing", .enabled(if: InstalledProgram.isThere("groff")),
    arguments: pages.map(\.name))
  func groff(_ name: String) throws {
    let page = try #require(Self.pages.first { $0.name == name })
    let result = try InstalledProgram.run(
      "groff", ["-man", "-Tutf8", "-ww", "-rLL=78n"], input: page.text)
    #expect(result.isSuccess && result.standardError.text == "", "\(result.standardError.text)")
    let shown = result.standardOutput.text
    #expect(shown.contains(name))
    #expect(!shown.contains("\u{2010}\n"), "a word is broken")
  }

  @Test(
    "mandoc warns of nothing", .enabled(if: InstalledProgram.isThere("mandoc")),
    arguments: pages.map(\.name))
  func mandoc(_ name: String) throws {
    let page = try #require(Self.pages.first { $0.name == name })
    let result = try InstalledProgram.run(
      "mandoc", ["-man", "-T", "lint", "-W", "warning"], input: page.text)
    #expect(result.isSuccess && result.standardOutput.text == "", "\(result.standardOutput.text)")
  }
}
