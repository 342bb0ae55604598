internal import EntangleModel

/// A push certificate is signed by a code key of the newest trust state that counts now, of somebody who is
/// active. Stops: a certificate in somebody's name.
struct H114CertificateSignature: AdmissionRule {
  static let text = RuleText(
    "H114", "a push certificate's signature does not count",
    rule:
      "A push certificate is signed by a code key of the newest trust state that counts now, of somebody "
      + "who is active.",
    stops: "a certificate in somebody's name, or by a key that was lost.",
    hint: "sign with an enrolled code key in force")

  func findings(in facts: AdmissionFacts) -> [Finding] {
    guard let reading = facts.certificate?.reading else { return [] }
    guard reading.isSignatureValid else { return [Self.broken("invalid")] }
    guard let signer = reading.signer, signer.key.uses.contains(.code) else {
      return [Self.broken("not by an enrolled code key")]
    }
    guard signer.key.isValid(at: reading.now) else {
      return [Self.broken("a key of '\(signer.principal.id)' that does not count now")]
    }
    guard signer.principal.status == .active else {
      return [Self.broken("'\(signer.principal.id)' is not active")]
    }
    return []
  }
}
