internal import EntangleModel

/// A peer is another repository, and named once. Stops: bans that were lifted here brought in again as another's,
/// and a key that is taken from one document and left in a second.
struct T135PeerWrong: TrustRule {
  static let text = RuleText(
    "T135", "a peer that is none, or stands twice",
    rule: "A peer is another repository, and named once.",
    stops:
      "bans that were lifted here brought in again as another's, and a key that is taken from one "
      + "document and left in a second.",
    hint: "let 'entangle host peer' write it")

  func findings(in context: TrustContext) -> [Finding] {
    guard let state = context.step?.state else { return [] }
    var seen: [SHA256Digest: PrincipalID] = [:]
    var found: [Finding] = []
    for (name, peer) in state.peers.sorted(by: { $0.key < $1.key }) {
      if peer.repository == state.statement.repository {
        found.append(Self.broken("'\(name)' is this repository"))
      }
      if let other = seen.updateValue(name, forKey: peer.repository) {
        found.append(Self.broken("'\(other)' and '\(name)' are one repository"))
      }
    }
    return found
  }
}
