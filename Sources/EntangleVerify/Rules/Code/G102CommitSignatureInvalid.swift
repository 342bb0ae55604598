internal import EntangleModel

/// The signature of each commit of a landing must be valid, by a code key that stands in the state
/// that the landing names. Stops: commits forged in somebody's name.
struct G102CommitSignatureInvalid: EventRule {
  static let text = RuleText(
    "G102", "a commit's signature does not count",
    rule: "The signature of each commit of a landing must be valid, by a code key that "
      + "stands in the state that the landing names.",
    stops: "commits forged in somebody's name.",
    hint: "sign with an enrolled code key")

  static let kinds: Set<EventName>? = [.land]

  func findings(in context: EventContext) -> [Finding] {
    context.landedCommits.compactMap { reading in
      guard let signer = reading.signer else { return nil }
      guard reading.isSignatureValid else { return Self.broken("\(reading.id): invalid") }
      let key = context.named?.state.keys[signer]?.key
      guard let key, key.uses.contains(.code) else {
        return Self.broken("\(reading.id): not by an enrolled code key")
      }
      return nil
    }
  }
}
