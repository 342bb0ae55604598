internal import EntangleModel

/// A receipt is of this repository and epoch, has the next number, the digest of the one before, and stands on
/// that; the first of an epoch on the state that opened it. What is left out has a checkpoint in its place, and neither the
/// first nor the last is. Stops: a log with something dropped, put in, reordered or taken from elsewhere.
struct J103ReceiptChainBroken: ReceiptRule {
  static let text = RuleText(
    "J103", "the host's log is not one chain",
    rule:
      "A receipt is of this repository and epoch, has the next number, the digest of the one before, and "
      + "stands on that; the first of an epoch on the state that opened it. What is left out has a checkpoint in its "
      + "place, and neither the first nor the last is.",
    stops: "a log with something dropped, put in, reordered or taken from elsewhere.",
    hint: "fetch the log from the host again; if the host wrote this, open a new epoch")

  func findings(in context: ReceiptContext) -> [Finding] {
    guard let frame = context.entry.frame else { return [] }
    let before = context.log.epoch(context.number)
    var found: [String] = []
    if frame.repository != context.chain.root { found.append("of another repository") }
    let place = ReceiptHead.Place(epoch: context.number, sequence: (before?.count ?? 0) + 1)
    if frame.first != place { found.append("number \(frame.first) in place of \(place)") }
    let chain =
      before.map { context.log.digest(at: .init(epoch: $0.number, sequence: $0.count)) }
      ?? context.epoch.after.digest
    if frame.chain != chain { found.append("it follows another receipt") }
    if frame.parent != context.parent { found.append("it stands on another commit") }
    if case .checkpoint = context.entry.outcome,
      context.isNewest || context.end.map({ frame.last.sequence >= $0 }) ?? false
    {
      found.append("it leaves out \(frame.last), the last that counts")
    }
    return found.map { Self.broken($0) }
  }
}
