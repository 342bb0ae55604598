public import EntangleModel

extension Report {
  /// The report as far as it bears on some refs; the verdict follows from what is left.
  ///
  /// What bears on a ref is said in `Docs/format.md` section 9. A finding is left out only where it is
  /// certain that it does not: it is about another ref, or about an event or a lane on which none of these
  /// refs rests.
  public func limited(to refs: [RefName], tips: [RefName: ObjectID]) -> Report {
    let scope = judgement.map { ReportScope(refs, tips: tips, judgement: $0, findings: findings) }
    return Report(
      repository: repository, asOf: asOf, checked: checked,
      findings: findings.filter { scope?.holds($0) ?? true }, judgement: judgement, refs: refs,
      recordedCount: recordedCount, isSupposed: isSupposed)
  }
}

/// What some refs rest on.
private struct ReportScope {
  private let judgement: Judgement
  private let tips: [RefName: ObjectID]
  /// The refs themselves, the trust chain, the host's logs, and the lanes that must be whole, as findings name them.
  private var refs: Set<String>
  /// Every object that a finding may be about.
  private var objects: Set<String> = []
  /// Where commits that are no events stand, as far as that is known.
  private var lanesOfBroken: [ObjectID: Set<String>] = [:]
  /// Every ref that a finding may be about.
  private let knownRefs: Set<String>

  init(
    _ names: [RefName], tips: [RefName: ObjectID], judgement: Judgement, findings: [Finding]
  ) {
    self.judgement = judgement
    self.tips = tips
    let logs = (judgement.chain.newest?.state.epochs.keys).map { $0.map { Epoch.ref($0) } } ?? []
    let always = [EntangleRef.trustName] + logs
    refs = Set((names + always).map(\.description))
    let policies = judgement.chain.newest?.state.policies.keys.map(\.description) ?? []
    let cut = judgement.chain.steps.flatMap(\.state.statement.cuts).map(\.lane.ref.description)
    let tags = judgement.state.tags.map(\.description)
    knownRefs = Set(tips.keys.map(\.description)).union(policies).union(cut).union(tags)
    placeBroken()
    for name in names { add(name) }
    follow(findings)
  }

  /// Whether a finding may bear on the refs.
  func holds(_ finding: Finding) -> Bool {
    if finding.object == "-" || refs.contains(finding.object) || objects.contains(finding.object) {
      return true
    }
    guard let id = ObjectID(hex: finding.object) else { return !knownRefs.contains(finding.object) }
    if judgement.events[id] != nil { return false }
    return lanesOfBroken[id]?.isDisjoint(with: refs) != true
  }

  /// A commit that is no event stands on a lane where it is the tip, or where an event follows it.
  private mutating func placeBroken() {
    for (name, id) in tips where judgement.events.isBroken(id) {
      lanesOfBroken[id, default: []].insert(name.description)
    }
    for lane in judgement.lanes {
      for broken in judgement.brokenBeforeTip(of: lane) {
        lanesOfBroken[broken, default: []].insert(lane.ref.description)
      }
    }
  }

  private mutating func add(_ name: RefName) {
    switch EntangleRef(name, format: tips[name]?.format ?? .sha1) {
    case .trust?, .receipts?, .denylist?: return
    case .lane(let lane)?: add(lane: lane.ref)
    case .proposal(let id)?, .input(let id)?: rest(on: [id])
    case .artifact(let task, let runner, let attempt)?:
      rest(on: results(of: task, runner, attempt, tip: tips[name]))
    case nil where name.dropping(prefix: "refs/tags/") != nil: addTag(name)
    case nil: addBranch(name)
    }
  }

  /// The events that make it, and the branches whose landings they answer.
  private mutating func addTag(_ name: RefName) {
    let events = judgement.events.values(.tag).filter { $0.event.body.tag == name }
    rest(on: events.map(\.event.id))
    for landing in events.flatMap({ $0.event.body.causes }) {
      if let branch = judgement.events[landing.id]?.event.body.ref { addBranch(branch) }
    }
  }

  /// A lane, and what its events rest on.
  private mutating func add(lane ref: RefName) {
    refs.insert(ref.description)
    let lane = judgement.lanes.first { $0.ref == ref }
    let events = lane.map { judgement.events(of: $0).map(\.event.id) } ?? []
    rest(on: events + [tips[ref]].compactMap { $0 })
  }

  /// Its landings, whatever was made of them, and the lanes of all who may ever have landed it: there
  /// a landing may have been lost, or changed beyond recognition.
  private mutating func addBranch(_ name: RefName) {
    let landers = Set(
      judgement.chain.steps.flatMap { $0.state.policies[name]?.landers ?? [] })
    for lane in lanes(of: landers) { add(lane: lane) }
    let landings = judgement.events.values(.land).filter { judged in
      let body = judged.event.body
      return body.ref == name || body.commit(.new)?.id == tips[name]
    }
    rest(on: landings.map(\.event.id))
  }

  private func results(
    of task: ObjectID, _ runner: PrincipalID, _ attempt: Int64, tip: ObjectID?
  ) -> [ObjectID] {
    judgement.events.values(.taskResult).filter { judged in
      let body = judged.event.body
      if let artifact = body.commit(.artifact)?.id, artifact == tip { return true }
      let accept = body.causes.first.flatMap { judgement.events[$0.id] }?.event.body
      return body.lane.principal == runner && accept?.causes.first?.id == task
        && accept?.number(.attempt) == attempt
    }.map(\.event.id)
  }

  /// The events and everything that they name as causes; and of everybody who signed any of it, that
  /// the lanes are whole.
  private mutating func rest(on events: [ObjectID]) {
    var open = events
    var signers: Set<PrincipalID> = []
    while let next = open.popLast() {
      guard objects.insert(next.description).inserted, let event = judgement.events[next]?.event
      else { continue }
      signers.insert(event.body.lane.principal)
      open += event.body.causes.map(\.id)
    }
    for lane in lanes(of: signers) { refs.insert(lane.description) }
  }

  /// Takes in what the findings merely follow from.
  private mutating func follow(_ findings: [Finding]) {
    let bases = Dictionary(grouping: findings, by: \.object).mapValues { $0.compactMap(\.base) }
    var open = Array(objects)
    while let next = open.popLast() {
      for base in bases[next] ?? [] where objects.insert(base).inserted {
        open.append(base)
      }
    }
  }

  /// The refs of all lanes of some principals: those that are there, and those that a state has seen.
  private func lanes(of principals: Set<PrincipalID>) -> Set<RefName> {
    let cut = judgement.chain.steps.flatMap(\.state.statement.cuts).map(\.lane)
      .filter { principals.contains($0.principal) }.map(\.ref)
    let there = tips.filter { name, id in
      guard case .lane(let lane) = EntangleRef(name, format: id.format) else { return false }
      return principals.contains(lane.principal)
    }.keys
    return Set(cut).union(there)
  }
}
