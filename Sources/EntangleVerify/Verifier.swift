internal import EntangleModel
internal import Synchronization

/// The one way to verify: objects, refs, a trust root and a moment in; a report out.
public struct Verifier: Sendable {
  private let input: VerificationInput

  public init(_ input: VerificationInput) {
    self.input = input
  }

  /// Reads and judges everything that the refs hold, and tells `progress` how far it has come.
  ///
  /// Goes on from what a record of the same `edition` says was verified before, where everything follows
  /// that and nothing is found; else the record is of no matter.
  public func report(
    continuing record: VerificationRecord? = nil, edition: [UInt8] = [],
    progress: (any VerificationProgress)? = nil
  ) -> Report {
    let refs = input.entangleRefs.map { ref in
      ClassifiedRef(
        name: ref.name, id: ref.id, place: EntangleRef(ref.name, format: input.objects.format))
    }
    var findings: [Finding] = []
    let stored = trustChain(refs, known: record?.signatures(edition) ?? [], into: &findings)
    let chain = findings.isEmpty ? input.supposed?.chain ?? stored : stored
    let lanes = refs.filter { if case .lane = $0.place { true } else { false } }
    if let record, findings.isEmpty, input.supposed == nil,
      record.fits(chain, lanes: lanes.map(\.name), input: input, edition: edition),
      let report = report(on: chain, refs: refs, lanes: lanes, record: record, progress: progress),
      report.findings.isEmpty
    {
      return report
    }
    var judgement: Judgement?
    if findings.isEmpty && !chain.steps.isEmpty {
      var receipts = ReceiptExaminer(input, chain: chain, gate: gate)
      receipts.run(refs)
      findings += receipts.findings
      let strays = strays(among: lanes)
      findings += strays.sorted().map { L101LaneOther.stray($0) }
      let judge = examine(
        lanes.filter { !strays.contains($0.name) }, chain: chain, log: receipts.log, base: nil,
        progress: progress)
      findings += judge.findings
      if !judge.isSound { findings.append(O102ObjectUnreadable.changed) }
      judgement = judge.judgement(branches: input.branches)
      judgement?.hostLog = receipts.hostLog
    }
    let denylist = DenylistExaminer(input: input, chain: chain).run(
      findings.isEmpty || judgement != nil ? refs : [])
    findings += denylist.findings
    let context = RepositoryContext(
      refs: refs, chain: chain, judgement: judgement, trustRoot: input.trustRoot,
      branches: input.branches, tags: input.tags,
      hasTrustFindings: judgement == nil && !findings.isEmpty, now: input.now,
      format: input.objects.format, reference: reference(to:), compare: comparison(chain),
      remembered: remembered(chain),
      settled: nil, denylist: denylistReader)
    let rules = input.excerpt == nil ? RuleBook.repository : RuleBook.root
    for rule in rules { findings += rule.known(in: context) }
    var counts = judgement.map { checked($0) } ?? [:]
    if judgement != nil, denylist.count > 0 { counts["denylist"] = denylist.count }
    return report(chain, counts, findings, judgement)
  }

  /// The report of what is new since a record; nil where the record turns out not to be whole.
  private func report(
    on chain: TrustChain, refs: [ClassifiedRef], lanes: [ClassifiedRef],
    record: VerificationRecord, progress: (any VerificationProgress)?
  ) -> Report? {
    guard let settled = SettledRefs(record, chain: chain),
      let base = RecordedBase(record, refs: lanes.map(\.name), gate: gate),
      let recorded = RecordedReceipts(record), let newest = chain.newest,
      recorded.stands(in: newest.state, refs: refs, settled: settled)
    else { return nil }
    var receipts = ReceiptExaminer(input, chain: chain, gate: gate, base: recorded)
    receipts.run(refs)
    // What was judged before any receipt was there for it may have to be judged otherwise with one.
    let isOld = lanes.indices.contains { lane in
      receipts.log.publications[lanes[lane].name] != nil && base.head(lane) != nil
        && recorded.positions[lanes[lane].name]?.reference?.id != base.head(lane)
    }
    let open = lanes.indices.filter { base.head($0) != lanes[$0].id }.map { lanes[$0] }
    guard receipts.findings.isEmpty, !isOld, strays(among: open).isEmpty else { return nil }
    let judge = examine(lanes, chain: chain, log: receipts.log, base: base, progress: progress)
    guard judge.findings.isEmpty, judge.isSound else { return nil }
    let judgement = judge.judgement(branches: input.branches)
    let context = RepositoryContext(
      refs: refs, chain: chain, judgement: judgement, trustRoot: input.trustRoot,
      branches: input.branches, tags: input.tags, hasTrustFindings: false, now: input.now,
      format: input.objects.format, reference: reference(to:), compare: comparison(chain),
      remembered: remembered(chain),
      settled: settled, denylist: denylistReader)
    let isListSettled = refs.allSatisfy {
      $0.place != .denylist || settled.holds($0.name, at: $0.id)
    }
    let denylist: (findings: [Finding], count: Int) =
      isListSettled
      ? ([], record.header.checked["denylist"] ?? 0)
      : DenylistExaminer(input: input, chain: chain).run(refs)
    var findings: [Finding] = denylist.findings
    for rule in RuleBook.repository { findings += rule.known(in: context) }
    var counts = checked(judgement, since: record)
    if denylist.count > 0 { counts["denylist"] = denylist.count }
    guard judge.isSound else { return nil }
    return report(chain, counts, findings, judgement, recordedCount: record.eventCount)
  }

  private func report(
    _ chain: TrustChain, _ counts: [String: Int], _ findings: [Finding],
    _ judgement: Judgement?, recordedCount: Int = 0
  ) -> Report {
    let refs = input.entangleRefs.map { ($0.name, $0.id) }
    let tips = input.branches.merging(input.tags ?? [:]) { branch, _ in branch }
      .merging(refs) { other, _ in other }
    var counts = counts
    counts["trust"] = chain.steps.count
    let withheld = chain.withheld.count
    if withheld > 0 { counts["withheld"] = withheld }
    return Report(
      repository: chain.root, asOf: input.now, checked: counts,
      findings: findings, judgement: judgement, tips: tips, recordedCount: recordedCount,
      isSupposed: input.supposed != nil)
  }

  /// How many objects of each type were judged.
  private func checked(
    _ judgement: Judgement, since record: VerificationRecord? = nil
  ) -> [String: Int] {
    let landed = judgement.state.landed
    var counts = [
      "event": record.map { $0.eventCount + judgement.newCount } ?? judgement.events.count,
      "lane": judgement.lanes.count, "landing": judgement.state.landingCount,
      "commit": landed.isUnchanged
        ? record?.header.checked["commit"] ?? 0 : landed.commitCount,
    ]
    if judgement.log.count > 0 { counts["receipt"] = judgement.log.count }
    return counts
  }

  private func reference(to id: ObjectID) -> ObjectReference? {
    guard let object = try? input.objects.read(id, limit: input.limits.commitBytes) else {
      return nil
    }
    let reference = input.cryptography.reference(to: object, format: input.objects.format)
    return reference.id == id ? reference : nil
  }

  /// Compares commits with what the object database holds; what is withheld is not looked at.
  private func comparison(
    _ chain: TrustChain
  ) -> (CommitReference) -> ReferenceReading.Outcome {
    var digester = ContentDigester(
      objects: input.objects, cryptography: input.cryptography, limits: input.limits)
    return { chain.withheld[$0.id] != nil ? .withheld : digester.compare($0) }
  }

  /// The head that is remembered, where the host that the law knows has signed it.
  private func remembered(_ chain: TrustChain) -> SignedHead? {
    guard let head = input.remembered, let root = chain.root, let state = chain.newest?.state,
      let epoch = state.epochs[head.head.place.epoch],
      let key = state.hostKey(epoch, input.cryptography),
      head.isValid(of: root, by: key, cryptography: input.cryptography)
    else { return nil }
    return head
  }

  private var denylistReader: DenylistReader {
    DenylistReader(
      objects: input.objects, cryptography: input.cryptography, limits: input.limits)
  }

  private var gate: EventGate {
    EventGate(objects: input.objects, cryptography: input.cryptography, limits: input.limits)
  }

  /// The refs among these that stand at an event of another lane.
  private func strays(among lanes: [ClassifiedRef]) -> Set<RefName> {
    StrayLanes(gate: gate, workers: input.workers).names(among: lanes)
  }

  /// Reads and judges what stands on lanes; beyond what a record has, where there is one.
  private func examine(
    _ lanes: [ClassifiedRef], chain: TrustChain, log: ReceiptLog, base: RecordedBase?,
    progress: (any VerificationProgress)?
  ) -> Judge {
    if let part = input.excerpt {
      let excerpt = ExcerptReading(part, chain: chain, gate: gate)
      return judge(
        LaneCommits(excerpt.readings.map { $0.map(\.id) }), of: excerpt.refs, chain: chain,
        log: log, excerpt: excerpt, progress: progress)
    }
    // What has no void states and only events on its lanes, as nearly all have, is walked only once.
    if !chain.hasVoidStates,
      let commits = walk(lanes, chain: chain, base: base, .quick, progress: progress)
    {
      let judge = judge(
        commits, of: lanes.map(\.name), chain: chain, log: log, base: base, isQuick: true,
        progress: progress)
      if !judge.hasFoundOther { return judge }
    }
    var commits =
      walk(lanes, chain: chain, base: base, .thorough, progress: progress) ?? LaneCommits([])
    let reader = TrustReader(
      objects: input.objects, cryptography: input.cryptography, limits: input.limits)
    let roots = OtherRoots(chain: chain, reader: reader).take(from: &commits, gate: gate)
    return judge(
      commits, of: lanes.map(\.name), chain: chain, log: log, roots: roots, base: base,
      progress: progress)
  }

  /// The commits of lanes; of those that a record has up to their heads, none.
  private func walk(
    _ lanes: [ClassifiedRef], chain: TrustChain, base: RecordedBase?, _ care: LaneWalk.Care,
    progress: (any VerificationProgress)?
  ) -> LaneCommits? {
    let known = lanes.indices.compactMap { base?.head($0) }
    let open = lanes.indices.filter { base?.head($0) != lanes[$0].id }
    let walk = LaneWalk(
      gate: gate, workers: input.workers, roots: Set(chain.steps.map(\.reference.id) + known),
      progress: progress)
    return walk.commits(of: open.map { lanes[$0] }, care)?
      .spread(to: open, of: lanes.count)
  }

  /// Judges on one thread while all others read events and check signatures.
  private func judge(
    _ commits: LaneCommits, of refs: [RefName], chain: TrustChain, log: ReceiptLog,
    roots: [Int: TrustStep] = [:],
    base: RecordedBase? = nil, excerpt: ExcerptReading? = nil, isQuick: Bool = false,
    progress: (any VerificationProgress)?
  ) -> Judge {
    progress?.willJudge(commits.count)
    let changes = ChangeReader(input, chain: chain)
    let batches = EventBatches(
      commits, refs: refs, gate: gate, changes: changes, workers: input.workers,
      given: excerpt?.readings)
    let judge = Mutex(
      Judge(
        input: input, chain: chain, log: log, refs: refs, commits: commits, batches: batches,
        changes: changes, roots: roots, gate: gate, stopsAtOther: isQuick, excerpt: excerpt,
        progress: progress, base: base))
    input.workers.perform(commits.count == 0 ? 1 : 64) { index in
      if index == 0 {
        judge.withLock { $0.run() }
      } else {
        batches.work(stopsAtOther: isQuick)
      }
    }
    return judge.withLock { $0 }
  }

  private func trustChain(
    _ refs: [ClassifiedRef], known: Set<SHA256Digest>, into findings: inout [Finding]
  ) -> TrustChain {
    guard let head = refs.first(where: { $0.place == .trust }) else { return TrustChain(steps: []) }
    let cryptography = RememberedSignatures(input.cryptography, known: known)
    let reader = TrustReader(
      objects: input.objects, cryptography: cryptography, limits: input.limits)
    var chain = TrustChain(steps: [])
    let readings = reader.chain(from: head.id)
    for (position, reading) in readings.enumerated() {
      let context = TrustContext(
        step: reading.step, defect: reading.defect, isForged: reading.isForged,
        previous: chain.newest, protected: chain.protected,
        voidDefects: reading.step.map { chain.defects(ofVoidsIn: $0.state.statement) } ?? [],
        now: input.now, cryptography: cryptography, limits: input.limits)
      let found = RuleBook.trust.flatMap { $0.findings(in: context) }
      findings += found.map { $0.about(reading.id) }
      guard found.isEmpty, let step = reading.step else {
        // A state that is missing must not hide that a later commit was changed.
        findings += readings[(position + 1)...].filter(\.isForged).map {
          T113PublisherNotAuthority.forged.about($0.id)
        }
        break
      }
      chain.append(step)
    }
    chain.signatures = cryptography.valid
    return chain
  }
}

/// A ref below `refs/entangle/` and the place of the format that it is; nil where it is none.
struct ClassifiedRef {
  let name: RefName
  let id: ObjectID
  let place: EntangleRef?
}

/// What the repository rules see.
struct RepositoryContext {
  let refs: [ClassifiedRef]
  let chain: TrustChain
  /// Nil where the trust chain was refused and nothing else was looked at.
  let judgement: Judgement?
  let trustRoot: SHA256Digest?
  let branches: [RefName: ObjectID]
  /// Nil where tags are not looked at.
  let tags: [RefName: ObjectID]?
  /// Whether something was found in the trust chain already.
  let hasTrustFindings: Bool
  /// The verifier's present.
  let now: Timestamp
  let format: ObjectFormat
  /// Both names of a commit that is here; nil where it is not.
  let reference: (ObjectID) -> ObjectReference?
  /// What a commit is in the object database, beside its three names.
  let compare: (CommitReference) -> ReferenceReading.Outcome
  /// A head that the host has signed, and that the verifier was shown before.
  let remembered: SignedHead?
  /// What need not be looked at again, where this goes on from a record.
  let settled: SettledRefs?
  let denylist: DenylistReader
}
