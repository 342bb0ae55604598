public import EntangleModel
public import EntangleVerify

/// Something in a repository whose standing can be explained.
public enum ProofSubject: Sendable, Hashable {
  /// A state of the trust chain, by its commit.
  case state(ObjectID)
  case event(ObjectID)
  /// A commit on a lane that is no event.
  case stray(ObjectID)
  /// A commit of code that a landing brought in.
  case landedCommit(ObjectID)
  /// The commit of an artifact, and the `task.result` that names it.
  case artifact(ObjectID, result: ObjectID)
  /// A commit at which a branch stood at founding.
  case baseline(ObjectID, RefName)
  /// A commit that was taken out of the history, be it there or not, and the redaction's number.
  case withheld(ObjectID, redaction: Int64)
  case branch(RefName, ObjectID)
  /// A ref below `refs/entangle/`.
  case entangleRef(RefName, ObjectID)

  /// The object's name; that at which it stands for a ref.
  public var id: ObjectID {
    switch self {
    case .state(let id), .event(let id), .stray(let id), .landedCommit(let id): id
    case .artifact(let id, _), .baseline(let id, _), .withheld(let id, _): id
    case .branch(_, let id), .entangleRef(_, let id): id
    }
  }
}

extension Report {
  /// What a full object name or the beginning of one may mean, sorted by object name; an object is
  /// there once, as the first thing that it is. None where the trust chain could not be judged.
  ///
  /// `prefix` is lowercase hexadecimal.
  public func subjects(prefix: String) -> [ProofSubject] {
    guard let judgement else { return [] }
    var found: [ObjectID: ProofSubject] = [:]
    func add(_ id: ObjectID, _ subject: ProofSubject) {
      if id.hex.hasPrefix(prefix), found[id] == nil { found[id] = subject }
    }
    for step in judgement.chain.steps { add(step.reference.id, .state(step.reference.id)) }
    for judged in judgement.events.values(named: prefix) {
      add(judged.event.id, .event(judged.event.id))
    }
    for (number, redaction) in judgement.chain.newest?.state.redactions.sorted(by: {
      $0.key < $1.key
    }) ?? [] {
      for commit in redaction.withheld { add(commit.id, .withheld(commit.id, redaction: number)) }
    }
    let results = judgement.events.values(.taskResult)
    for artifact in Set(results.compactMap { $0.event.body.commit(.artifact)?.id })
    where artifact.hex.hasPrefix(prefix) {
      if let result = judgement.result(naming: artifact) {
        add(artifact, .artifact(artifact, result: result.event.id))
      }
    }
    for id in judgement.state.landed.allCommits { add(id, .landedCommit(id)) }
    let baseline = judgement.chain.newest?.state.repository.baseline ?? [:]
    for (ref, commit) in baseline.sorted(by: { $0.key < $1.key }) {
      add(commit.id, .baseline(commit.id, ref))
    }
    for finding in findings {
      if let id = ObjectID(hex: finding.object) { add(id, .stray(id)) }
    }
    return found.values.sorted { $0.id < $1.id }
  }
}
