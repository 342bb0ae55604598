internal import EntangleModel

/// Within an epoch, a ref of the record or a protected branch moves from where the log has left it; a branch, where it was
/// protected then. Stops: a ref that somebody moved on the server, past its hooks.
struct J106RefMovedUnrecorded: ReceiptRule {
  static let text = RuleText(
    "J106", "a ref moved without a receipt",
    rule:
      "Within an epoch, a ref of the record or a protected branch moves from where the log has left it; a branch, where it was "
      + "protected then.",
    stops: "a ref that somebody moved on the server, past its hooks.",
    hint: "ask whoever keeps the host; a new epoch takes the ref as it stands")

  func findings(in context: ReceiptContext) -> [Finding] {
    guard let receipt = context.receipt, case .accepted(_, let moves) = receipt.content,
      let policies = context.law?.step.state.policies
    else { return [] }
    return moves.compactMap { move in
      guard move.ref.dropping(prefix: "refs/entangle/") != nil || policies[move.ref] != nil,
        let left = context.log.positions[move.ref], left.place.epoch == context.number,
        !left.isFree, left.reference?.id != move.old
      else { return nil }
      let old = move.old?.hex ?? "nowhere"
      let known = left.reference?.id.hex ?? "nowhere"
      return Self.broken("\(move.ref) from \(old), left at \(known) by receipt \(left.place)")
    }
  }
}
