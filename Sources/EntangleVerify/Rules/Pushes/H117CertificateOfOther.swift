internal import EntangleModel

/// Who signs a push certificate is who logs in. Stops: somebody who pushes by another's login.
struct H117CertificateOfOther: AdmissionRule {
  static let text = RuleText(
    "H117", "a push certificate of somebody else",
    rule: "Who signs a push certificate is who logs in, where the server knows that.",
    stops: "somebody who pushes by another's login, or has another sign.",
    hint: "sign with a code key of your own")

  func findings(in facts: AdmissionFacts) -> [Finding] {
    guard let reading = facts.certificate?.reading, let pusher = reading.pusher,
      let signer = reading.signer?.principal.id, signer != pusher
    else { return [] }
    return [Self.broken("'\(pusher)' pushes, and '\(signer)' has signed")]
  }
}
