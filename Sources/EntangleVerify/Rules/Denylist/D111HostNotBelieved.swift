internal import EntangleModel

/// An imported entry is of a repository that the named state has as a peer, with the receipt signed by a key that
/// this peer has there. Stops: strangers who say who may push here.
struct D111HostNotBelieved: DenylistRule {
  static let text = RuleText(
    "D111", "an entry of a host that the law does not believe",
    rule:
      "An imported entry is of a repository that the named state has as a peer, with the "
      + "receipt signed by a key that this peer has there.",
    stops: "strangers who say who may push here.",
    hint: "'entangle host peer' names the repositories whose hosts are believed")

  func findings(in context: DenylistContext) -> [Finding] {
    guard let imported = context.imported, context.state != nil, context.peerKey == nil else {
      return []
    }
    return [
      Self.broken(
        "\(context.name): the law has no peer \(imported.origin.repository) with the key \(imported.host)"
      )
    ]
  }
}
