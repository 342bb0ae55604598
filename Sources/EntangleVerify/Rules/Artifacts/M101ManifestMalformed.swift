internal import EntangleModel

/// A runner's success, and nothing else, names an artifact whose manifest is an in-toto Statement
/// in DSSE, in the one form. Stops: outputs without an account of where they come from.
struct M101ManifestMalformed: EventRule {
  static let text = RuleText(
    "M101", "the manifest is malformed",
    rule: "A runner's success, and nothing else, names an artifact whose manifest is an "
      + "in-toto Statement in DSSE, in the one form.",
    stops: "outputs without an account of where they come from.",
    hint: "publish artifacts with entangle run")

  static let kinds: Set<EventName>? = [.taskResult]

  func findings(in context: EventContext) -> [Finding] {
    guard context.body.kind.name == .taskResult else { return [] }
    let isRunner = context.named?.state.principals[context.principal]?.kind == .runner
    let isDue = isRunner && context.body.word(.status) == "succeeded"
    let isThere = context.body.commit(.artifact) != nil
    guard isDue == isThere else {
      return [Self.broken(isDue ? "no artifact is named" : "an artifact is named")]
    }
    guard let artifact = context.artifact else { return [] }
    if case .malformed(let detail) = artifact.problem { return [Self.broken(detail)] }
    return artifact.manifestDefect.map { [Self.broken($0)] } ?? []
  }
}
