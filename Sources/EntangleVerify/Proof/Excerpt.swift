internal import EntangleModel

/// The part of a history that a proof holds: some events to be judged, and commits beside them.
struct Excerpt: Sendable {
  /// The events to be judged.
  let events: [ObjectID]
  /// Every commit that is there, by its object digest.
  let commits: [SHA256Digest: ObjectID]
}

/// An excerpt as read: lanes with gaps, which begin where they begin (`Docs/format-proof.md`).
struct ExcerptReading: Sendable {
  /// The lanes from which there is an event, and of each the events, by sequence.
  let refs: [RefName]
  let readings: [[EventReading]]
  /// The landings that a landing names as the one before it and that are not judged themselves: only
  /// whose they are is looked at.
  let cited: Set<ObjectID>
  /// The events that a cut has counted: those from which the excerpt holds the lane up to the one that
  /// the cut names.
  private let counted: [Cut: Set<ObjectID>]
  private let gate: EventGate

  init(_ excerpt: Excerpt, chain: TrustChain, gate: EventGate) {
    self.gate = gate
    var lanes: [RefName: [EventReading]] = [:]
    func take(_ id: ObjectID) -> ParsedEvent? {
      let outcome = gate.outcome(id).0
      var event: ParsedEvent?
      if case .event(let parsed) = outcome { event = parsed }
      // What is no event stands on no lane; a rule for readings says so.
      let ref = event?.body.lane.ref ?? RefName("-")
      lanes[ref, default: []].append(gate.reading(id, ref: ref, outcome: outcome))
      return event
    }
    let listed = Set(excerpt.events)
    var before: Set<ObjectID> = []
    for id in excerpt.events {
      guard let event = take(id), event.body.kind.name == .land,
        let cause = event.body.causes.first?.id, !listed.contains(cause),
        case .event(let earlier) = gate.outcome(cause).0, earlier.body.kind.name == .land
      else { continue }
      before.insert(cause)
    }
    for id in before.sorted() { _ = take(id) }
    cited = before
    refs = lanes.keys.sorted()
    readings = refs.map { ref in
      (lanes[ref] ?? []).sorted { Self.place($0) < Self.place($1) }
    }
    var counted: [Cut: Set<ObjectID>] = [:]
    for (ref, lane) in zip(refs, readings) {
      guard let first = lane.first?.event?.body.sequence else { continue }
      for cut in chain.steps.flatMap(\.state.statement.cuts) where cut.lane.ref == ref {
        counted[cut] = Self.events(of: cut, downTo: first, excerpt.commits, gate)
      }
    }
    self.counted = counted
  }

  /// Whether the event at a place of a lane is not the one after that before it.
  func isGap(lane: Int, position: Int) -> Bool {
    guard let before = readings[lane][position - 1].event?.body.sequence,
      let sequence = readings[lane][position].event?.body.sequence
    else { return false }
    return sequence > before + 1
  }

  /// Whether an event may have a commit as a cause: a landing that is not judged is one for a landing alone.
  func holds(_ cause: ObjectID, for body: EventBody) -> Bool {
    body.kind.name == .land || !cited.contains(cause)
  }

  /// Whether the excerpt shows that an event is one of those that a cut counts.
  func isCounted(_ id: ObjectID, by cut: Cut) -> Bool { counted[cut]?.contains(id) ?? false }

  /// A commit that an event names, as far as it can be told without the files of its tree: its object
  /// digest, and in a SHA-256 repository that of the tree.
  func compare(_ reference: CommitReference) -> ReferenceReading.Outcome {
    let object: RawObject?
    do throws(ObjectReadError) {
      object = try gate.objects.read(reference.id, limit: gate.limits.commitBytes)
    } catch {
      return .differs("\(error)")
    }
    guard let object else { return .missing(reference.id) }
    guard object.type == .commit,
      gate.cryptography.objectID(object, format: gate.objects.format) == reference.id,
      let commit = CodeCommit(content: object.content, format: gate.objects.format)
    else { return .differs("\(reference.id) is not a well-formed commit") }
    let isSame =
      gate.cryptography.digest(object) == reference.digest
      && (gate.objects.format == .sha1 || commit.tree.bytes == reference.content.bytes)
    return isSame ? .matches : .differs("the commit has other digests")
  }

  /// The events of a lane from the one that a cut names, down along it as far as commits are there.
  private static func events(
    of cut: Cut, downTo first: Int64, _ commits: [SHA256Digest: ObjectID], _ gate: EventGate
  ) -> Set<ObjectID> {
    var found: Set<ObjectID> = []
    var (digest, sequence) = (cut.digest, cut.sequence)
    var due = commits[digest]
    while sequence >= first, let id = due {
      guard case .event(let event) = gate.outcome(id).0, event.reference.digest == digest,
        event.body.lane == cut.lane, event.body.sequence == sequence,
        gate.cryptography.keyID(event.signature.publicKey) == cut.lane.key,
        event.isSignatureValid(gate.cryptography)
      else { break }
      found.insert(id)
      (digest, sequence) = (event.body.chain, sequence - 1)
      due = commits[digest] == event.commit.parent ? event.commit.parent : nil
    }
    return found
  }

  private static func place(_ reading: EventReading) -> (Int64, ObjectID) {
    (reading.event?.body.sequence ?? 0, reading.id)
  }
}
