internal import EntangleModel

/// The log reaches as far as anybody has seen it. Stops: a server that shows how things stood last week.
struct J108LogRolledBack: RepositoryRule {
  static let text = RuleText(
    "J108", "the host's log is shorter than it was",
    rule: "The log reaches as far as anybody has seen it.",
    stops: "a server that shows how things stood last week.",
    hint:
      "'entangle fetch', as another clone of yours may know more; a bundle that is older than what was seen here is made "
      + "anew, or judged with XDG_DATA_HOME at an empty directory; if the host has lost receipts, its authorities open a "
      + "new epoch")

  func findings(in context: RepositoryContext) -> [Finding] {
    guard let judgement = context.judgement, let epochs = context.chain.newest?.state.epochs else {
      return []
    }
    var found: [Finding] = []
    for number in epochs.keys.sorted() {
      let ref = Epoch.ref(number)
      guard let known = context.refs.first(where: { $0.name == ref }) else { continue }
      let count = judgement.log.epoch(number)?.count ?? 0
      if let after = epochs[number + 1]?.after, after.sequence > count {
        found.append(
          Self.undecided(
            "it ends with \(count), and epoch \(number + 1) names receipt \(after.sequence)"
          ).about(known.name).hinting(
            "'git fetch <clone> +\(ref):\(ref)' on the server puts back what it lost; where nobody has these receipts, 'entangle "
              + "trust withdraw' takes back the epoch, and 'entangle host epoch --after' names the newest that the server has"
          ))
      }
      if let place = context.remembered?.head.place, place.epoch == number,
        count < min(place.sequence, epochs[number + 1]?.after.sequence ?? .max)
      {
        found.append(
          Self.undecided("it ends with \(count), and receipt \(place) was shown here once")
            .about(known.name))
      }
      if let claim = judgement.hostClaims.furthest, claim.head.head.place.epoch == number {
        found.append(
          Self.undecided(
            "it ends with \(count), and \(claim.event.id) has seen receipt \(claim.head.head.place)"
          ).about(known.name))
      }
    }
    return found
  }
}
