internal import EntangleModel

/// A push certificate names the refs that move, each as it moves and no other; this repository; and the
/// options that came with the push. Stops: a certificate shown with another push than was signed.
struct H115CertificateOfOtherPush: AdmissionRule {
  static let text = RuleText(
    "H115", "a push certificate of another push",
    rule:
      "A push certificate names the refs that move, each as it moves and no other; this repository, by "
      + "its id where it names one, else by the last part of where it was pushed to; and the options that came "
      + "with the push.",
    stops: "a certificate shown with another push, or to another repository, than was signed.",
    hint: "push again; 'entangle push --signed' names the repository by its id")

  func findings(in facts: AdmissionFacts) -> [Finding] {
    guard let reading = facts.certificate?.reading else { return [] }
    let certificate = reading.certificate
    let signed = certificate.updates.sorted { $0.name < $1.name }
    if signed != facts.updates.sorted(by: { $0.name < $1.name }) {
      return [Self.broken("the refs that move are not those that were signed")]
    }
    let ids = certificate.repositories
    if ids.contains(where: { !$0.elementsEqual(reading.repository.hex.utf8) }) {
      return [Self.broken("it was signed for the repository of another id")]
    }
    if ids.isEmpty && certificate.pusheeName != reading.repositoryName {
      let name = displayText(certificate.pushee)
      return [Self.broken("it was signed for '\(name)', and this is another")]
    }
    if certificate.options != reading.options {
      return [Self.broken("the push options are not those that were signed")]
    }
    return []
  }
}
