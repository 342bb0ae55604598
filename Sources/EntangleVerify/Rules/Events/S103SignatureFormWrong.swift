internal import EntangleModel

/// A signature must be an OpenSSH signature of the namespace git by an Ed25519 key, with sha512,
/// in the armour that ssh-keygen writes. Stops: a signature made for something else, and many oids
/// for one event.
struct S103SignatureFormWrong: ReadingRule {
  static let text = RuleText(
    "S103", "the signature is not in its one form",
    rule: "A signature must be an OpenSSH signature of the namespace git by an Ed25519 key, "
      + "with sha512, in the armour that ssh-keygen writes.",
    stops: "a signature made for something else, and many oids for one event.",
    hint: "make events with entangle")

  func findings(in reading: EventReading) -> [Finding] {
    guard case .defect(.signature) = reading.outcome else { return [] }
    return [Self.broken("armour, algorithm, namespace or a reserved field")]
  }
}
