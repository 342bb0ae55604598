public import EntangleModel
internal import Synchronization

/// All that a run of the verifier knows at its end.
public struct Judgement: Sendable {
  public let chain: TrustChain
  public let state: WorkflowState
  public let lanes: [JudgedLane]
  /// The events that are tainted, by the newest state that taints them.
  let taints: [ObjectID: Int64]
  /// What each lane has cited of others.
  let cited: [CitedLanes]
  /// Whether every lane could be read to its beginning.
  let isWhole: Bool
  /// The bytes of the outputs that were read.
  private let outputBytes: Int
  /// What the host's log says.
  public let log: ReceiptLog
  /// The same with receipts that are ahead of now: from where the host goes on.
  public internal(set) var hostLog: ReceiptLog
  /// What signers say that the host has shown them, and the log does not have.
  public let hostClaims: HostClaims
  private let paths: LandedPaths

  init(
    chain: TrustChain, state: WorkflowState, lanes: [JudgedLane],
    branches: [RefName: ObjectID], taints: [ObjectID: Int64], isWhole: Bool, outputBytes: Int,
    log: ReceiptLog, hostClaims: HostClaims, cited: [CitedLanes]
  ) {
    self.chain = chain
    self.state = state
    self.lanes = lanes
    self.taints = taints
    self.cited = cited
    self.log = log
    hostLog = log
    self.hostClaims = hostClaims
    self.isWhole = isWhole
    self.outputBytes = outputBytes
    paths = LandedPaths(chain: chain, state: state, branches: branches)
  }

  /// Every event by its id.
  public var events: JudgedEvents { state.events }

  /// How many events are not of a record.
  var newCount: Int {
    lanes.reduce(0) { count, lane in
      count + lane.numbers.count { !events.isBroken($0) }
    }
  }

  /// What has been done that a record would have spared, in events: each receipt and landed commit is one,
  /// and each 32 KiB of outputs.
  var newWork: Int {
    newCount + log.count - log.recordedCount + outputBytes / 32_768
      + (state.landed.isUnchanged ? 0 : state.landed.commitCount)
  }

  /// The landings that led a branch from the baseline to where it stands; none where none did.
  public func landed(on ref: RefName) -> [JudgedEvent] { paths.landed(on: ref) }

  /// Where a branch has stood, by any way by which landings and redactions can have led it to where it stands.
  public func places(of ref: RefName) -> Set<ObjectID> { paths.places(of: ref) }

  /// Whether a branch does not come past a commit to which a landing that stands led it, or a redaction.
  public func hasLeft(_ place: ObjectID, on ref: RefName) -> Bool {
    guard chain.withheld[place] == nil, !places(of: ref).contains(place) else { return false }
    let redactions = (chain.newest?.state.redactions ?? [:]).values
    return redactions.contains { $0.move?.ref == ref && $0.move?.new.id == place }
      || state.landings(of: ref).contains { $0.event.body.commit(.new)?.id == place }
  }

  /// The tags of which git can have none beside this one: it is a folder of theirs, or they of it.
  func tagsInTheWay(of tag: RefName) -> [RefName] { paths.tagsInTheWay(of: tag) }

  /// The events of a lane, oldest first.
  public func events(of lane: JudgedLane) -> some BidirectionalCollection<JudgedEvent> {
    lane.all.lazy.compactMap { events[$0] }
  }

  /// The first event of a lane that has a sequence: in a sound lane it stands at that place.
  func event(of lane: JudgedLane, sequence: Int64) -> JudgedEvent? {
    if let place = Int(exactly: sequence - 1), let number = lane[place],
      let judged = events[number], judged.event.body.sequence == sequence
    {
      return judged
    }
    return events(of: lane).first { $0.event.body.sequence == sequence }
  }

  /// The digest of the event that stands on a lane at a sequence; nil where none does.
  public func digest(of lane: Lane, at sequence: Int64) -> SHA256Digest? {
    lanes.first { $0.ref == lane.ref }.flatMap { event(of: $0, sequence: sequence) }?.event
      .reference.digest
  }

  /// The commits of a lane that are no events and have others of it after them.
  func brokenBeforeTip(of lane: JudgedLane) -> [ObjectID] {
    lane.numbers.dropLast().filter { events.isBroken($0) }.map { events.id($0) }
  }

  /// Whether an event, whatever came of it, says that it makes that tag.
  public func isTagged(_ ref: RefName) -> Bool {
    events.values(.tag).contains { $0.event.body.tag == ref }
  }

  /// Whether somebody else may have signed an event, or what it answers, and nobody has cleared it.
  public func isTainted(_ event: ObjectID) -> Bool { taints[event] != nil }

  /// Whether an event would not be tainted if this renewal of it counted.
  public func wouldClear(_ renewal: JudgedEvent, _ event: ObjectID) -> Bool {
    taints[event].map { $0 <= renewal.event.body.trust.version } ?? false
  }
}

/// A lane and which events stand on it.
public struct JudgedLane: Sendable {
  public let ref: RefName
  /// Its oldest events: those that were verified before.
  let before: Range<Int>
  /// Its other commits, oldest first.
  let numbers: [EventNumber]
  /// Its tip.
  let head: ObjectID?

  /// Its commits, oldest first.
  var all: some BidirectionalCollection<EventNumber> {
    (0..<(before.count + numbers.count)).lazy.map { place in
      place < before.count
        ? EventNumber(before.lowerBound + place) : numbers[place - before.count]
    }
  }

  /// The commit at a place, the oldest at 0; nil where there is none.
  subscript(place: Int) -> EventNumber? {
    guard place >= 0, place < before.count + numbers.count else { return nil }
    return place < before.count
      ? EventNumber(before.lowerBound + place) : numbers[place - before.count]
  }
}

/// How branches came to where they stand, found when somebody asks.
private final class LandedPaths: Sendable {
  private let chain: TrustChain
  private let state: WorkflowState
  private let branches: [RefName: ObjectID]
  private let known = Mutex<[RefName: [JudgedEvent]]>([:])
  private let knownPlaces = Mutex<[RefName: Set<ObjectID>]>([:])
  private let knownFolders = Mutex<[RefName: [RefName]]?>(nil)

  init(chain: TrustChain, state: WorkflowState, branches: [RefName: ObjectID]) {
    self.chain = chain
    self.state = state
    self.branches = branches
  }

  func landed(on ref: RefName) -> [JudgedEvent] {
    if let known = known.withLock({ $0[ref] }) { return known }
    var path: [JudgedEvent] = []
    let landings = state.landings(of: ref)
    var next = branches[ref].flatMap { tip in
      origins(of: tip, on: ref).lazy.compactMap { origin in
        landings.filter { $0.event.body.commit(.new)?.id == origin }
          .min { $0.event.id < $1.event.id }
      }.first
    }
    while let landing = next {
      path.append(landing)
      next = state.previousLanding(of: landing).flatMap { state.landing($0) }
    }
    path.reverse()
    known.withLock { $0[ref] = path }
    return path
  }

  public func places(of ref: RefName) -> Set<ObjectID> {
    if let known = knownPlaces.withLock({ $0[ref] }) { return known }
    var before: [ObjectID: [ObjectID]] = [:]
    for landing in state.landings(of: ref).map(\.event.body) {
      guard let old = landing.commit(.old)?.id, let new = landing.commit(.new)?.id else { continue }
      before[new, default: []].append(old)
    }
    for redaction in (chain.newest?.state.redactions ?? [:]).values {
      guard let move = redaction.move, move.ref == ref else { continue }
      before[move.new.id, default: []].append(move.old.id)
    }
    var places: Set<ObjectID> = []
    var waiting = [branches[ref]].compactMap { $0 }
    while let place = waiting.popLast() {
      if places.insert(place).inserted { waiting += before[place] ?? [] }
    }
    knownPlaces.withLock { $0[ref] = places }
    return places
  }

  func tagsInTheWay(of tag: RefName) -> [RefName] {
    knownFolders.withLock { known in
      let found = known ?? folders()
      known = found
      return found[tag] ?? []
    }
  }

  /// Of each tag that is a folder of another or has one for its folder: these others.
  private func folders() -> [RefName: [RefName]] {
    let tags = state.tags
    let names = Set(tags)
    var found: [RefName: [RefName]] = [:]
    for tag in tags {
      for (place, byte) in tag.bytes.enumerated() where byte == UInt8(ascii: "/") {
        let folder = RefName(Array(tag.bytes[..<place]))
        guard names.contains(folder) else { continue }
        found[folder, default: []].append(tag)
        found[tag, default: []].append(folder)
      }
    }
    return found
  }

  /// Where a branch that stands at a commit stood before redactions moved it there; the commit itself first.
  private func origins(of tip: ObjectID, on ref: RefName) -> [ObjectID] {
    let redactions = chain.newest?.state.redactions ?? [:]
    var origins = [tip]
    for (_, redaction) in redactions.sorted(by: { $0.key > $1.key }) {
      guard let move = redaction.move, move.ref == ref, move.new.id == origins.last else {
        continue
      }
      origins.append(move.old.id)
    }
    return origins
  }
}
