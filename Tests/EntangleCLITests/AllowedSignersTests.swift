import EntangleSystem
import Testing

@testable import EntangleCLI

@Suite("Allowed signers")
struct AllowedSignersTests {
  @Test("a key that ended in the second in which it began is known for that second")
  func oneSecond() throws {
    let governed = try GovernedHarness()
    let code = try governed.makeCodeKey()
    try governed.succeed("principal add agent --kind worker --person bo --code \(code).pub")
    let file = governed.harness.home.appending(try governed.write("x", to: "text")).description
    #expect(try sshKeygen(["-q", "-Y", "sign", "-f", code, "-n", "git", file]).isSuccess)

    let words = try governed.succeed("principal list").split { " \n".contains($0) }
    let place = try #require(words.firstIndex(of: "code"))
    try governed.succeed("key revoke agent \(words[place + 1]) --reason retired")
    let signers = try governed.succeed("key allowed-signers") + "\n"
    let path = governed.harness.home.appending(try governed.write(signers, to: "signers"))

    func isKnown(_ moment: String) throws -> Bool {
      let said = try sshKeygen([
        "-Y", "find-principals", "-s", file + ".sig", "-f", path.description,
        "-Overify-time=\(moment)",
      ])
      return said.isSuccess
        && String(decoding: said.standardOutput.bytes, as: UTF8.self) == "agent@entangle.invalid\n"
    }
    // `CommandHarness.moment`.
    #expect(try isKnown("20260102030405Z"))
    #expect(try !isKnown("20260102030406Z"))
  }

  private func sshKeygen(_ arguments: [String]) throws -> ChildResult {
    try ChildProcess("ssh-keygen", arguments, environment: ["PATH": "/usr/bin:/bin"]).run()
  }
}
