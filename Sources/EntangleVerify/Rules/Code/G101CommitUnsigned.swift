internal import EntangleModel

/// Each commit of a landing must be readable without doubt and carry one OpenSSH signature by an
/// Ed25519, ECDSA or RSA key. Stops: side history that nobody answers for.
struct G101CommitUnsigned: EventRule {
  static let text = RuleText(
    "G101", "a commit is not signed as it must be",
    rule: "Each commit of a landing must be readable without doubt and carry one OpenSSH "
      + "signature by an Ed25519, ECDSA or RSA key.",
    stops: "side history that nobody answers for.",
    hint: "sign the commits: git commit -S with gpg.format=ssh")

  static let kinds: Set<EventName>? = [.land]

  func findings(in context: EventContext) -> [Finding] {
    context.landedCommits.compactMap { reading in
      guard reading.isReadable else {
        return Self.broken("\(reading.id) is not readable without doubt")
      }
      return reading.signer == nil
        ? Self.broken("\(reading.id) carries no signature of that form") : nil
    }
  }
}
