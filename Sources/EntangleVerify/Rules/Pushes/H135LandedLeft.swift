import EntangleModel

/// A protected branch comes past where it stands on the server, as long as the landing stands that led it there. Stops: landed
/// changes taken away again with a landing beside them.
struct H135LandedLeft: PushRule {
  static let text = RuleText(
    "H135", "a branch that leaves what has landed",
    rule:
      "A protected branch comes past where it stands on the server, as long as the landing stands that led it there.",
    stops: "landed changes taken away again with a landing beside them.",
    hint:
      "'entangle fetch', then land on top of the branch; the law can take changes out ('entangle redact add')"
  )

  func findings(in context: PushContext) -> [Finding] {
    guard context.standing != nil, let judgement = context.outcome?.judgement,
      let law = judgement.chain.newest?.state
    else { return [] }
    return context.updates.compactMap { update in
      guard law.policies[update.name] != nil, update.new != nil, let old = update.old,
        judgement.hasLeft(old, on: update.name)
      else { return nil }
      return Self.broken("no landing leads on from \(old), where it stands").about(update.name)
    }
  }
}
