internal import EntangleModel

/// The signature over an event must be valid for the key that it carries. Stops: events forged or
/// changed after they were signed.
struct S101SignatureInvalid: ReadingRule {
  static let text = RuleText(
    "S101", "the signature is invalid",
    rule: "The signature over an event must be valid for the key that it carries.",
    stops: "events forged or changed after they were signed.",
    hint: "ask the signer to sign again; do not trust this event")

  func findings(in reading: EventReading) -> [Finding] {
    guard reading.event != nil, !reading.isSignatureValid else { return [] }
    return [Self.broken("Ed25519 does not accept it")]
  }
}
