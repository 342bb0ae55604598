internal import EntangleModel

/// An epoch that a push opens goes on from the newest receipt that is here and in order. Stops: receipts that others have, declared
/// lost by an authority who has not seen them.
struct H108EpochTooEarly: PushRule {
  static let text = RuleText(
    "H108", "an epoch that leaves receipts out",
    rule: "An epoch that a push opens goes on from the newest receipt that is here and in order.",
    stops: "receipts that others have, declared lost by an authority who has not seen them.",
    hint:
      "'entangle trust withdraw', fetch, and open the epoch again after the newest receipt; where that is in the place of another, "
      + "whoever keeps the server first takes the log back to the last that both have")

  func findings(in context: PushContext) -> [Finding] {
    guard let judgement = context.outcome?.judgement,
      let update = context.updates.first(where: { $0.name == EntangleRef.trustName }),
      let state = judgement.chain.newest?.state
    else { return [] }
    return state.epochs.sorted { $0.key < $1.key }.compactMap { number, epoch in
      // (Of an epoch that the law had ended before, as many count as it says.)
      guard let count = context.receiptCounts[number - 1], epoch.after.sequence < count else {
        return nil
      }
      return Self.broken(
        "epoch \(number) goes on from receipt \(epoch.after.sequence), and \(count) are here"
      ).about(update.name)
    }
  }
}
