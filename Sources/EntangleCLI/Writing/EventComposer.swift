internal import EntangleCrypto
internal import EntangleGit
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// What a new event is to say.
struct EventDraft {
  let kind: EventKind
  var causes: [ObjectReference] = []
  var files: [String: [UInt8]] = [:]
  var values: [EventFieldValue]
}

/// An event that is stored but on no lane yet.
struct StoredEvent {
  let id: ObjectID
  let reference: ObjectReference
  let ref: RefName
  /// Where the lane stands without it.
  let tip: ObjectID?
}

/// Makes events: writes them, has them judged, and only then moves their lane.
struct EventComposer {
  let session: Session
  let principal: Principal
  let descriptor: Int32?
  /// Keys that have been opened before, by what they are used for.
  var opened: [KeyUse: Signer] = [:]

  /// Makes an event and puts it on its lane. Where the lane moved meanwhile, it is made again.
  func publish(
    _ draft: EventDraft,
    with others: (ObjectID) -> [(name: RefName, id: ObjectID)] = { _ in [] }
  ) throws(CommandError) -> ObjectID {
    try requireEnrolled(draft)
    let signer = try signer()
    for _ in 0..<8 {
      let stored = try store(draft, signer)
      let others = others(stored.id)
      try judge(stored, draft, others: others)
      do {
        try session.repository.updateReferences(
          [RefUpdate(name: stored.ref, expectedOld: stored.tip, new: stored.id)]
            + others.map { RefUpdate(name: $0.name, expectedOld: nil, new: $0.id) })
        return stored.id
      } catch {
        guard case .referenceMoved = error else { throw CommandError(error) }
      }
    }
    throw CommandError("the lane of '\(principal.id)' moves all the time", hint: "try again")
  }

  /// Throws where the event names a principal whom nobody enrolled: no graph would help.
  private func requireEnrolled(_ draft: EventDraft) throws(CommandError) {
    let named = draft.values.flatMap { value in
      switch value {
      case .id(let id): [id]
      case .ids(let ids): ids
      default: [PrincipalID]()
      }
    }
    guard let unknown = named.first(where: { session.state.state.principals[$0] == nil }) else {
      return
    }
    throw CommandError(
      "'\(unknown)' is not enrolled", code: "K101",
      hint: "'entangle principal list' shows who is; an authority enrols others", status: .refused)
  }

  /// The principal's key of a use: the one that has been opened before, as long as it is in force.
  func signer(for use: KeyUse = .law) throws(CommandError) -> Signer {
    if let signer = opened[use],
      principal.keys.contains(where: {
        $0.publicKey == signer.publicKey && $0.uses.contains(use) && $0.isValid(at: session.now)
          && $0.revocation == nil
      })
    {
      return signer
    }
    return try Signer.open(
      principal, for: use, at: session.now, descriptor: descriptor, in: session.context)
  }

  /// Writes an event to the object database, on top of where its lane stands.
  func store(
    _ draft: EventDraft, _ signer: Signer
  ) throws(CommandError) -> StoredEvent {
    let (event, objects) = try make(draft, signer)
    for object in objects { _ = try write(object) }
    return event
  }

  /// Makes an event on top of where its lane stands, and the objects that are to be written of it: what it names comes first.
  private func make(
    _ draft: EventDraft, _ signer: Signer
  ) throws(CommandError) -> (event: StoredEvent, objects: [RawObject]) {
    let cryptography = session.context.cryptography
    let lane = Lane(principal: principal.id, key: signer.keyID)
    let tip = try attempt { try session.repository.reference(lane.ref) }
    let previous = try tip.map { id throws(CommandError) in try parsed(id) }
    let enrolment = session.judgement.chain.enrolment(of: signer.publicKey)
    guard let first = previous?.reference ?? enrolment?.reference else {
      throw CommandError("the key is not enrolled", code: "K101", status: .refused)
    }
    var objects: [RawObject] = []
    func add(_ object: RawObject) -> ObjectID {
      objects.append(object)
      return cryptography.objectID(object, format: session.governed.objects.format)
    }
    let tree = TreeObject(
      draft.files.map { name, content in
        TreeEntry(
          mode: .file, name: Array(name.utf8), id: add(RawObject(type: .blob, content: content)))
      })
    let newest = session.judgement.chain.newestHead(
      Dictionary(session.governed.entangleRefs.map { ($0.name, $0.id) }) { first, _ in first },
      objects: session.governed.objects, cryptography: cryptography)
    let seen = [previous?.body.seen, newest].compactMap { $0 }.max {
      $0.head.place < $1.head.place
    }
    let body = EventBody(
      kind: draft.kind, repository: session.trustRoot, lane: lane,
      sequence: (previous?.body.sequence ?? 0) + 1, chain: first.digest,
      trust: session.state.name, seen: seen, causes: draft.causes,
      files: tree.entries.map { entry in
        let name = String(decoding: entry.name, as: UTF8.self)
        return EventFile(name: name, digest: cryptography.sha256(draft.files[name] ?? []))
      },
      values: draft.values)
    let causes = draft.causes.map(\.id).filter { $0 != first.id }
    let commit = SignedCommit(
      tree: add(tree.object), parents: [first.id] + causes, principal: principal.id,
      time: try time(after: previous, draft), message: EventMessage.encode(body))
    let signature = try signer.sign(commit.payload, in: .git, cryptography: cryptography)
    let object = RawObject(type: .commit, content: commit.content(signature: signature))
    let id = add(object)
    let event = StoredEvent(
      id: id, reference: ObjectReference(id: id, digest: cryptography.digest(object)),
      ref: lane.ref, tip: tip)
    return (event, objects)
  }

  /// Has the verifier judge the repository as it would be with the event; throws what it finds, and
  /// only tells what leaves the event standing. Answers what it knows then; nil where the event
  /// could be judged without the history.
  @discardableResult
  func judge(
    _ stored: StoredEvent, _ draft: EventDraft, others: [(name: RefName, id: ObjectID)] = []
  ) throws(CommandError) -> Judgement? {
    let (findings, judgement) = try examine(stored, draft, others: others)
    guard findings.allSatisfy({ $0.severity == .warning && $0.code != "A107" }) else {
      throw CommandError(findings)
    }
    for finding in findings {
      session.context.diagnostics.warning(
        "[\(finding.code)] \(finding.title): \(finding.detail)", hint: finding.hint)
    }
    return judgement
  }

  /// What the verifier would find wrong with an event, of which nothing is stored.
  func examine(_ draft: EventDraft) throws(CommandError) -> [Finding] {
    let (event, objects) = try make(draft, signer())
    return try examine(
      event, draft,
      among: SupposedObjects(session.governed.objects, and: objects, context: session.context)
    ).findings
  }

  /// What the verifier finds wrong with the event or the other refs, and what it knows then; nil for `objects` are those of the
  /// repository.
  private func examine(
    _ stored: StoredEvent, _ draft: EventDraft, others: [(name: RefName, id: ObjectID)] = [],
    among objects: SupposedObjects? = nil
  ) throws(CommandError) -> (findings: [Finding], judgement: Judgement?) {
    let objects: any ObjectSource = objects ?? session.governed.objects
    if draft.causes.isEmpty && draft.kind.name == .taskRequest {
      let input = session.governed.input(
        objects, refs: [], branches: [:], trustRoot: session.trustRoot, now: session.now,
        in: session.context)
      let findings = Precheck(input, chain: session.judgement.chain).findings(
        candidate: stored.id, on: stored.ref,
        previous: try stored.tip.map { id throws(CommandError) in try parsed(id) })
      return (findings, nil)
    }
    let moved = Set(others.map(\.name) + [stored.ref])
    let refs =
      session.governed.entangleRefs.filter { !moved.contains($0.name) } + others
      + [(name: stored.ref, id: stored.id)]
    let report = Verifier(
      session.governed.input(
        objects, refs: refs, branches: [:], trustRoot: session.trustRoot, now: session.now,
        in: session.context)
    ).report(recorded: session.governed.records(in: session.context), in: session.context)
    let subjects = Set(others.map(\.name.description) + [stored.id.hex])
    return (report.findings.filter { subjects.contains($0.object) }, report.judgement)
  }

  private func parsed(_ id: ObjectID) throws(CommandError) -> ParsedEvent {
    guard
      let object = try attempt({ try session.governed.objects.read(id, limit: 65_536) })
    else { throw CommandError("object '\(id)' is missing") }
    do {
      let cryptography = session.context.cryptography
      return try ParsedEvent(
        object, reference: ObjectReference(id: id, digest: cryptography.digest(object)),
        limits: ReadLimits(), cryptography: cryptography)
    } catch {
      throw CommandError("'\(id)' is no event", hint: "entangle verify", status: .refused)
    }
  }

  /// Now, or the latest moment that the event must not be before; a clock that is more than the
  /// allowed skew behind is an error.
  private func time(
    after previous: ParsedEvent?, _ draft: EventDraft
  ) throws(CommandError) -> Timestamp {
    let causes = draft.causes.compactMap { session.judgement.events[$0.id]?.event.commit.time }
    let bounds =
      causes + [previous?.commit.time, session.state.state.statement.issued].compactMap { $0 }
    let latest = bounds.max() ?? session.now
    guard latest.seconds - session.now.seconds <= ReadLimits().clockSkewSeconds else {
      throw CommandError(
        "the clock is behind: what this event follows is of \(latest)", hint: "set the clock")
    }
    return max(latest, session.now)
  }

  /// Stores an object.
  func write(_ object: RawObject) throws(CommandError) -> ObjectID {
    try attempt { try session.repository.write(object) }
  }
}
