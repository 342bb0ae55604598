internal import EntangleModel

/// A receipt is a commit of the one form that the host writes, by the host of its epoch. Stops: text in the log that
/// says one thing to people and another to programs.
struct J101ReceiptMalformed: ReceiptRule {
  static let text = RuleText(
    "J101", "a receipt that is none",
    rule: "A receipt is a commit of the one form that the host writes, by the host of its epoch.",
    stops: "text in the log that says one thing to people and another to programs.",
    hint: "restore the log from another clone; if the host wrote this, open a new epoch")

  func findings(in context: ReceiptContext) -> [Finding] {
    switch context.entry.outcome {
    case .defect(.headers(let detail)): return [Self.broken("headers: \(detail)")]
    case .defect(.message(let detail)): return [Self.broken("message: \(detail)")]
    case .defect: return [Self.broken("not a receipt")]
    case .receipt, .checkpoint, .missing, .unreadable: break
    }
    guard let host = context.entry.frame?.host, host != context.epoch.host else { return [] }
    return [Self.broken("by '\(host)', where '\(context.epoch.host)' keeps the log")]
  }
}
