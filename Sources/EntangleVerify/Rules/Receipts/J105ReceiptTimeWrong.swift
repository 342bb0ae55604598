internal import EntangleModel

/// The time of a receipt is not before that of the one before, nor of the state that it names, nor ahead of now.
/// Stops: a host that dates its receipts as it likes.
struct J105ReceiptTimeWrong: ReceiptRule {
  static let text = RuleText(
    "J105", "the receipt's time does not fit",
    rule:
      "The time of a receipt is not before that of the one before, nor of the state that it names, nor "
      + "ahead of now.",
    stops: "a host that dates its receipts as it likes.",
    hint: "set the clock, here or on the host")

  func findings(in context: ReceiptContext) -> [Finding] {
    guard let receipt = context.receipt else { return [] }
    if let before = context.log.newest?.time, receipt.time < before {
      return [Self.broken("\(receipt.time), and the one before is of \(before)")]
    }
    let issued = context.chain.step(receipt.trust)?.state.statement.issued
    if let issued, receipt.time < issued {
      return [Self.broken("\(receipt.time), and the state that it names is of \(issued)")]
    }
    guard receipt.time.seconds - context.now.seconds > context.limits.clockSkewSeconds else {
      return []
    }
    return [Self.undecided("\(receipt.time), and now it is \(context.now)")]
  }
}
