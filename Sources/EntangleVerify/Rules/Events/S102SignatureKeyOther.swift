internal import EntangleModel

/// The key of the signature must be the key of the lane. Stops: an event slipped into somebody
/// else's lane.
struct S102SignatureKeyOther: EventRule {
  static let text = RuleText(
    "S102", "the signature is by another key than the lane's",
    rule: "The key of the signature must be the key of the lane.",
    stops: "an event slipped into somebody else's lane.",
    hint: "sign with the key of the lane")

  func findings(in context: EventContext) -> [Finding] {
    let id = context.signer.id
    return id == context.body.lane.key ? [] : [Self.broken("it is by \(id)")]
  }
}
