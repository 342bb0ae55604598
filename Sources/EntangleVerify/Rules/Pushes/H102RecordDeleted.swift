internal import EntangleModel

/// No ref of the record may be deleted, but a proposal, an input or an artifact that is withheld. Stops: taking away what others have seen.
struct H102RecordDeleted: PushRule {
  static let text = RuleText(
    "H102", "a ref of the record deleted",
    rule:
      "No ref of the record may be deleted, but a proposal, an input or an artifact that is withheld.",
    stops: "taking away what others have seen.",
    hint: "leave the ref where it is")

  func findings(in context: PushContext) -> [Finding] {
    context.updates.filter {
      $0.new == nil && $0.name.dropping(prefix: "refs/entangle/") != nil && !mayGo($0, context)
    }.map { Self.broken("it would be gone").about($0.name) }
  }

  /// Whether the law lets it go. Before that was read nobody knows; then this is asked again.
  private func mayGo(_ update: PushedRef, _ context: PushContext) -> Bool {
    switch EntangleRef(update.name, format: context.format) {
    case .proposal, .input, .artifact: break
    default: return false
    }
    guard let judgement = context.outcome?.judgement, let old = update.old else { return true }
    return judgement.chain.withheld[old] != nil
  }
}
