internal import EntangleModel

/// The envelope must be signed by an artifact key of the runner that is in its window. Stops: a
/// manifest written by somebody else.
struct M102ManifestSignatureInvalid: EventRule {
  static let text = RuleText(
    "M102", "the manifest's signature does not count",
    rule: "The envelope must be signed by an artifact key of the runner that is in its "
      + "window and not revoked.",
    stops: "a manifest written by somebody else.",
    hint: "publish artifacts with entangle run")

  static let kinds: Set<EventName>? = [.taskResult]

  func findings(in context: EventContext) -> [Finding] {
    guard let envelope = context.artifact?.envelope else { return [] }
    let runner = context.named?.state.principals[context.principal]
    let key = runner?.keys.first {
      context.cryptography.keyID($0.publicKey) == envelope.keyID && $0.uses.contains(.artifact)
    }
    guard let key else {
      return [Self.broken("\(envelope.keyID) is no artifact key of the runner")]
    }
    let isValid = KeySignature(bytes: envelope.signature)?.isValid(
      over: Envelope.signedData(payload: envelope.payload), by: key.publicKey,
      cryptography: context.cryptography)
    guard isValid == true else { return [Self.broken("Ed25519 does not accept it")] }
    let time = context.event.commit.time
    guard key.isInWindow(time), !context.isRevoked(key.publicKey, at: time) else {
      return [Self.broken("\(envelope.keyID) is out of its window or revoked").lapsed()]
    }
    return []
  }
}
