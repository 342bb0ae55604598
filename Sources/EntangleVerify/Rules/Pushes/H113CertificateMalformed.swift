internal import EntangleModel

/// A push certificate is of the one form that git writes. Stops: a text that two readers understand in two
/// ways.
struct H113CertificateMalformed: AdmissionRule {
  static let text = RuleText(
    "H113", "a push certificate that is none",
    rule: "A push certificate is of the one form that git writes, with a signature of OpenSSH.",
    stops: "a text that two readers understand in two ways.",
    hint: "push with git itself, and 'gpg.format' ssh")

  func findings(in facts: AdmissionFacts) -> [Finding] {
    guard case .malformed(let detail)? = facts.certificate?.document else { return [] }
    return [Self.broken(detail)]
  }
}
