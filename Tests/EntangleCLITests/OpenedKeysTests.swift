import EntangleSystem
import Glibc
import Testing

@testable import EntangleCLI

@Suite("Passphrases of commands that sign twice")
struct OpenedKeysTests {
  private let harness: CommandHarness

  init() throws {
    harness = try CommandHarness()
    let made = try ChildProcess(
      "git", ["init", "-q", harness.home.description], environment: ["PATH": "/usr/bin:/bin"]
    ).run()
    try #require(made.isSuccess)
    for name in ["root", "second"] {
      let line = "key new \(name) --use law --kdf interactive"
      try #require(harness.run(line, typing: ["open", "open"]).status == .ok)
    }
  }

  /// Lends a descriptor from which a text can be read once.
  private func withPipe<Result>(_ text: String, _ body: (Int32) throws -> Result) throws -> Result {
    var ends: [Int32] = [-1, -1]
    try #require(pipe(&ends) == 0)
    defer { close(ends[0]) }
    let count = write(ends[1], text, text.utf8.count)
    close(ends[1])
    try #require(count == text.utf8.count)
    return try body(ends[0])
  }

  @Test("a typed passphrase is asked for once, though statement and commit are signed")
  func typed() {
    let terminal = ScriptedTerminal(["wrong", "open", "open"])
    let result = harness.run("init --as root --key root", terminal: terminal)
    #expect(result.status == .ok, "\(result.diagnostics)")
    let prompt = "Passphrase for key 'root': "
    #expect(terminal.prompts == [prompt, prompt])
  }

  @Test("a descriptor is read once, for all keys that a command opens")
  func descriptor() throws {
    let founded = try withPipe("open\n") {
      harness.run("init --as root --key root --passphrase-fd \($0)")
    }
    #expect(founded.status == .ok, "\(founded.diagnostics)")
    let line = "principal add second --kind authority --person ada --law second --threshold 2"
    let terminal = ScriptedTerminal(["open", "open", "open"])
    let added = harness.run(line + " --as root", terminal: terminal)
    #expect(added.status == .ok, "\(added.diagnostics)")
    #expect(terminal.prompts == ["root", "second"].map { "Passphrase for key '\($0)': " })
    #expect(harness.run("key new third --use law --no-passphrase").status == .ok)
    let signed = try withPipe("open\n") {
      harness.run(
        "principal add third --kind user --person bo --law third --as root --with second "
          + "--passphrase-fd \($0)")
    }
    #expect(signed.status == .ok, "\(signed.diagnostics)")
  }

  @Test("a wrong passphrase from a descriptor has one try and signs nothing")
  func wrong() throws {
    let result = try withPipe("shut\nopen\n") {
      harness.run("init --as root --key root --passphrase-fd \($0)")
    }
    #expect(result.status == .fatal)
    #expect(result.diagnostics.hasPrefix("entangle: cannot open key 'root': wrong passphrase"))
    #expect(harness.run("trust log").status != .ok)
  }
}
