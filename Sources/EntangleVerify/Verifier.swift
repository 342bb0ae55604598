internal import EntangleModel
internal import Synchronization

/// The one way to verify: objects, refs, a trust root and a moment in; a report out.
public struct Verifier: Sendable {
  private let input: VerificationInput

  public init(_ input: VerificationInput) {
    self.input = input
  }

  /// Reads and judges everything that the refs hold, and tells `progress` how far it has come.
  public func report(progress: (any VerificationProgress)? = nil) -> Report {
    var findings: [Finding] = []
    let refs = input.entangleRefs.map { ref in
      ClassifiedRef(
        name: ref.name, id: ref.id, place: EntangleRef(ref.name, format: input.objects.format))
    }
    let chain = trustChain(refs, into: &findings)
    var judgement: Judgement?
    var counts = ["trust": chain.steps.count]
    if findings.isEmpty && !chain.steps.isEmpty {
      let lanes = refs.compactMap { ref -> (ref: RefName, head: ObjectID)? in
        if case .lane = ref.place { (ref.name, ref.id) } else { nil }
      }
      let gate = EventGate(
        objects: input.objects, cryptography: input.cryptography, limits: input.limits)
      let reader = LaneReader(
        gate: gate, objects: input.objects, workers: input.workers, limits: input.limits,
        roots: Set(chain.steps.map(\.reference.id)), progress: progress)
      var readings = reader.read(lanes)
      let roots = VoidRoots(
        chain: chain,
        reader: TrustReader(
          objects: input.objects, cryptography: input.cryptography, limits: input.limits)
      ).take(from: &readings)
      let judge = judge(
        chain, refs: lanes.map(\.ref), readings: readings, roots: roots, progress: progress)
      findings += judge.findings
      let result = judge.judgement(branches: input.branches)
      counts["event"] = result.events.count
      counts["lane"] = lanes.count
      counts["landing"] = result.state.landingCount
      counts["commit"] = result.state.landedCommits.count
      judgement = result
    }
    let context = RepositoryContext(
      refs: refs, chain: chain, judgement: judgement, trustRoot: input.trustRoot,
      branches: input.branches, tags: input.tags,
      hasTrustFindings: judgement == nil && !findings.isEmpty)
    for rule in RuleBook.repository { findings += rule.findings(in: context) }
    return Report(
      repository: chain.root, asOf: input.now, checked: counts, findings: findings,
      judgement: judgement)
  }

  /// Judges on one thread while all others check signatures.
  private func judge(
    _ chain: TrustChain, refs: [RefName], readings: [[EventReading]], roots: [Int: TrustStep],
    progress: (any VerificationProgress)?
  ) -> Judge {
    progress?.willJudge(readings.reduce(0) { $0 + $1.count })
    let checks = SignatureChecks(readings, cryptography: input.cryptography)
    let judge = Mutex(
      Judge(
        input: input, chain: chain, refs: refs, readings: readings, roots: roots,
        signatures: checks, progress: progress))
    input.workers.perform(64) { index in
      if index == 0 {
        judge.withLock { $0.run() }
      } else {
        while checks.checkNext() {}
      }
    }
    return judge.withLock { $0 }
  }

  private func trustChain(_ refs: [ClassifiedRef], into findings: inout [Finding]) -> TrustChain {
    guard let head = refs.first(where: { $0.place == .trust }) else { return TrustChain(steps: []) }
    let reader = TrustReader(
      objects: input.objects, cryptography: input.cryptography, limits: input.limits)
    var chain = TrustChain(steps: [])
    let readings = reader.chain(from: head.id)
    for (position, reading) in readings.enumerated() {
      let context = TrustContext(
        step: reading.step, defect: reading.defect, isForged: reading.isForged,
        previous: chain.newest,
        voidDefects: reading.step.map { chain.defects(ofVoidsIn: $0.state.statement) } ?? [],
        cryptography: input.cryptography, limits: input.limits)
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
}
