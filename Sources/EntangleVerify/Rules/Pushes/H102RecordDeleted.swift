internal import EntangleModel

/// No ref of the record may be deleted, but a proposal, an input or an artifact that is withheld; nor a protected branch. Stops:
/// taking away what others have seen.
struct H102RecordDeleted: PushRule {
  static let text = RuleText(
    "H102", "a ref of the record deleted",
    rule:
      "No ref of the record may be deleted, but a proposal, an input or an artifact that is withheld; nor a protected "
      + "branch.",
    stops: "taking away what others have seen.",
    hint: "leave the ref where it is")

  func findings(in context: PushContext) -> [Finding] {
    context.updates.filter { $0.new == nil && !mayGo($0, context) }
      .map { Self.broken("it would be gone").about($0.name) }
  }

  /// Whether the law lets it go. Before that was read nobody knows; then this is asked again.
  private func mayGo(_ update: PushedRef, _ context: PushContext) -> Bool {
    let judgement = context.outcome?.judgement
    guard update.name.dropping(prefix: "refs/entangle/") != nil else {
      // (One on which something has landed is the verifier's to speak of.)
      return judgement?.chain.newest?.state.policies[update.name] == nil
        || judgement?.state.landings(of: update.name).isEmpty == false
    }
    switch EntangleRef(update.name, format: context.format) {
    case .proposal, .input, .artifact: break
    default: return false
    }
    guard let judgement, let old = update.old else { return true }
    return judgement.chain.withheld[old] != nil
  }
}
