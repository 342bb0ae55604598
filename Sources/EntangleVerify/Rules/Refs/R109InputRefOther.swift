internal import EntangleModel

/// refs/entangle/inputs/<oid> must stand at the Input of that task.request. Stops: a task run on something else than it
/// was asked for; objects kept that nobody has named.
struct R109InputRefOther: RepositoryRule {
  static let text = RuleText(
    "R109", "what a task starts from stands elsewhere",
    rule: "refs/entangle/inputs/<oid> must stand at the Input of that task.request.",
    stops:
      "a task run on something else than it was asked for; objects kept that nobody has named.",
    hint: "fetch the input again")

  static let needsAllEvents = true

  func findings(in context: RepositoryContext) -> [Finding] {
    guard let events = context.judgement?.events else { return [] }
    return context.openRefs.compactMap { ref in
      guard case .input(let id) = ref.place, events[id]?.standing != .refused,
        !events.isBroken(id)
      else { return nil }
      let request = events[id].map(\.event.body)
      guard request?.kind.name != .taskRequest || request?.commit(.input)?.id != ref.id else {
        return nil
      }
      return Self.broken("no task of that name starts from \(ref.id)").about(ref.name)
    }
  }
}
