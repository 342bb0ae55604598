public import EntangleModel

/// An artifact of which the record speaks: its ref is there, or a result names it.
public struct RecordedArtifact: Sendable {
  /// What offers the task: a `task.request` or `task.handoff`.
  public let task: ObjectID
  public let runner: PrincipalID
  public let attempt: Int64
  public let commit: ObjectID
  /// Whether its ref stands at that commit.
  public let isAtRef: Bool
  /// The `task.result` that names it; where several do, the one that weighs most: the accepted before the
  /// undecided, that before the refused.
  public let result: JudgedEvent?

  /// The ref at which it has to stand.
  public var ref: RefName { ArtifactCommit.ref(task: task, runner: runner, attempt: attempt) }
}

extension Judgement {
  /// Every artifact of which the record speaks, sorted by ref, then by commit.
  ///
  /// Left out are results whose `task.accept` no lane holds: nobody knows of which task they are, and the
  /// verifier reports them. `refs` are those below `refs/entangle/`.
  public func artifacts(
    refs: [(name: RefName, id: ObjectID)], format: ObjectFormat
  ) -> [RecordedArtifact] {
    var found: [ArtifactKey: JudgedEvent?] = [:]
    var standing: [RefName: ObjectID] = [:]
    for ref in refs {
      let place = EntangleRef(ref.name, format: format)
      guard case .artifact(let task, let runner, let attempt) = place else { continue }
      standing[ref.name] = ref.id
      let key = ArtifactKey(task: task, runner: runner, attempt: attempt, commit: ref.id)
      found[key] = .some(nil)
    }
    for judged in events.values(.taskResult) {
      guard let key = artifactKey(judged) else { continue }
      if let known = found[key] ?? nil, !Self.weighsMore(judged, than: known) { continue }
      found[key] = judged
    }
    return found.map { key, result in
      let ref = ArtifactCommit.ref(task: key.task, runner: key.runner, attempt: key.attempt)
      return RecordedArtifact(
        task: key.task, runner: key.runner, attempt: key.attempt, commit: key.commit,
        isAtRef: standing[ref] == key.commit, result: result)
    }.sorted { ($0.ref, $0.commit) < ($1.ref, $1.commit) }
  }

  /// The `task.result` that names a commit as its artifact; where several do, the one that weighs most.
  public func result(naming artifact: ObjectID) -> JudgedEvent? {
    events.values(.taskResult).filter { $0.event.body.commit(.artifact)?.id == artifact }
      .min { Self.weighsMore($0, than: $1) }
  }

  private func artifactKey(_ judged: JudgedEvent) -> ArtifactKey? {
    let body = judged.event.body
    guard body.kind.name == .taskResult, let artifact = body.commit(.artifact),
      let accept = body.causes.first.flatMap({ events[$0.id] })?.event.body,
      accept.kind.name == .taskAccept, let task = accept.causes.first,
      let attempt = accept.number(.attempt)
    else { return nil }
    return ArtifactKey(
      task: task.id, runner: body.lane.principal, attempt: attempt, commit: artifact.id)
  }

  private static func weighsMore(_ judged: JudgedEvent, than other: JudgedEvent) -> Bool {
    func weight(_ judged: JudgedEvent) -> Int {
      switch judged.standing {
      case .accepted: 0
      case .undecided: 1
      case .void: 2
      case .refused: 3
      }
    }
    return (weight(judged), judged.event.id) < (weight(other), other.event.id)
  }
}

/// What tells two artifacts apart.
private struct ArtifactKey: Hashable {
  let task: ObjectID
  let runner: PrincipalID
  let attempt: Int64
  let commit: ObjectID
}
