internal import EntangleModel

/// A receipt names a state of the trust chain, and none older than the receipt before. Stops: a push judged by law
/// that was in force no more.
struct J104ReceiptStateWrong: ReceiptRule {
  static let text = RuleText(
    "J104", "the receipt names another law",
    rule: "A receipt names a state of the trust chain, and none older than the receipt before.",
    stops: "a push judged by law that was in force no more.",
    hint: "fetch refs/entangle/trust as well; if the host wrote this, open a new epoch")

  func findings(in context: ReceiptContext) -> [Finding] {
    guard let receipt = context.entry.frame else { return [] }
    guard context.chain.step(receipt.trust) != nil else {
      return [
        context.chain.newest.map { $0.name.version < receipt.trust.version } ?? true
          ? Self.undecided("the state \(receipt.trust.version) is not here")
          : Self.broken("the chain has no state \(receipt.trust)")
      ]
    }
    guard let before = context.log.newest?.version, receipt.trust.version < before else {
      return []
    }
    return [Self.broken("version \(receipt.trust.version) after \(before)")]
  }
}
