internal import EntangleModel

/// No ref of the record may be deleted, but a proposal, an input or an artifact that is withheld; nor a protected branch. A tag
/// stays where an event has put it, but where that is withheld. Stops: taking away what others have seen.
struct H102RecordDeleted: PushRule {
  static let text = RuleText(
    "H102", "a ref of the record deleted",
    rule:
      "No ref of the record may be deleted, but a proposal, an input or an artifact that is withheld; nor a protected "
      + "branch. A tag stays where an event has put it, but where that is withheld.",
    stops: "taking away what others have seen.",
    hint: "leave the ref where it is")

  func findings(in context: PushContext) -> [Finding] {
    context.updates.filter { $0.new == nil && !mayGo($0, context) }
      .map { Self.broken("it would be gone").about($0.name) }
      + context.updates.compactMap { update in
        tagging(update, context).map {
          Self.broken("\($0) has put it at \(update.old?.hex ?? "none")").about(update.name)
        }
      }
  }

  /// The event that has put a tag where it stands, and which the law still knows. (Nothing else keeps what it is about.)
  private func tagging(_ update: PushedRef, _ context: PushContext) -> ObjectID? {
    guard let judgement = context.outcome?.judgement, let old = update.old,
      update.name.dropping(prefix: "refs/tags/") != nil
    else { return nil }
    return judgement.state.events(ofTag: update.name).first { judged in
      let target = judged.event.body.commit(.target)?.id
      return judged.event.body.object(.object)?.id == old
        && target.map { judgement.chain.withheld[$0] == nil } ?? true
    }?.event.id
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
