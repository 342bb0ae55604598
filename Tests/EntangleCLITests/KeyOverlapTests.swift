import Testing

@testable import EntangleCLI

/// Keys that were rotated and still sign for a while.
@Suite("Keys in their overlap")
struct KeyOverlapTests {
  private let governed: GovernedHarness

  init() throws {
    governed = try GovernedHarness()
    try governed.enrol("lead", "user")
  }

  private static let now = "2026-01-02T03:04:05Z"
  private static let later = "2026-01-04T03:04:05Z"

  /// Makes a law key; gives the beginning of its key id.
  @discardableResult
  private func makeKey(_ name: String) throws -> String {
    try governed.succeed("key new \(name) --use law --no-passphrase")
    return try digits(name)
  }

  private func digits(_ name: String) throws -> String {
    let shown = try governed.succeed("key show \(name)")
    let line = try #require(shown.split(separator: "\n").first { $0.hasPrefix("key id: ") })
    return String(line.dropFirst("key id: ".count).prefix(8))
  }

  /// What `principal list` says of a key.
  private func ending(
    of key: String, at moment: Int64 = CommandHarness.moment
  ) throws -> String {
    let shown = try governed.succeed("principal list", at: moment)
    return try #require(
      shown.split(separator: "\n").first { $0.contains("  \(key)") }.map(String.init))
  }

  @Test(
    "a key that is found stolen in its overlap ends at once, and stays so",
    arguments: [
      "frozen", "compromised --after 0",
    ])
  func graver(_ reason: String) throws {
    let old = try digits("lead")
    try makeKey("fresh")
    try governed.succeed("key rotate lead --law fresh --overlap 48")
    #expect(try ending(of: old).hasSuffix("retired at \(Self.later)"))
    // What would follow is said without the law's being refused.
    #expect(governed.run("taint \(old)").diagnostics == "")
    #expect(governed.run("what-if --revoke \(old)").status == .ok)
    try governed.succeed("key revoke lead \(old) --reason \(reason)")
    let word = reason.prefix { $0 != " " }
    #expect(try ending(of: old).hasSuffix("\(word) at \(Self.now)"))
    #expect(governed.run("verify").status == .ok)
    // A graver one does not move the end.
    let later = CommandHarness.moment + 3_600
    guard word == "frozen" else { return }
    try governed.succeed("key revoke lead \(old) --reason compromised --after 0", at: later)
    #expect(try ending(of: old, at: later).hasSuffix("compromised at \(Self.now)"))
  }

  @Test("the key of an authority, and one for code")
  func others() throws {
    let old = try digits("root")
    try makeKey("next")
    try governed.succeed("key rotate root --law next --overlap 1")
    try governed.succeed("key revoke root \(old) --reason compromised --after 0")
    #expect(try ending(of: old).hasSuffix("compromised at \(Self.now)"))
    let code = try governed.makeCodeKey()
    try governed.succeed("key new lead-code --use code --no-passphrase")
    let first = try digits("lead-code")
    try governed.succeed("key rotate lead --code lead-code")
    try governed.succeed("key rotate lead --code \(code).pub --overlap 24")
    try governed.succeed("key revoke lead \(first) --reason compromised")
    #expect(try ending(of: first).hasSuffix("compromised at \(Self.now)"))
  }

  @Test("a retirement that stands is not asked for anew, and a rotation tells of one that goes on")
  func retired() throws {
    let old = try digits("lead")
    try makeKey("fresh")
    try makeKey("third")
    try governed.succeed("key rotate lead --law fresh --overlap 48")
    let again = governed.run("key revoke lead \(old) --reason retired")
    #expect(again.status == .ok && again.diagnostics == "nothing to change\n")
    let rotated = governed.run("key rotate lead --law third --overlap 1")
    #expect(rotated.status == .ok)
    #expect(
      rotated.diagnostics.hasPrefix(
        "warning: a key that was retired before goes on until \(Self.later)\n"
          + "hint: 'entangle key revoke lead \(old) --reason frozen' ends it now\n"))
    #expect(try ending(of: old).hasSuffix("retired at \(Self.later)"))
  }
}
