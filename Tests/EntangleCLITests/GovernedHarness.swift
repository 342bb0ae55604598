import EntangleSystem
import Testing

@testable import EntangleCLI

/// A repository with a trust chain, made by the commands themselves with real keys; the key store
/// of the home directory holds the keys of everybody.
final class GovernedHarness: Sendable {
  let harness: CommandHarness
  private static let path = "/usr/local/bin:/usr/bin:/bin"

  private static let founded = Result { try founded(hasBaseline: false) }
  private static let foundedAfterCommit = Result { try founded(hasBaseline: true) }

  private static func founded(hasBaseline: Bool) throws -> PreparedHome<Void> {
    let governed = try GovernedHarness(founding: hasBaseline)
    return try PreparedHome(of: governed.harness.home, notes: ())
  }

  /// A repository with the authority `root` of the person `lena`; founded after a first commit, which is
  /// the baseline then, where one is asked for. All of one kind have one trust root.
  convenience init(hasBaseline: Bool = false) throws {
    try self.init((hasBaseline ? Self.foundedAfterCommit : Self.founded).get())
  }

  /// Starts from what was prepared.
  init<Notes>(_ prepared: PreparedHome<Notes>) throws {
    harness = try CommandHarness()
    try prepared.unpack(into: harness)
  }

  private init(founding hasBaseline: Bool) throws {
    harness = try CommandHarness()
    try git("init -q --initial-branch=main .")
    if hasBaseline {
      try write("hello\n", to: "file")
      try git("add file")
      try git("commit -q -m begin")
    }
    try succeed("key new root --use law --no-passphrase")
    try succeed("init --as root --person lena --key root")
  }

  /// Runs a command line as the authority, or as somebody else.
  func run(
    _ line: String, as principal: String = "root", input: String = "",
    at moment: Int64 = CommandHarness.moment, in folder: String? = nil
  ) -> CommandResult {
    harness.run(
      line,
      environment: ["ENTANGLE_PRINCIPAL": principal, "PATH": Self.path, "GIT_TEMPLATE_DIR": ""],
      terminal: ScriptedTerminal([]), input: Array(input.utf8), at: moment, in: folder)
  }

  /// Runs a command line that must succeed; gives what it prints, less the last line's end.
  @discardableResult
  func succeed(
    _ line: String, as principal: String = "root", input: String = "",
    at moment: Int64 = CommandHarness.moment, in folder: String? = nil
  ) throws -> String {
    let result = run(line, as: principal, input: input, at: moment, in: folder)
    try #require(result.status == .ok, "\(line): \(result.diagnostics)")
    return result.output.hasSuffix("\n") ? String(result.output.dropLast()) : result.output
  }

  /// Makes a law key and enrols a principal with it; by default it has a person of the same name.
  func enrol(_ id: String, _ kind: String, person: String? = nil, days: Int = 90) throws {
    try succeed("key new \(id) --use law --no-passphrase")
    try succeed(
      "principal add \(id) --kind \(kind) --person \(person ?? id) --law \(id) --days \(days)")
  }

  /// Where `makeCodeKey` puts the key.
  var codeKey: String { harness.home.appending("code").description }

  /// Makes an OpenSSH key for commits, without passphrase; gives its path.
  func makeCodeKey() throws -> String {
    let path = codeKey
    let made = try ChildProcess(
      "ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-C", "", "-f", path],
      environment: ["PATH": Self.path]
    ).run()
    try #require(made.isSuccess)
    return path
  }

  /// Writes a file below the home directory; gives its name.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    try FileSystem.write(Array(text.utf8), to: harness.home.appending(name), mode: 0o600)
    return name
  }

  /// The text of a file below the home directory.
  func read(_ name: String) throws -> String {
    String(
      decoding: try FileSystem.read(harness.home.appending(name), limit: 1 << 20), as: UTF8.self)
  }

  /// Writes a graph document; an edge is written `lead delegates builder`, with `off` behind it
  /// where it is disabled, a policy `main refs/heads/main 1 builder,lead`.
  @discardableResult
  func graph(
    _ edges: [String], policies: [String] = [], to name: String = "graph.json"
  ) throws -> String {
    let edges = edges.map { text in
      let words = text.split(separator: " ")
      return "{\"from\": \"\(words[0])\", \"relation\": \"\(words[1])\", \"to\": \"\(words[2])\", "
        + "\"enabled\": \(words.count < 4)}"
    }
    let policies = policies.map { text in
      let words = text.split(separator: " ")
      let landers = words[3].split(separator: ",").map { "\"\($0)\"" }.joined(separator: ", ")
      return "{\"name\": \"\(words[0])\", \"ref\": \"\(words[1])\", \"approvals\": \(words[2]), "
        + "\"landers\": [\(landers)]}"
    }
    return try write(
      "{\"schema\": \"entangle/graph@v1\", \"edges\": [\(edges.joined(separator: ", "))], "
        + "\"policies\": [\(policies.joined(separator: ", "))]}", to: name)
  }

  /// Runs the git program in the repository, or in a folder of the home directory; the words are
  /// separated by spaces.
  @discardableResult
  func git(_ line: String, in folder: String? = nil) throws -> String {
    let home = harness.home.description
    let who = ["GIT_AUTHOR", "GIT_COMMITTER"].flatMap { role in
      [
        ("\(role)_NAME", "tester"), ("\(role)_EMAIL", "tester@example.org"),
        ("\(role)_DATE", "\(CommandHarness.moment) +0000"),
      ]
    }
    let variables = [
      "HOME": home, "PATH": Self.path, "LC_ALL": "C", "TZ": "UTC", "GIT_CONFIG_NOSYSTEM": "1",
      "GIT_TEMPLATE_DIR": "",
    ].merging(who) { first, _ in first }
    let result = try ChildProcess(
      "git", line.split(separator: " ").map(String.init), environment: variables,
      directory: folder.map { harness.home.appending($0).description } ?? home
    ).run()
    try #require(result.isSuccess, "git \(line): \(result.standardError.text)")
    return result.standardOutput.text.trimmingNewline
  }
}
