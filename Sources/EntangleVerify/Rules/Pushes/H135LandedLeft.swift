import EntangleModel

/// A protected branch comes past where it stands on the server, or has it behind it, as long as the landing stands that led it
/// there. Stops: landed changes taken away again with a landing beside them.
struct H135LandedLeft: PushRule {
  static let text = RuleText(
    "H135", "a branch that leaves what has landed",
    rule:
      "A protected branch comes past where it stands on the server, or has it behind it, as long as the landing stands that "
      + "led it there.",
    stops: "landed changes taken away again with a landing beside them.",
    hint:
      "'entangle fetch', then land on top of the branch; the law can take changes out ('entangle redact add')"
  )

  func findings(in context: PushContext) -> [Finding] {
    guard context.standing != nil, let judgement = context.outcome?.judgement,
      let law = judgement.chain.newest?.state
    else { return [] }
    return context.updates.compactMap { update in
      guard law.policies[update.name] != nil, let new = update.new, let old = update.old,
        !isNext(new, after: old, on: update.name, judgement.state),
        judgement.hasLeft(old, on: update.name),
        isEnd(new, of: update.name, judgement.state, takenBack: law.takenBack),
        context.history?.leading(from: [new], to: [old]).isEmpty ?? true
      else { return nil }
      return Self.broken("no landing leads on from \(old), where it stands").about(update.name)
    }
  }

  /// Whether one landing leads from a commit to another: what nearly every push brings.
  private func isNext(
    _ tip: ObjectID, after old: ObjectID, on ref: RefName, _ state: WorkflowState
  ) -> Bool {
    state.landings(of: ref, from: old).contains { $0.event.body.commit(.new)?.id == tip }
  }

  /// Whether landings of a branch end at a commit; of any other the verifier speaks [R101, R102].
  private func isEnd(
    _ tip: ObjectID, of ref: RefName, _ state: WorkflowState, takenBack: Set<ObjectID>
  ) -> Bool {
    state.landings(of: ref).contains { $0.event.body.commit(.new)?.id == tip }
      && state.landings(of: ref, from: tip).allSatisfy {
        $0.event.body.commit(.new).map { takenBack.contains($0.id) } ?? true
      }
  }
}
