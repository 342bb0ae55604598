internal import EntangleModel

/// What a pushed event names comes with its ref: a proposal's head, a task's input that no protected branch has, an artifact, a tag.
/// Stops: an event that nobody but its signer can check, since nobody gets what it is about.
struct H126NamedWithoutRef: PushRule {
  static let text = RuleText(
    "H126", "an event without what it names",
    rule:
      "What a pushed event names comes with its ref: a proposal's head, a task's input that no protected branch has, "
      + "an artifact, a tag.",
    stops:
      "an event that nobody but its signer can check, since nobody gets what it is about.",
    hint:
      "'entangle push' pushes both together; 'git update-ref refs/entangle/inputs/<event> <commit>' makes the ref of "
      + "an input that is missing; where somebody else's tag is there already, 'entangle event withdraw' takes back yours"
  )

  func findings(in context: PushContext) -> [Finding] {
    guard let judgement = context.outcome?.judgement else { return [] }
    let withheld = judgement.chain.withheld
    let artifacts = Set(
      context.moved.compactMap { name, id in
        if case .artifact? = EntangleRef(name, format: context.format) { id } else { nil }
      })
    let missing = context.newEvents(judgement).compactMap { event in
      Self.missing(event, context, artifacts)
    }.filter { withheld[$0.commit] == nil }
    let inputs = Set(missing.filter(\.isInput).map(\.commit))
    let kept = inputs.isEmpty ? [] : context.history?.kept(among: inputs) ?? []
    return missing.filter { !$0.isInput || !kept.contains($0.commit) }.map {
      Self.broken("no ref keeps \($0.commit)").about($0.event)
    }
  }

  /// The commit that an event names and that has no ref for it; an input may be kept by a branch as well.
  private static func missing(
    _ event: ParsedEvent, _ context: PushContext, _ artifacts: Set<ObjectID>
  ) -> (event: ObjectID, commit: ObjectID, isInput: Bool)? {
    let (body, refs) = (event.body, context.moved)
    let commit: ObjectID?
    let isKept: Bool
    switch body.kind.name {
    case .changePropose:
      commit = body.commit(.head)?.id
      isKept = refs[RefName("refs/entangle/proposals/\(event.id)")] != nil
    case .taskRequest:
      commit = body.commit(.input)?.id
      isKept = refs[RefName("refs/entangle/inputs/\(event.id)")] != nil
    case .taskResult:
      commit = body.commit(.artifact)?.id
      isKept = commit.map { artifacts.contains($0) } ?? true
    case .tag:
      let withheld = context.outcome?.judgement.chain.withheld
      guard let tag = body.tag, body.commit(.target).map({ withheld?[$0.id] == nil }) ?? true
      else { return nil }
      commit = body.object(.object)?.id
      isKept = context.tags[tag] == commit
    default: return nil
    }
    guard let commit, !isKept else { return nil }
    return (event.id, commit, body.kind.name == .taskRequest)
  }
}
