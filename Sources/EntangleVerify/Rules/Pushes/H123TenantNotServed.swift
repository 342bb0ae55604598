internal import EntangleModel

/// Where a server serves a repository to some tenants only, nobody of another pushes, but an authority, and the trust chain
/// alone. Stops: law by which one tenant's people get at what the server keeps for another.
struct H123TenantNotServed: AdmissionRule {
  static let text = RuleText(
    "H123", "pushed by somebody of another tenant",
    rule:
      "Where a server serves a repository to some tenants only, nobody of another pushes, but an authority, "
      + "and the trust chain alone.",
    stops: "law by which one tenant's people get at what the server keeps for another.",
    hint: "ask whoever keeps the server: 'entangle host init --tenant' says whom it serves")

  func findings(in facts: AdmissionFacts) -> [Finding] {
    guard let tenant = facts.tenant, !tenant.isServed else { return [] }
    let whose = tenant.pusher.tenant.map { "of '\($0)'" } ?? "whom the law does not know"
    return [Self.broken("'\(tenant.pusher.id)', \(whose)")]
  }
}
