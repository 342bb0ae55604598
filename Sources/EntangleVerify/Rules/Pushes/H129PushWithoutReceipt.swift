import EntangleModel

/// Where the law has opened an epoch, the log of the server is in order to its end, nobody has seen more of it, and a push
/// moves a ref of the record or a protected branch from where the log has left it. Stops: pushes that get no receipt, or one
/// that breaks the log or is a second one in its place.
struct H129PushWithoutReceipt: PushRule {
  static let text = RuleText(
    "H129", "a push that the log cannot go on with",
    rule:
      "Where the law has opened an epoch, the log of the server is in order to its end, nobody has seen more of it, and a push "
      + "moves a ref of the record or a protected branch from where the log has left it.",
    stops:
      "pushes that get no receipt, or one that breaks the log or is a second one in its place.",
    hint:
      "tell whoever keeps the server: he puts the ref back ('git update-ref', and what is lost of the log from a clone that has "
      + "all of it), or the authorities open a new epoch"
  )

  func findings(in context: PushContext) -> [Finding] {
    guard context.standing != nil, let judgement = context.outcome?.judgement,
      let state = judgement.chain.newest?.state, let (number, _) = state.currentEpoch
    else { return [] }
    let ref = Epoch.ref(number)
    if let obstacle = judgement.obstacle(toLogAt: context.moved[ref]) {
      return [Self.broken(obstacle).about(ref)]
    }
    return context.updates.compactMap { update in
      guard
        update.name.dropping(prefix: "refs/entangle/") != nil || state.policies[update.name] != nil,
        let left = judgement.hostLog.positions[update.name], left.place.epoch == number,
        !left.isFree, left.reference?.id != update.old
      else { return nil }
      let old = update.old?.hex ?? "nowhere"
      let known = left.reference?.id.hex ?? "nowhere"
      return Self.broken("from \(old), left at \(known) by receipt \(left.place)").about(
        update.name)
    }
  }
}
