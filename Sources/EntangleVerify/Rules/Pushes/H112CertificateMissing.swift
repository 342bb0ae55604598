internal import EntangleModel

/// Where the server asks for certificates, each push has one. Stops: a login that was taken over, since
/// tokens and logins say who is let in, and keys who it was.
struct H112CertificateMissing: AdmissionRule {
  static let text = RuleText(
    "H112", "no push certificate",
    rule:
      "Where the server asks for certificates, each push has one; but for a push that moves the trust "
      + "chain alone.",
    stops: "a login that was taken over: it lets in, but does not sign.",
    hint:
      "'entangle push --signed', 'entangle land --signed', or 'git push --signed' with 'gpg.format' ssh and your code key"
  )

  func findings(in facts: AdmissionFacts) -> [Finding] {
    guard let certificate = facts.certificate, certificate.isRequired,
      case .none = certificate.document
    else { return [] }
    return [Self.broken("this server takes signed pushes alone")]
  }
}
