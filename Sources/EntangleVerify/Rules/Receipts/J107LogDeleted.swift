internal import EntangleModel

/// The log of an epoch is there from the first receipt on that anybody names. Stops: a log deleted together with
/// what it told.
struct J107LogDeleted: RepositoryRule {
  static let text = RuleText(
    "J107", "the host's log is gone",
    rule: "The log of an epoch is there from the first receipt on that anybody names.",
    stops: "a log deleted together with what it told.",
    hint: "fetch refs/entangle/receipts/* from the host, or from somebody who has them")

  func findings(in context: RepositoryContext) -> [Finding] {
    guard let judgement = context.judgement, let epochs = context.chain.newest?.state.epochs else {
      return []
    }
    let here = Set(context.refs.map(\.name))
    return epochs.keys.sorted().compactMap { number in
      guard !here.contains(Epoch.ref(number)) else { return nil }
      if let after = epochs[number + 1]?.after, after.sequence > 0 {
        return Self.undecided("epoch \(number + 1) names receipt \(number):\(after.sequence)")
          .about(Epoch.ref(number))
      }
      if let place = context.remembered?.head.place, place.epoch == number {
        return Self.undecided("receipt \(place) was shown here once").about(Epoch.ref(number))
      }
      guard let claim = judgement.hostClaims.furthest, claim.head.head.place.epoch == number else {
        return nil
      }
      return Self.undecided("\(claim.event.id) has seen receipt \(claim.head.head.place)")
        .about(Epoch.ref(number))
    }
  }
}
