public import EntangleModel

/// Judges a push before any of its refs moves: by the verifier, as if all of them had moved, and by what is
/// asked of pushes alone. A push is taken whole or not at all.
public struct PushGate: Sendable {
  /// The repository as it stands; its objects are there, and those of the push.
  private let input: VerificationInput
  private let updates: [PushedRef]
  private let pusher: PrincipalID?
  private let standing: StandingRefs?

  /// `pusher` is who pushes, where the transport knows that; `standing` the refs of the server, where this is the server.
  public init(
    _ input: VerificationInput, updates: [PushedRef], pusher: PrincipalID? = nil,
    standing: StandingRefs? = nil
  ) {
    self.input = input
    self.updates = updates
    self.pusher = pusher
    self.standing = standing
  }

  /// What was made of a push.
  public struct Answer: Sendable {
    /// Why it is refused; empty where it is taken.
    public fileprivate(set) var findings: [Finding]
    /// What the verifier said of the repository with the push; nil where it was not asked.
    public let report: Report?
    /// Whether its refs move at once or not at all.
    public var isWhole = false
  }

  /// Judges; `report` asks the verifier.
  public func answer(_ report: (Verifier) -> Report) -> Answer {
    var answer = judged(report)
    answer.findings = answer.findings.map { $0.found(inPush: updates) }
    return answer
  }

  private func judged(_ report: (Verifier) -> Report) -> Answer {
    var context = PushContext(
      updates: updates, pusher: pusher, standing: standing, format: input.objects.format,
      limits: input.limits)
    for rules in [RuleBook.pushedNames, RuleBook.pushes] {
      let early = rules.flatMap { $0.findings(in: context) }
      guard early.isEmpty else { return Answer(findings: early, report: nil) }
    }
    let moved = moved
    let after = report(Verifier(moved))
    if let judgement = after.judgement {
      let reader = TrustReader(
        objects: input.objects, cryptography: input.cryptography, limits: input.limits)
      context.outcome = PushContext.Outcome(
        judgement: judgement, standing: standingChain(beside: judgement.chain),
        reader: reader,
        denylist: DenylistReader(
          objects: input.objects, cryptography: input.cryptography, limits: input.limits),
        cryptography: input.cryptography)
      if opensEpoch(judgement.chain) {
        context.receiptCounts = receiptCounts(report(Verifier(input)))
      }
      context.history = PushedHistory(
        objects: input.objects, limits: input.limits,
        known: Set(input.branches.values).union(input.tags?.values.map { $0 } ?? []),
        kept: kept(judgement.chain, moved.branches))
      context.moved = Dictionary(moved.entangleRefs.map { ($0.name, $0.id) }) { first, _ in first }
      context.tags = moved.tags ?? [:]
      context.branches = moved.branches
      let found = RuleBook.pushes.flatMap { $0.findings(in: context) }
      guard found.isEmpty else { return Answer(findings: found, report: after) }
    }
    let isWhole = context.isWhole
    guard after.verdict != .verified else {
      return Answer(findings: [], report: after, isWhole: isWhole)
    }
    // What was wrong before is not this pusher's to mend; but nothing is taken under law of another repository.
    let before = Set(
      report(Verifier(input)).findings.filter { $0.code != T102TrustRootOther.text.code })
    let news = after.findings.filter { $0.severity > .warning && !before.contains($0) }
    let isBlind = after.judgement == nil && news.isEmpty
    return Answer(findings: isBlind ? after.findings : news, report: after, isWhole: isWhole)
  }

  /// What nobody takes away: where protected branches would stand, and where they stood at founding.
  private func kept(_ chain: TrustChain, _ branches: [RefName: ObjectID]) -> Set<ObjectID> {
    guard let law = chain.newest?.state, let founding = chain.steps.first?.state else { return [] }
    return Set(law.policies.keys.compactMap { branches[$0] })
      .union(founding.repository.baseline.values.map(\.id))
  }

  /// Whether a chain with the push has an epoch that it had not before.
  private func opensEpoch(_ chain: TrustChain) -> Bool {
    guard let update = updates.first(where: { $0.name == EntangleRef.trustName }) else {
      return false
    }
    let before = chain.steps.first { $0.reference.id == update.old }?.state.epochs.count ?? 0
    return (chain.newest?.state.epochs.count ?? 0) > before
  }

  /// The trust chain that stands, where a chain with the push goes on from an earlier state.
  private func standingChain(beside chain: TrustChain) -> TrustChain? {
    guard let old = updates.first(where: { $0.name == EntangleRef.trustName })?.old,
      !chain.steps.contains(where: { $0.reference.id == old })
    else { return nil }
    let alone = VerificationInput(
      objects: input.objects, cryptography: input.cryptography, workers: input.workers,
      entangleRefs: [(name: EntangleRef.trustName, id: old)], branches: [:], tags: nil,
      trustRoot: input.trustRoot, now: input.now, limits: input.limits)
    return Verifier(alone).report().judgement?.chain
  }

  /// How many receipts each epoch has here that are in order.
  private func receiptCounts(_ before: Report) -> [Int64: Int64] {
    let epochs = before.judgement?.log.epochs ?? []
    return Dictionary(epochs.map { ($0.number, $0.count) }) { first, _ in first }
  }

  /// The repository as it would stand.
  private var moved: VerificationInput {
    var refs = Dictionary(input.entangleRefs.map { ($0.name, $0.id) }) { first, _ in first }
    var branches = input.branches
    var tags = input.tags ?? [:]
    for update in updates {
      if update.name.dropping(prefix: "refs/entangle/") != nil { refs[update.name] = update.new }
      if update.name.dropping(prefix: "refs/heads/") != nil { branches[update.name] = update.new }
      if update.name.dropping(prefix: "refs/tags/") != nil { tags[update.name] = update.new }
    }
    return VerificationInput(
      objects: input.objects, cryptography: input.cryptography, workers: input.workers,
      entangleRefs: refs.map { (name: $0.key, id: $0.value) }, branches: branches, tags: tags,
      trustRoot: input.trustRoot, now: input.now, limits: input.limits,
      arriving: Set(updates.map(\.name)))
  }
}
