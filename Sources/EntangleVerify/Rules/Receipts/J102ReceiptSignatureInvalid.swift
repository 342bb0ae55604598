internal import EntangleModel

/// The key of the epoch must have signed the receipt. Stops: receipts that nobody gave.
struct J102ReceiptSignatureInvalid: ReceiptRule {
  static let text = RuleText(
    "J102", "the host has not signed the receipt",
    rule: "The key of the epoch must have signed the receipt.",
    stops: "receipts that nobody gave.",
    hint: "fetch the log from the host again")

  func findings(in context: ReceiptContext) -> [Finding] {
    guard context.entry.frame?.isSigned == false else { return [] }
    return [Self.broken("the key \(context.epoch.key) has made no such signature")]
  }
}
