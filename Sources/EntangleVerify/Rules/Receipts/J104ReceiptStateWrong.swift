internal import EntangleModel

/// A receipt names a state of the trust chain or one that this has made void, none older than a receipt before, and none
/// older than that at which it leaves the chain. Stops: a push judged by law that was in force no more.
struct J104ReceiptStateWrong: ReceiptRule {
  static let text = RuleText(
    "J104", "the receipt names another law",
    rule:
      "A receipt names a state of the trust chain or one that this has made void, none older than a receipt before, "
      + "and none older than that at which it leaves the chain.",
    stops: "a push judged by law that was in force no more.",
    hint: "fetch refs/entangle/trust as well; if the host wrote this, open a new epoch")

  /// What helps where the chain that is here has another state of that version.
  private static let forkHint =
    "where the trust chain has forked, as 'entangle fetch' tells, 'entangle trust resolve' comes first; "
    + "if the host alone knows that state, open a new epoch"

  func findings(in context: ReceiptContext) -> [Finding] {
    guard let named = context.entry.frame?.trust else { return [] }
    guard let law = context.law else {
      return [
        context.chain.newest.map { $0.name.version < named.version } ?? true
          ? Self.undecided("the state \(named.version) is not here")
          : Self.broken("the chain has no state \(named)").hinting(Self.forkHint)
      ]
    }
    if let before = context.log.newest?.version, law.version < before {
      return [Self.broken("version \(law.version) after \(before)")]
    }
    guard let left = leftAt(context), law.version < left else { return [] }
    return [Self.broken("version \(law.version), and it leaves the chain at \(left)")]
  }

  /// The version of the state at which the push leaves the trust chain; nil where it does not move that, or to no state of
  /// the chain.
  private func leftAt(_ context: ReceiptContext) -> Int64? {
    guard case .accepted(_, let moves) = context.receipt?.content,
      let new = moves.first(where: { $0.ref == EntangleRef.trustName })?.new
    else { return nil }
    return context.chain.steps.last { $0.reference == new }?.name.version
  }
}
