internal import EntangleModel

/// What a push brings has nothing that looks like a secret. Stops: a key or token that everybody who
/// fetches has from then on.
struct H110SecretPushed: AdmissionRule {
  static let text = RuleText(
    "H110", "a secret is pushed",
    rule:
      "What a push brings has nothing that looks like a secret; as far as it is searched, which is best "
      + "effort.",
    stops: "a key or token that everybody who fetches has from then on.",
    hint:
      "take it out of each commit that has it ('entangle event withdraw' takes back a proposal of one), and have it revoked where "
      + "others have seen it")

  func findings(in facts: AdmissionFacts) -> [Finding] {
    guard let secrets = facts.secrets else { return [] }
    var findings = secrets.found.map { secret in
      Self.broken("\(secret.place) line \(secret.line): a \(secret.kind)").about(secret.subject)
        .hinting(
          "\(Self.text.hint); if it is none, the keeper of the server adds '\(secret.allowedBy)' to "
            + "'entangle/allowed-secrets'")
    }
    if secrets.isCutOff {
      findings.append(Self.warning("the push brings more than is searched; the rest was not"))
    }
    if secrets.largeCount > 0 {
      let count = secrets.largeCount
      findings.append(
        Self.warning("\(count == 1 ? "a file is" : "\(count) files are") too large to be searched"))
    }
    return findings
  }
}
