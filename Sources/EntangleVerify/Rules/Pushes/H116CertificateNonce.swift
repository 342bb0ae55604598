internal import EntangleModel

/// A push certificate has a nonce of this server, of the last 300 seconds, and counts once. Stops: a
/// certificate shown again.
struct H116CertificateNonce: AdmissionRule {
  static let text = RuleText(
    "H116", "a push certificate out of its time",
    rule:
      "A push certificate has a nonce of this server that is not older than 300 seconds, nor 120 seconds "
      + "ahead, and counts once.",
    stops: "a certificate shown again.",
    hint: "push again; where sending takes minutes, push the commits to a branch of your own first")

  func findings(in facts: AdmissionFacts) -> [Finding] {
    guard let reading = facts.certificate?.reading else { return [] }
    guard ["OK", "SLOP"].contains(reading.nonceStatus),
      let made = reading.certificate.nonceSeconds
    else { return [Self.broken("its nonce is not of this server")] }
    // Neither is below zero, so this goes past no end.
    let age = reading.now.seconds - made
    if age > facts.limits.nonceAgeSeconds {
      return [Self.broken("its nonce is \(age) seconds old")]
    }
    if -age > facts.limits.clockSkewSeconds {
      return [Self.broken("its nonce is \(-age) seconds ahead")]
    }
    return reading.isRepeated == true ? [Self.broken("it was used before")] : []
  }
}
