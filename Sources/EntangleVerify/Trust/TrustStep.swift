public import EntangleModel

/// A state of the trust chain with the commit that carries it, as read.
public final class TrustStep: Sendable {
  public let reference: ObjectReference
  public let commit: SignedCommit
  public let signature: SSHSignature
  public let state: TrustState
  /// Version and digest of the statement.
  public let name: StateReference
  /// The signatures of the state that are at least well formed.
  let signatures: [TrustSignature]

  init(
    reference: ObjectReference, commit: SignedCommit, signature: SSHSignature, state: TrustState,
    name: StateReference
  ) {
    self.reference = reference
    self.commit = commit
    self.signature = signature
    self.state = state
    self.name = name
    self.signatures = TrustSignature.all(in: state)
  }

  /// The repository id that this state belongs to: its own digest where it founds one.
  public var repository: SHA256Digest {
    state.statement.version == 1 ? name.digest : state.statement.repository
  }
}

/// Why a commit of the trust chain could not be read as a state.
enum TrustDefect: Sendable {
  case missing(ObjectID)
  case unreadable(String)
  case commit(String)
  case tree(String)
  case document(String)
}

/// What the trust rules see: one state, and the one before it.
struct TrustContext {
  let step: TrustStep?
  let defect: TrustDefect?
  /// Whether the commit carries a signature that does not fit it.
  let isForged: Bool
  let previous: TrustStep?
  /// The branches that any state before it protects.
  let protected: Set<RefName>
  /// What the chain before it says against the states that it makes void.
  let voidDefects: [String]
  /// Whether it is on its way to its signatures: who agrees to it is not asked yet.
  var isDraft = false
  /// The verifier's present; nil where it is not asked whether the state is in force already.
  let now: Timestamp?
  let cryptography: any Cryptography
  let limits: ReadLimits

  /// The authorities by whose signatures the state is judged: those of the state before, and in the
  /// founding state its own.
  var judges: TrustState? { previous?.state ?? step?.state }

  /// Who agrees to the state.
  private var consent: Consent? {
    step.map { Consent(to: $0.state, after: previous?.state, signatures: $0.signatures) }
  }

  /// The active authority of a state that has signed this one with a law key that counts (`Consent`).
  func authority(_ id: PrincipalID, key: PublicKey, in state: TrustState) -> Principal? {
    consent?.authority(id, key: key, in: state)
  }

  /// Whether a signature is by a key of the recovery set.
  func isRecovery(_ signature: TrustSignature) -> Bool { consent?.isRecovery(signature) ?? false }

  /// Whether the authorities have not signed the state, but enough keys of the recovery set have.
  var isRecovery: Bool { consent?.isRecovery ?? false }

  /// How many persons among a state's authorities have signed.
  func persons(among state: TrustState) -> Int64 { consent?.persons(among: state) ?? 0 }

  /// Who has made the state alone: its publisher, where the authorities have not signed it and he is
  /// none of them, with a law key that counts.
  var soleMaker: Principal? {
    guard let step else { return nil }
    return consent?.soleMaker(step.commit.header.principal, key: step.signature.publicKey)
  }

  /// Whether the new state's own authorities must sign too.
  var needsOwnThreshold: Bool { consent?.needsOwnThreshold ?? true }
}

/// A trust chain that has been judged: oldest state first.
public struct TrustChain: Sendable {
  public private(set) var steps: [TrustStep] = []
  /// Where each key was first enrolled.
  private var enrolments: [PublicKey: Int] = [:]
  /// Where each epoch of the host's log was opened.
  private var openings: [Int64: Int] = [:]
  /// Which signatures were found valid when the chain was judged (`RememberedSignatures`).
  var signatures: Set<SHA256Digest> = []
  /// The branches that any state protects.
  public private(set) var protected: Set<RefName> = []
  /// The states that take something away or tighten it, in order.
  private var tightening: [Int] = []
  /// Of the states that somebody made who is no authority: whose lanes they cut, where it is not everybody's.
  private var reaches: [Int: Set<PrincipalID>] = [:]
  /// The states of other branches that count for nothing, with the state that says so.
  private var voids: [StateReference: Int] = [:]

  init(steps: [TrustStep]) {
    for step in steps { append(step) }
  }

  /// Takes in the next state.
  mutating func append(_ step: TrustStep) {
    if let previous = steps.last, !step.state.isAdditive(after: previous.state) {
      tightening.append(steps.count)
      let publisher = previous.state.principals[step.commit.header.principal]
      if let publisher, publisher.kind != .authority {
        reaches[steps.count] = SoleRights.reach(
          from: previous.state.contentFiles, to: step.state.contentFiles)
      }
    }
    for key in step.state.keys.keys where enrolments[key] == nil { enrolments[key] = steps.count }
    for number in step.state.epochs.keys where openings[number] == nil {
      openings[number] = steps.count
    }
    for void in step.state.statement.voids { voids[void] = steps.count }
    protected.formUnion(step.state.policies.keys)
    steps.append(step)
  }

  /// The same chain with other documents in its states. What each state takes away, where a key was
  /// enrolled and what is void stays as it is: `steps` are as many, by the same names.
  func replacing(_ steps: [TrustStep]) -> TrustChain {
    var chain = self
    chain.steps = steps
    return chain
  }

  /// The commits that need not be there, as the newest state says.
  public var withheld: [ObjectID: SHA256Digest] { newest?.state.withheld ?? [:] }

  /// The commits whose histories are exempt from the rules for code: where branches stood at founding, and from where
  /// redactions let branches go on; but what is withheld itself.
  public var exemptTips: [ObjectID] {
    guard let state = newest?.state, let founding = steps.first?.state else { return [] }
    let moved = state.redactions.values.compactMap { $0.move?.new.id }
    return (founding.repository.baseline.values.map(\.id) + moved).filter {
      state.withheld[$0] == nil
    }
  }

  /// Whether it makes any state of another branch void.
  var hasVoidStates: Bool { !voids.isEmpty }

  /// Whether a state stands on a branch that a state of this chain has made void.
  public func isVoid(_ name: StateReference) -> Bool { voids[name] != nil }

  /// The state of this chain that has made a state of another branch void.
  public func resolution(of name: StateReference) -> TrustStep? { voids[name].map { steps[$0] } }

  /// The version of the last state that the branch of a void state has in common with this chain, as far as the statement
  /// that makes it void tells; nil of a state that is not void.
  func lastCommonVersion(with name: StateReference) -> Int64? {
    guard let resolution = resolution(of: name) else { return nil }
    let versions = Set(resolution.state.statement.voids.map(\.version))
    var first = name.version
    while versions.contains(first - 1) { first -= 1 }
    return min(first, resolution.name.version) - 1
  }

  /// What stands against the states that the next state makes void: each is of another branch, which
  /// leaves this chain at a state that it has, and is named once.
  func defects(ofVoidsIn statement: Statement) -> [String] {
    guard !statement.voids.isEmpty else { return [] }
    let own = Set(steps.map(\.name.digest))
    var known = Set(voids.keys.map(\.digest))
    var versions = Set(voids.keys.map(\.version))
    var defects: [String] = []
    for void in statement.voids {
      let isWithin = 2...max(2, statement.version) ~= void.version
      if !isWithin && !versions.contains(void.version - 1) {
        defects.append("\(void) follows no state that is known")
      }
      if own.contains(void.digest) { defects.append("\(void) is a state of this chain") }
      if !known.insert(void.digest).inserted { defects.append("\(void) is named twice") }
      versions.insert(void.version)
    }
    return defects
  }

  /// The repository id.
  public var root: SHA256Digest? { steps.first?.name.digest }

  /// The state in force.
  public var newest: TrustStep? { steps.last }

  /// The state of that version and digest.
  public func step(_ name: StateReference) -> TrustStep? {
    guard let index = Int(exactly: name.version - 1), steps.indices.contains(index),
      steps[index].name == name
    else { return nil }
    return steps[index]
  }

  /// The first state in which a key stands.
  public func enrolment(of key: PublicKey) -> TrustStep? {
    enrolments[key].map { steps[$0] }
  }

  /// The state that opened an epoch of the host's log.
  public func opening(ofEpoch number: Int64) -> TrustStep? { openings[number].map { steps[$0] } }

  /// The states, other than the one named, under which an event must be permitted too: later ones
  /// that take something away and whose cut the event lies beyond. A cut that does not count is none.
  public func cuts(
    beyond name: StateReference, lane: Lane, key: PublicKey, sequence: Int64,
    counts: (Cut) -> Bool = { _ in true }
  ) -> [TrustStep] {
    guard let last = tightening.last, steps[last].name.version > name.version,
      let enrolment = enrolments[key]
    else { return [] }
    return tightening.lazy.map { (index: $0, step: steps[$0]) }
      .filter { $0.step.name.version > name.version && $0.index > enrolment }
      .filter { reaches[$0.index]?.contains(lane.principal) ?? true }
      .map(\.step)
      .filter { step in
        guard let cut = step.state.statement.cuts.first(where: { $0.lane == lane }), counts(cut)
        else { return true }
        return sequence > cut.sequence
      }
  }
}
