internal import EntangleModel

/// No landing may start from where a protected branch stands, but one that a redaction has taken back. Stops: a branch
/// moved back behind what was landed.
struct R102RefRolledBack: RepositoryRule {
  static let text = RuleText(
    "R102", "a protected branch was rolled back",
    rule:
      "No landing may start from where a protected branch stands, but one that a redaction has taken back.",
    stops: "a branch moved back behind what was landed.",
    hint:
      "fetch the branch again; where a landing of yours broke off, 'entangle land' again goes on with it; where another remote has it, "
      + "git push brings it from there; if it stays, the server lost landings"
  )

  static let needsAllEvents = true

  func findings(in context: RepositoryContext) -> [Finding] {
    guard let state = context.judgement?.state else { return [] }
    let law = context.chain.newest?.state
    let takenBack = law?.takenBack ?? []
    return context.protectedTips.compactMap { ref, tip, landed in
      guard !landed.isEmpty || context.foundations(ref).contains(where: { $0.id == tip }) else {
        return nil
      }
      let later = state.landings(of: ref, from: tip).filter { landing in
        landing.event.body.commit(.new).map { !takenBack.contains($0.id) } ?? true
      }
      .min { $0.event.id < $1.event.id }
      return later.map { Self.broken("\($0.event.id) landed on top of it").about(ref) }
    }
  }
}
