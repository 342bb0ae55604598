internal import EntangleModel

/// An entry of the denylist names a state of the trust chain, and none older than the entry before. Stops: a ban by
/// one who could make it under law that is in force no more.
struct D104EntryStateWrong: DenylistRule {
  static let text = RuleText(
    "D104", "the entry names another law",
    rule:
      "An entry of the denylist names a state of the trust chain, and none older than the entry before.",
    stops: "a ban by one who could make it under law that is in force no more.",
    hint: "fetch refs/entangle/trust as well, and make the entry again")

  func findings(in context: DenylistContext) -> [Finding] {
    guard let entry = context.reading?.entry else { return [] }
    guard context.state != nil else {
      let isNewer = context.chain.newest.map { $0.name.version < entry.trust.version } ?? true
      return [
        isNewer
          ? Self.undecided("\(context.name): the state \(entry.trust.version) is not here")
          : Self.broken("\(context.name): the chain has no state \(entry.trust)")
      ]
    }
    guard let before = context.denylist.last?.entry.trust.version, entry.trust.version < before
    else { return [] }
    return [Self.broken("\(context.name): version \(entry.trust.version) after \(before)")]
  }
}
