internal import EntangleModel

/// Authorities, operators whose role is operator or more, and the host write the denylist, with a law key that
/// counts. Stops: somebody who locks out whom he likes.
struct D106ReporterNotAllowed: DenylistRule {
  static let text = RuleText(
    "D106", "the reporter may not write the denylist",
    rule:
      "Authorities, operators whose role is operator or more, and the host write the denylist, with a "
      + "law key that counts.",
    stops: "somebody who locks out whom he likes.",
    hint: "have an authority make the entry, or give the operator a role")

  func findings(in context: DenylistContext) -> [Finding] {
    guard let reading = context.reading, let state = context.state else { return [] }
    let reporter = reading.entry.reporter
    // (That another key has signed it, D102 tells.)
    guard context.cryptography.keyID(reading.signature.publicKey) == reporter.key else { return [] }
    guard !state.mayBan(reading.signature.publicKey, as: reporter, at: reading.entry.time) else {
      return []
    }
    return [Self.broken("\(context.name): '\(reporter.principal)' may not, with this key and then")]
  }
}
