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
    hint:
      "set the clock, here or on the host; what the host has signed ahead of time counts when that is there, or the authorities open an "
      + "epoch for another key of it, after the receipt before")

  func findings(in context: ReceiptContext) -> [Finding] {
    guard let frame = context.entry.frame else { return [] }
    let (first, last) = (frame.times.lowerBound, frame.times.upperBound)
    if let before = context.log.newest?.time, first < before {
      return [Self.broken("\(first), and the one before is of \(before)")]
    }
    let issued = context.law?.step.state.statement.issued
    if let issued, last < issued {
      return [Self.broken("\(last), and the state that it names is of \(issued)")]
    }
    guard last.seconds - context.now.seconds > context.limits.clockSkewSeconds else {
      return []
    }
    return [Self.undecided("\(last), and now it is \(context.now)")]
  }
}
