internal import EntangleModel

/// The signature over an event must be valid for the key that it carries, made with a touch where
/// that is a security key. Stops: events forged or changed after they were signed.
struct S101SignatureInvalid: ReadingRule {
  static let text = RuleText(
    "S101", "the signature is invalid",
    rule: "The signature over an event must be valid for the key that it carries, made with a "
      + "touch where that is a security key.",
    stops: "events forged or changed after they were signed.",
    hint: "ask the signer to sign again; do not trust this event")

  func findings(in reading: EventReading) -> [Finding] {
    guard let event = reading.event, !reading.isSignatureValid else { return [] }
    let isUntouched = event.signature.signature.authenticator?.isUserPresent == false
    return [
      Self.broken(
        isUntouched ? "nobody touched the security key" : "Ed25519 does not accept it")
    ]
  }
}
