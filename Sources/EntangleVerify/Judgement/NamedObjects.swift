internal import EntangleModel

/// What events name beside other events, read as far as it is there: changes, commits, artifacts, tags.
struct NamedObjects {
  private let input: VerificationInput
  private let changes: ChangeReader
  /// The commits that are not looked at, be they there or not.
  private let withheld: [ObjectID: SHA256Digest]
  /// Where a part of a history is judged: what that part is.
  private let excerpt: ExcerptReading?
  private var digester: ContentDigester
  private let artifacts: ArtifactReader

  init(
    _ input: VerificationInput, changes: ChangeReader, withheld: [ObjectID: SHA256Digest],
    excerpt: ExcerptReading?
  ) {
    self.input = input
    self.changes = changes
    self.withheld = withheld
    self.excerpt = excerpt
    digester = ContentDigester(
      objects: input.objects, cryptography: input.cryptography, limits: input.limits)
    artifacts = ArtifactReader(
      objects: input.objects, cryptography: input.cryptography, limits: input.limits,
      isExcerpt: excerpt != nil)
  }

  /// The change that is proposed, judged or landed.
  func change(_ body: EventBody, _ causes: [JudgedEvent?]) -> ChangeReading? {
    switch body.kind.name {
    case .changePropose:
      guard let base = body.commit(.base), let head = body.commit(.head) else { return nil }
      return changes.change(from: base.id, to: head.id)
    case .approvalResponse:
      guard let request = causes.first??.event.body, let base = request.commit(.base),
        let head = request.commit(.head)
      else { return nil }
      return changes.change(from: base.id, to: head.id)
    case .land, .approvalRenew:
      let body = body.kind.name == .land ? body : causes.first??.event.body
      guard let old = body?.commit(.old), let new = body?.commit(.new) else { return nil }
      return changes.change(from: old.id, to: new.id)
    default: return nil
    }
  }

  /// The commits that the event names, and what their digests are.
  mutating func references(_ body: EventBody) -> [ReferenceReading] {
    guard body.kind.name != .approvalRequest, body.kind.name != .approvalResponse else { return [] }
    return body.kind.fields.compactMap { field in
      guard let reference = body.commit(field.name) else { return nil }
      return ReferenceReading(
        field: field.name, reference: reference, outcome: compare(reference))
    }
  }

  private mutating func compare(_ reference: CommitReference) -> ReferenceReading.Outcome {
    guard reference.id.format == input.objects.format else {
      return .differs("an oid of another length than the repository's")
    }
    if let digest = withheld[reference.id] {
      return digest == reference.digest
        ? .withheld : .differs("what is withheld has another digest")
    }
    if let excerpt { return excerpt.compare(reference) }
    return digester.compare(reference)
  }

  /// The tag object that is announced.
  func tag(_ body: EventBody) -> TagReading? {
    guard body.kind.name == .tag, let object = body.object(.object),
      body.commit(.target).map({ withheld[$0.id] == nil }) ?? true
    else { return nil }
    return TagReading(
      object, objects: input.objects, cryptography: input.cryptography, limits: input.limits)
  }

  /// The artifact of a result.
  func artifact(_ body: EventBody, in state: WorkflowState) -> ArtifactReading? {
    guard body.kind.name == .taskResult, let commit = body.commit(.artifact),
      withheld[commit.id] == nil,
      let accept = body.causes.first?.id, let task = state.course(accept: accept),
      let attempt = state.events[accept]?.event.body.number(.attempt)
    else { return nil }
    return artifacts.artifact(
      commit.id, runner: body.lane.principal, task: task.offer.event.id,
      attempt: attempt)
  }
}
