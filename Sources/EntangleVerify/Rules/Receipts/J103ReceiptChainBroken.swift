internal import EntangleModel

/// A receipt is of this repository and epoch, has the next number, the digest of the one before, and stands on
/// that; the first of an epoch on the state that opened it. Stops: a log with something dropped, put in,
/// reordered or taken from elsewhere.
struct J103ReceiptChainBroken: ReceiptRule {
  static let text = RuleText(
    "J103", "the host's log is not one chain",
    rule:
      "A receipt is of this repository and epoch, has the next number, the digest of the one before, and "
      + "stands on that; the first of an epoch on the state that opened it.",
    stops: "a log with something dropped, put in, reordered or taken from elsewhere.",
    hint: "fetch the log from the host again; if the host wrote this, open a new epoch")

  func findings(in context: ReceiptContext) -> [Finding] {
    guard case .receipt(let reading, _, _) = context.entry.outcome else { return [] }
    let receipt = reading.receipt
    let before = context.log.epoch(context.number)
    var found: [String] = []
    if receipt.repository != context.chain.root { found.append("of another repository") }
    let place = ReceiptHead.Place(epoch: context.number, sequence: (before?.count ?? 0) + 1)
    if receipt.place != place { found.append("number \(receipt.place) in place of \(place)") }
    if receipt.chain != before?.head.head.digest ?? context.epoch.after.digest {
      found.append("it follows another receipt")
    }
    if reading.parent != context.parent { found.append("it stands on another commit") }
    return found.map { Self.broken($0) }
  }
}
