internal import EntangleModel

/// Chain must be the object digest of the first parent. Stops: an event before this one replaced
/// under the same SHA-1.
struct L103ChainBroken: EventRule {
  static let text = RuleText(
    "L103", "the chain is broken",
    rule: "Chain must be the object digest of the first parent.",
    stops: "an event before this one replaced under the same SHA-1.",
    hint: "fetch the lane again")

  func findings(in context: EventContext) -> [Finding] {
    guard !context.beginsLate else { return [] }
    let expected = context.previous?.event.reference ?? context.laneRoot?.reference
    guard let expected, context.body.chain != expected.digest else { return [] }
    return [Self.broken("the first parent has the digest \(expected.digest)")]
  }
}
