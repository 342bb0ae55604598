internal import EntangleModel

/// An artifact's ref must stand at the commit that the result of that task, runner and attempt
/// names. Stops: an artifact swapped after it was reported.
struct R106ArtifactRefOther: RepositoryRule {
  static let text = RuleText(
    "R106", "an artifact stands elsewhere",
    rule: "An artifact's ref must stand at the commit that the result of that task, runner "
      + "and attempt names.",
    stops: "an artifact swapped after it was reported.",
    hint: "fetch the artifact again")

  static let needsAllEvents = true

  func findings(in context: RepositoryContext) -> [Finding] {
    guard let judgement = context.judgement else { return [] }
    return context.openRefs.compactMap { ref in
      guard case .artifact(let id, let runner, let attempt) = ref.place else { return nil }
      guard !Self.isOpen(ref.id, runner, judgement) else { return nil }
      let results = judgement.state.course(offer: id)?.results ?? []
      let isNamed = results.contains { result in
        result.event.body.lane.principal == runner
          && result.event.body.commit(.artifact)?.id == ref.id
          && judgement.events[result.event.body.causes[0].id]?.event.body.number(.attempt)
            == attempt
      }
      guard !context.isRefused(.taskResult, { $0.commit(.artifact)?.id == ref.id }) else {
        return nil
      }
      return isNamed ? nil : Self.broken("no result names \(ref.id)").about(ref.name)
    }
  }

  /// Whether a result that is void, or cannot be judged for want of what it builds on, names the commit.
  private static func isOpen(
    _ id: ObjectID, _ runner: PrincipalID, _ judgement: Judgement
  ) -> Bool {
    judgement.events.values(.taskResult).contains {
      [.undecided, .void].contains($0.standing) && $0.event.body.lane.principal == runner
        && $0.event.body.commit(.artifact)?.id == id
    }
  }
}
