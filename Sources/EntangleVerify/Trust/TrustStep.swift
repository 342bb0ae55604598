public import EntangleModel

/// A state of the trust chain with the commit that carries it, as read.
public final class TrustStep: Sendable {
  public let reference: ObjectReference
  public let commit: SignedCommit
  public let signature: SSHSignature
  public let state: TrustState
  /// Version and digest of the statement.
  public let name: StateReference

  init(
    reference: ObjectReference, commit: SignedCommit, signature: SSHSignature, state: TrustState,
    name: StateReference
  ) {
    self.reference = reference
    self.commit = commit
    self.signature = signature
    self.state = state
    self.name = name
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
  let cryptography: any Cryptography
  let limits: ReadLimits

  /// The authorities by whose signatures the state is judged: those of the state before, and in the
  /// founding state its own.
  var judges: TrustState? { previous?.state ?? step?.state }

  /// Whether the new state's own authorities must sign too.
  var needsOwnThreshold: Bool {
    guard let step, let previous else { return true }
    return step.state.authorities != previous.state.authorities
      || step.state.repository.threshold != previous.state.repository.threshold
  }
}

/// A trust chain that has been judged: oldest state first.
public struct TrustChain: Sendable {
  public let steps: [TrustStep]

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
    steps.first { $0.state.keys[key] != nil }
  }

  /// The states, other than the one named, under which an event must be permitted too: later ones
  /// that take something away and whose cut the event lies beyond.
  public func cuts(
    beyond name: StateReference, lane: Lane, key: PublicKey, sequence: Int64
  ) -> [TrustStep] {
    var governing: [TrustStep] = []
    for (previous, step) in zip(steps, steps.dropFirst()) where step.name.version > name.version {
      guard !step.state.isAdditive(after: previous.state), previous.state.keys[key] != nil else {
        continue
      }
      let counted = step.state.statement.cuts.first { $0.lane == lane }?.sequence ?? 0
      if sequence > counted { governing.append(step) }
    }
    return governing
  }
}
