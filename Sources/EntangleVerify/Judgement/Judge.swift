internal import EntangleModel

/// The sequential fold: every event in causal order, each judged among those before it.
struct Judge {
  private let input: VerificationInput
  private let chain: TrustChain
  private let log: ReceiptLog
  /// What the host's log says of how each lane grew, by the lane's place, and how much of it has been come to.
  private var publications: [(all: [ReceiptLog.Publication], next: Int)]
  private var seenHeads: SeenHeads
  private var hostClaims = HostClaims()
  private let refs: [RefName]
  private let commits: LaneCommits
  /// The void states from which lanes hang, by the lane's place.
  private let roots: [Int: TrustStep]
  private let batches: EventBatches
  /// Whether to give up at the first commit that is no event.
  private let stopsAtOther: Bool
  /// Where a part of a history is judged: what that part is.
  private let excerpt: ExcerptReading?
  private let progress: (any VerificationProgress)?
  /// What was verified before, where this goes on from a record.
  private let base: RecordedBase?
  /// What was read of each lane last: the number of the batch, and what is in it.
  private var held: [(batch: Int, readings: [EventReading])]
  private let order: LaneOrder
  private var state: WorkflowState
  /// What each lane has cited of others, by the lane's place.
  private var cited: [CitedLanes]
  private var signers: [PublicKey: SignerKey] = [:]
  private let changes: ChangeReader
  private var objects: NamedObjects
  private var taints = TaintLedger()
  /// The bytes of all outputs that were read, those of each artifact as often as it was named.
  private var outputBytes = 0
  private(set) var findings: [Finding] = []

  /// A judge of what stands on lanes, to be read from `batches`.
  init(
    input: VerificationInput, chain: TrustChain, log: ReceiptLog, refs: [RefName],
    commits: LaneCommits, batches: EventBatches, changes: ChangeReader,
    roots: [Int: TrustStep] = [:], gate: EventGate, stopsAtOther: Bool,
    excerpt: ExcerptReading? = nil, progress: (any VerificationProgress)? = nil,
    base: RecordedBase? = nil
  ) {
    self.input = input
    self.chain = chain
    self.log = log
    seenHeads = SeenHeads(log: log, chain: chain, cryptography: input.cryptography)
    publications = refs.map { (log.publications[$0] ?? [], 0) }
    self.refs = refs
    self.commits = commits
    self.roots = roots
    self.batches = batches
    self.stopsAtOther = stopsAtOther
    self.excerpt = excerpt
    self.progress = progress
    self.base = base
    held = Array(repeating: (-1, []), count: commits.lanes.count)
    state =
      base?.state(chain, names: commits.names)
      ?? WorkflowState(events: JudgedEvents(chain: chain, names: commits.names, gate: gate))
    cited = commits.lanes.indices.map {
      base?.cited(commits.count($0) == 0 ? nil : $0) ?? CitedLanes()
    }
    order = LaneOrder(
      chain: chain, refs: refs, format: input.objects.format
    ) { lane, position in
      if let base, position < base.count(lane) { return base.digest(lane, position) }
      let position = position - (base?.count(lane) ?? 0)
      guard (0..<commits.count(lane)).contains(position),
        case .event(let event) = gate.outcome(commits.id(lane, position)).0
      else { return nil }
      return event.reference.digest
    }
    self.changes = changes
    objects = NamedObjects(input, changes: changes, withheld: chain.withheld, excerpt: excerpt)
  }

  /// A judge of one event that stands on no lane yet.
  init(input: VerificationInput, chain: TrustChain, gate: EventGate) {
    let commits = LaneCommits([])
    let changes = ChangeReader(input, chain: chain)
    self.init(
      input: input, chain: chain, log: ReceiptLog(), refs: [], commits: commits,
      batches: EventBatches(
        commits, refs: [], gate: gate, changes: changes, workers: input.workers),
      changes: changes, gate: gate, stopsAtOther: false)
  }

  /// Judges every event: of each lane a few, of that first which is behind in time, so that what events look
  /// back at was judged not long before. An event
  /// whose cause stands on another lane waits until that is judged, and so does one for what its
  /// principal said before on another lane. (Neither can wait in a circle: a cause and a cut hold the
  /// digest of what they name.)
  mutating func run() {
    var positions = Array(repeating: 0, count: commits.lanes.count)
    var waiting: [ObjectID: [Int]] = [:]
    var times = Array(repeating: Int64.min, count: commits.lanes.count)
    var ready = TimedQueue()
    for lane in commits.lanes.indices { ready.insert(lane, time: times[lane]) }
    while let lane = ready.popFirst() {
      let turn = positions[lane] + EventBatches.size
      while positions[lane] < commits.count(lane) {
        guard positions[lane] < turn else {
          ready.insert(lane, time: times[lane])
          break
        }
        let reading = reading(lane: lane, position: positions[lane])
        if stopsAtOther && batches.hasFoundOther { return }
        // (Not in a closure: that would copy the judge.)
        if let event = reading.event, let open = open(event.body, lane: lane) {
          waiting[open, default: []].append(lane)
          break
        }
        judge(reading, lane: lane, position: positions[lane])
        positions[lane] += 1
        if let event = reading.event { times[lane] = event.commit.time.seconds }
        for lane in waiting.removeValue(forKey: reading.id) ?? [] {
          ready.insert(lane, time: times[lane])
        }
      }
    }
    // None waits any more; if one ever did, it would be judged without what it waited for.
    for lane in commits.lanes.indices {
      for position in positions[lane]..<commits.count(lane) {
        judge(reading(lane: lane, position: position), lane: lane, position: position)
      }
    }
    findings += taints.settle(state)
  }

  private mutating func judge(_ reading: EventReading, lane: Int, position: Int) {
    progress?.didJudge()
    let follows = position > 0 && excerpt?.isGap(lane: lane, position: position) != true
    let previous = follows ? commits.id(lane, position - 1) : base?.head(lane)
    judge(reading, previous: previous, lane: lane)
    if publication(lane)?.event == reading.id { publications[lane].next += 1 }
  }

  /// What the host says of when it first had the next event of a lane; nil where it says nothing.
  private func publication(_ lane: Int?) -> ReceiptLog.Publication? {
    guard let lane, publications.indices.contains(lane),
      publications[lane].next < publications[lane].all.count
    else { return nil }
    return publications[lane].all[publications[lane].next]
  }

  /// What stands at a place of a lane; places of a lane are to be asked for in their order.
  private mutating func reading(lane: Int, position: Int) -> EventReading {
    let batch = position / EventBatches.size
    if held[lane].batch != batch {
      held[lane] = (batch, batches.take(lane: lane, batch: batch))
    }
    return held[lane].readings[position % EventBatches.size]
  }

  /// A commit that must be judged before an event of that lane, and is not yet.
  private func open(_ body: EventBody, lane: Int) -> ObjectID? {
    for cause in body.causes where state.events.isOpen(cause.id) { return cause.id }
    guard order.hasSiblings(lane: lane), let named = chain.step(body.trust) else { return nil }
    for (lane, events) in order.needed(lane: lane, version: named.name.version) {
      let position = events - 1 - (base?.count(lane) ?? 0)
      guard position >= 0 else { continue }
      let id = commits.id(lane, position)
      if state.events.isOpen(id) { return id }
    }
    return nil
  }

  /// Judges one reading after an event that is taken as accepted.
  mutating func judge(_ reading: EventReading, after previous: ParsedEvent?) {
    if let previous {
      state.events.insert(
        JudgedEvent(
          event: previous, standing: .accepted, named: chain.step(previous.body.trust)))
    }
    judge(reading, previous: previous?.id, lane: nil)
    findings += taints.settle(state)
  }

  /// The rules from which commits of the baseline are exempt.
  private static let codeRules: Set<String> = ["G101", "G102", "G103", "R104"]

  /// What the first stage that finds something finds.
  private static func eventFindings(in context: EventContext) -> [Finding] {
    var found: [Finding] = []
    for stage in RuleBook.stages(for: context.body.kind.name) where found.isEmpty {
      for rule in stage { found += rule.findings(in: context) }
    }
    return found
  }

  private mutating func judge(_ reading: EventReading, previous: ObjectID?, lane: Int?) {
    var found: [Finding] = []
    for rule in RuleBook.readings { found += rule.findings(in: reading) }
    guard let event = reading.event else {
      findings += found.map { $0.about(reading.id, after: lost(previous, to: $0)) }
      let isRefused = found.contains { $0.severity == .refused }
      state.events.insertBroken(reading.id, isRefused ? .refused : .undecided)
      return
    }
    let void = voidFinding(event)
    var named = chain.step(event.body.trust)
    let isCited = excerpt?.cited.contains(event.id) ?? false
    if found.isEmpty {
      found += inheritedFindings(
        event, previous: previous, countsCauses: void == nil && !isCited)
    }
    var change: ChangeReading?
    var taintedSince: Int64?
    if found.isEmpty {
      var context = context(reading, event, named: named, previous: previous, lane: lane)
      found =
        void == nil && !isCited
        ? Self.eventFindings(in: context) : Self.voidFindings(in: context)
      if let whole = context.change, found.contains(where: { Self.codeRules.contains($0.code) }) {
        context.change = changes.withoutBaseline(whole)
        found = Self.eventFindings(in: context)
        if let absent = changes.absentExemption,
          found.contains(where: { Self.codeRules.contains($0.code) })
        {
          found = [
            O101ObjectMissing.undecided("\(absent) of the baseline is not in the object database")
          ]
        }
      }
      if found.isEmpty && void == nil && !isCited { taintedSince = taints.note(context) }
      if event.body.kind.name == .land, void == nil {
        state.landed.approve(event.id, by: LandingApprovals(context).persons)
      }
      change = context.change
    }
    if let void, found.isEmpty { found = [void] }
    findings += found.map { $0.about(event.id, after: lost(previous, to: $0)) }
    let standing: JudgedEvent.Standing =
      switch found.map(\.severity).max() {
      case nil, .warning: void == nil ? .accepted : .void
      case .undecided: .undecided
      case .refused: .refused
      }
    if standing == .void, named == nil { named = previous.flatMap { state.events[$0]?.named } }
    let result = JudgedEvent(
      event: event, standing: standing, named: named, taintedSince: taintedSince)
    guard !isCited else {
      state.events.insert(result)
      return
    }
    state.take(result)
    if let seen = seenStanding(event.body.seen) { hostClaims.take(event, seeing: seen) }
    guard standing != .refused, standing != .void else { return }
    if event.body.kind.name == .land, let change {
      for commit in change.commits { state.landed.add(commit.id, by: event.id) }
    }
  }

  /// The commit before on the lane, where what was found of that weighs as much as a finding.
  private func lost(_ previous: ObjectID?, to finding: Finding) -> ObjectID? {
    switch previous.flatMap({ state.events.standing($0) }) {
    case .refused?: previous
    case .undecided? where finding.severity < .refused: previous
    default: nil
    }
  }

  /// That the event counts for nothing, where it names a void state or answers a void event.
  private func voidFinding(_ event: ParsedEvent) -> Finding? {
    guard chain.hasVoidStates else { return nil }
    if let step = chain.resolution(of: event.body.trust) {
      return A106VoidStateNamed.finding(event.body.trust, by: step)
    }
    return event.body.causes.first { state.events[$0.id]?.standing == .void }
      .map { A107AnswersVoid.finding($0.id) }
  }

  /// What is found of an event that counts for nothing.
  private static func voidFindings(in context: EventContext) -> [Finding] {
    var found: [Finding] = []
    for stage in RuleBook.voids where found.isEmpty {
      for rule in stage { found += rule.findings(in: context) }
    }
    return found
  }

  /// Whether what the event builds on is refused or undecided.
  private func inheritedFindings(
    _ event: ParsedEvent, previous: ObjectID?, countsCauses: Bool
  ) -> [Finding] {
    var worst: (base: ObjectID, standing: JudgedEvent.Standing)?
    func take(_ base: ObjectID, _ standing: JudgedEvent.Standing?) {
      switch standing {
      case .refused? where worst?.standing != .refused: worst = (base, .refused)
      case .undecided? where worst == nil: worst = (base, .undecided)
      default: break
      }
    }
    if let previous { take(previous, state.events.standing(previous)) }
    for cause in countsCauses ? event.body.causes : [] {
      take(cause.id, state.events.standing(cause.id))
    }
    return worst.map { [C103BuildsOnRefused.finding(base: $0.base, standing: $0.standing)] } ?? []
  }

  private mutating func context(
    _ reading: EventReading, _ event: ParsedEvent, named: TrustStep?, previous: ObjectID?,
    lane: Int?
  ) -> EventContext {
    let body = event.body
    let causes = body.causes.map { cause in
      excerpt?.holds(cause.id, for: body) == false ? nil : state.events[cause.id]
    }
    if let lane, voidFinding(event) == nil {
      for case let cause? in causes where cause.event.body.lane != body.lane {
        cited[lane].cite(cause.event.body)
      }
    }
    var strays: Set<ObjectID> = []
    for (cause, found) in zip(body.causes, causes) where found == nil {
      let object = try? input.objects.read(cause.id, limit: input.limits.commitBytes)
      if object != nil { strays.insert(cause.id) }
    }
    let publication = publication(lane)
    let cuts = chain.cuts(
      beyond: body.trust, lane: body.lane, key: event.signature.publicKey,
      sequence: body.sequence, counts: { excerpt?.isCounted(event.id, by: $0) ?? true }
    ).filter { step in
      // What the host had before a state was in force, that does not cut off.
      publication.map { step.name.version <= $0.version } ?? true
    }
    let key = event.signature.publicKey
    let holder = named?.state.keys[key]
    let change = objects.change(body, causes)
    let artifact = objects.artifact(body, in: state)
    outputBytes += artifact?.files.reduce(0) { $0 + Int($1.size) } ?? 0
    return EventContext(
      event: event, reading: reading, previous: previous.flatMap { state.events[$0] },
      beginsLate: excerpt != nil && previous == nil && body.sequence > 1, causes: causes,
      strayCauses: strays, knowsAllEvents: commits.isWhole, chain: chain, named: named,
      otherRoot: lane.flatMap { roots[$0] }, signer: signer(key),
      enrolledKey: holder?.principal.id == body.lane.principal ? holder?.key : nil,
      governing: [named].compactMap { $0 } + cuts, state: state, order: order,
      cited: lane.map { cited[$0] } ?? CitedLanes(), publication: publication,
      seen: seenStanding(body.seen), change: change, wholeChange: change,
      references: objects.references(body), artifact: artifact,
      tag: objects.tag(body), now: input.now,
      limits: input.limits, cryptography: input.cryptography)
  }

  /// How what an event has seen stands to the log; nil where it has seen nothing, or no log is looked at.
  private mutating func seenStanding(_ seen: SignedHead?) -> SeenStanding? {
    guard let seen, excerpt == nil else { return nil }
    return seenHeads.standing(of: seen)
  }

  private mutating func signer(_ key: PublicKey) -> SignerKey {
    if let known = signers[key] { return known }
    let signer = SignerKey(key, chain: chain, cryptography: input.cryptography)
    signers[key] = signer
    return signer
  }

  /// Whether all that was asked for of what was verified before was there.
  var isSound: Bool { state.events.isSound }

  /// Whether something was read that is no event.
  var hasFoundOther: Bool { batches.hasFoundOther }

  /// Everything that was judged, and what follows from where the branches stand.
  func judgement(branches: [RefName: ObjectID]) -> Judgement {
    let lanes = commits.lanes.indices.map { lane in
      JudgedLane(
        ref: refs[lane], before: base?.numbers(lane) ?? 0..<0,
        numbers: commits.lanes[lane].map { state.events.number(ofName: $0) },
        head: commits.head(lane) ?? base?.head(lane))
    }
    return Judgement(
      chain: chain, state: state, lanes: lanes, branches: branches, taints: taints.standing,
      isWhole: commits.isWhole, outputBytes: outputBytes, log: log, hostClaims: hostClaims,
      cited: commits.lanes.indices.map { lane in
        commits.count(lane) == 0 ? base?.cited(lane) ?? cited[lane] : cited[lane]
      })
  }
}
