internal import EntangleModel

/// What a pushed event names comes with its ref: a proposal's head, a task's input that no protected branch has, an artifact.
/// Stops: an event that nobody but its signer can check, since nobody gets what it is about.
struct H126NamedWithoutRef: PushRule {
  static let text = RuleText(
    "H126", "an event without what it names",
    rule:
      "What a pushed event names comes with its ref: a proposal's head, a task's input that no protected branch has, "
      + "an artifact.",
    stops:
      "an event that nobody but its signer can check, since nobody gets what it is about.",
    hint: "'entangle push' pushes both together")

  func findings(in context: PushContext) -> [Finding] {
    guard let judgement = context.outcome?.judgement else { return [] }
    let withheld = judgement.chain.withheld
    let artifacts = Set(
      context.moved.compactMap { name, id in
        if case .artifact? = EntangleRef(name, format: context.format) { id } else { nil }
      })
    return context.newEvents(judgement).compactMap { event in
      let body = event.body
      let named: ObjectID?
      let isThere: (ObjectID) -> Bool
      switch body.kind.name {
      case .changePropose:
        named = body.commit(.head)?.id
        isThere = { _ in
          context.moved[RefName("refs/entangle/proposals/\(event.id)")] != nil
        }
      case .taskRequest:
        named = body.commit(.input)?.id
        isThere = {
          context.moved[RefName("refs/entangle/inputs/\(event.id)")] != nil
            || context.history?.isKept($0) ?? true
        }
      case .taskResult:
        named = body.commit(.artifact)?.id
        isThere = { artifacts.contains($0) }
      default: return nil
      }
      guard let named, withheld[named] == nil, !isThere(named) else { return nil }
      return Self.broken("no ref keeps \(named)").about(event.id)
    }
  }
}
