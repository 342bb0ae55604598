import EntangleModel

/// One way to spoil what is about to be signed, so that a rule must refuse it.
struct Flaw<Draft>: Sendable {
  let name: String
  /// Of these at least one must be found.
  let codes: Set<String>
  /// Spoils a draft and the story in which it is to stand; says whether it could.
  let make: @Sendable (inout Draft, inout Story, Scene) -> Bool

  init(
    _ name: String, _ codes: Set<String>,
    _ make: @escaping @Sendable (inout Draft, inout Story, Scene) -> Bool
  ) {
    (self.name, self.codes, self.make) = (name, codes, make)
  }

  /// One that can always be made.
  static func always(
    _ name: String, _ codes: Set<String>, _ make: @escaping @Sendable (inout Draft) -> Void
  ) -> Flaw {
    Flaw(name, codes) { draft, _, _ in
      make(&draft)
      return true
    }
  }
}

/// What a flaw may look at: the history so far, and who is about to sign.
struct Scene: Sendable {
  let history: History
  let pen: Pen?

  var newest: Law { sure(history.laws.last) }

  /// Another principal of those kinds that may act now, with a key and no other lanes in its way.
  func other(_ kinds: [PrincipalKind], but id: PrincipalID) -> Signer? {
    for principal in newest.content.principals
    where principal.id != id && kinds.contains(principal.kind) && principal.status == .active {
      for key in principal.keys
      where key.uses == [.law] && newest.isInWindow(key.publicKey, history.clock)
        && newest.counts(key.publicKey, at: history.clock)
      { return history.keyring[key.publicKey].map { Signer(principal.id.text, $0) } }
    }
    return nil
  }

  /// A law key that is revoked for what it would sign now.
  func revoked() -> Signer? {
    for principal in newest.content.principals {
      for key in principal.keys
      where key.uses == [.law] && !newest.counts(key.publicKey, at: history.clock) {
        return history.keyring[key.publicKey].map { Signer(principal.id.text, $0) }
      }
    }
    return nil
  }

  /// Somebody who may not act now.
  func suspended() -> Signer? {
    for principal in newest.content.principals where principal.status != .active {
      for key in principal.keys where key.uses == [.law] {
        return history.keyring[key.publicKey].map { Signer(principal.id.text, $0) }
      }
    }
    return nil
  }
}

extension EventDraft {
  /// Has somebody else say the same, at the end of his lane and under the newest law.
  mutating func retell(by other: Signer, in story: Story, at scene: Scene) {
    var draft = story.event(
      kind.name, by: other,
      at: max(time, story.lanes[other.lane]?.time ?? time, scene.newest.issued),
      causes: causes, values, files: files)
    draft.trust = scene.newest.name
    self = draft
  }
}

extension History {
  /// Makes a copy in which what is about to be told is spoiled, if a flaw that fits is drawn.
  mutating func spoil(_ draft: EventDraft, _ pen: Pen) {
    spoil(draft, EventFlaws.all, Scene(history: self, pen: pen)) { draft, story in
      story.now = max(story.now, draft.time)
      story.append(draft)
    }
  }

  mutating func spoil(_ draft: StateDraft) {
    spoil(draft, StateFlaws.all, Scene(history: self, pen: nil)) { draft, story in
      story.now = max(story.now, draft.issued)
      story.publish(draft)
    }
  }

  mutating func spoilArtifact(_ draft: ArtifactDraft, _ pen: Pen) {
    guard told.count >= spoilsFrom, spoiled == nil, numbers.chance(50) else { return }
    spoil(draft, ArtifactFlaws.all, Scene(history: self, pen: pen)) { draft, story in
      let commit = story.store(draft)
      let made = story.reference(to: commit)
      story.refs[
        ArtifactCommit.ref(
          task: draft.task.id, runner: pen.principal, attempt: pen.causes[0].number(.attempt))] =
        made.id
      var result = story.event(
        .taskResult, by: pen.signer, at: pen.time, causes: pen.causes.map(\.reference),
        [.status: .word("succeeded"), .artifact: .commit(made)])
      result.trust = pen.named.name
      story.append(result)
    }
  }

  private mutating func spoil<Draft>(
    _ draft: Draft, _ flaws: [Flaw<Draft>], _ scene: Scene,
    _ tell: (Draft, inout Story) -> Void
  ) {
    for _ in 0..<8 {
      var (changed, copy) = (draft, standing)
      guard let flaw = numbers.pick(flaws) else { return }
      guard flaw.make(&changed, &copy, scene) else { continue }
      let isAhead = flaw.codes.contains("L107")
      let now = copy.now
      tell(changed, &copy)
      if isAhead { copy.now = now }
      spoiled = Spoiled(name: flaw.name, codes: flaw.codes, story: copy)
      return
    }
  }
}
