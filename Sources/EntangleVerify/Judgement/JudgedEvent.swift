public import EntangleModel

/// An event after judgement. Only this module makes one.
public struct JudgedEvent: Sendable {
  /// What judgement made of an event.
  public enum Standing: Sendable, Hashable {
    case accepted
    /// It names a state of a trust branch that lost, or answers such an event: it counts for nothing.
    case void
    case undecided
    case refused
  }

  public let event: ParsedEvent
  /// The trust state that it names, where the chain has it; else, of a void event, the last one that
  /// the lane has named before.
  public let named: TrustStep?
  /// The version of the trust state from which on somebody else may have signed it, or what it
  /// answers, cleared since or not; nil where it never was tainted.
  let taintedSince: Int64?
  public let standing: Standing

  init(event: ParsedEvent, standing: Standing, named: TrustStep?, taintedSince: Int64? = nil) {
    self.event = event
    self.standing = standing
    self.named = named
    self.taintedSince = taintedSince
  }

  /// Its signer as the state that it names knows him.
  public var signer: Principal? { named?.state.principals[event.body.lane.principal] }
}

/// A key that signs events, and what is the same for all of them.
final class SignerKey: Sendable {
  let id: KeyID
  /// The first state in which the key stands.
  let enrolment: TrustStep?
  /// Of a key that is compromised by now: the last event that is its holder's.
  let trustedUntil: Int64?
  /// Each state that sets that boundary, or sets it earlier.
  private let boundaries: [(version: Int64, after: Int64)]

  init(_ key: PublicKey, chain: TrustChain, cryptography: any Cryptography) {
    id = cryptography.keyID(key)
    enrolment = chain.enrolment(of: key)
    let last = chain.newest?.state.keys[key]?.key.revocation?.after
    trustedUntil = last
    boundaries =
      last == nil
      ? []
      : chain.steps.compactMap { step in
        step.state.keys[key]?.key.revocation?.after.map { (step.name.version, $0) }
      }
  }

  /// The version of the first state by which the key's event of that sequence may be a thief's; nil
  /// where none says so.
  func tainting(_ sequence: Int64) -> Int64? {
    boundaries.first { sequence > $0.after }?.version
  }
}

/// What the event rules see: one well-formed event, and all that is before it.
struct EventContext {
  let event: ParsedEvent
  let reading: EventReading
  /// The event before it on its lane.
  let previous: JudgedEvent?
  /// Whether what is before it on its lane is not looked at, since a part of the history is judged that
  /// begins with it.
  let beginsLate: Bool
  /// What stands at each of its causes; nil where no lane holds that event.
  let causes: [JudgedEvent?]
  /// Which of the causes are in the object database without being on a lane.
  let strayCauses: Set<ObjectID>
  /// Whether every lane could be read to its beginning.
  let knowsAllEvents: Bool
  let chain: TrustChain
  let named: TrustStep?
  /// The state from which the lane hangs, where that is a void one, or another commit of one of the chain's.
  let otherRoot: TrustStep?
  /// The key that signed it, whether or not it is the lane's.
  let signer: SignerKey
  /// That key as the state named enrols it for the lane's principal.
  let enrolledKey: EnrolledKey?
  /// The states under which it must be permitted: the one named, and later ones that cut it off.
  let governing: [TrustStep]
  let state: WorkflowState
  let order: LaneOrder
  /// What the lane has cited of others, this event's causes included.
  let cited: CitedLanes
  /// When the host first had the event, by what it says in its log; nil where it does not say.
  let publication: ReceiptLog.Publication?
  /// How the head that the signer had seen stands to the host's log; nil where he names none.
  let seen: SeenStanding?
  /// What lies between the two commits that it names, where it names two; where a rule for code would
  /// refuse that, without what is exempt.
  var change: ChangeReading?
  /// All that lies between them, what is exempt included.
  let wholeChange: ChangeReading?
  /// The commits that it names, each with whether it is what its digests say.
  let references: [ReferenceReading]
  let artifact: ArtifactReading?
  /// The annotated tag that it names, where it names one.
  let tag: TagReading?
  let now: Timestamp
  let limits: ReadLimits
  let cryptography: any Cryptography

  /// The first state in which the key stands.
  var enrolment: TrustStep? { signer.enrolment }

  /// The state whose commit the first event of the lane follows.
  var laneRoot: TrustStep? { otherRoot ?? enrolment }

  /// The state whose commit the first event of the lane must follow.
  var dueRoot: TrustStep? {
    otherRoot.flatMap { chain.isVoid($0.name) ? $0 : nil } ?? enrolment
  }

  var body: EventBody { event.body }
  var principal: PrincipalID { event.body.lane.principal }

  /// The accepted or undecided event at its first cause of that kind.
  func cause(_ name: EventName) -> JudgedEvent? {
    causes.lazy.compactMap { $0 }.first { $0.event.body.kind.name == name }
  }

  /// The persons by whose keys, as the state that the event names has them, the commits of its change are signed.
  var authors: Set<PrincipalID> {
    let keys = named?.state.keys ?? [:]
    let signers = wholeChange?.commits.compactMap(\.signer) ?? []
    return Set(signers.compactMap { keys[$0]?.principal.person })
  }

  /// The person who answers for a principal in the state that the event names.
  func person(_ id: PrincipalID) -> PrincipalID? { named?.state.principals[id]?.person }
}
