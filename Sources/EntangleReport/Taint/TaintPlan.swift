public import EntangleModel
public import EntangleVerify

/// Everything downstream of a compromised key, and how what was meant is stood by again.
public struct TaintPlan: Sendable {
  /// A tainted event.
  public struct Entry: Sendable {
    public let event: JudgedEvent
    /// Whether the key has signed it after the last event that is its holder's.
    public let isSigned: Bool
    /// What it rests on that is tainted by that key; nil where there is none.
    public let base: ObjectID?
    /// The renewal by that key that had cleared it, and counts no longer; nil where there is none.
    public let renewal: ObjectID?

    /// Whether it is a landing, which others approve again.
    public var isLanding: Bool { event.event.body.kind.name == .land }
  }

  /// Who may stand by a tainted event that is no landing: its signer.
  public enum Witness: Sendable, Hashable {
    /// He has a key for it.
    case able
    /// He needs another law key first.
    case needsKey
    /// He never can: he has left, or signs no events any more.
    case gone
  }

  /// The key, by its lane.
  public let lane: Lane
  /// The last event of the lane that is its holder's; 0 for none.
  public let after: Int64
  /// In causal order: what an event rests on comes before it.
  public let entries: [Entry]
  /// For each landing among them, who must approve it again: how many persons, and who could.
  public let landings: [ObjectID: ApprovalShortage]
  private let law: TrustState
  private let now: Timestamp

  /// Takes a report made under law that calls the key compromised after that event: `law` is the state
  /// that is in force then, and `version` that of the one which says so first.
  public init(
    _ report: Report, key: PublicKey, lane: Lane, after: Int64, law: TrustState, version: Int64,
    objects: any ObjectSource, cryptography: any Cryptography
  ) {
    (self.lane, self.after, self.law, now) = (lane, after, law, report.asOf)
    guard let judgement = report.judgement else {
      (entries, landings) = ([], [:])
      return
    }
    let tainted = judgement.oldestFirst().filter { judgement.isTainted($0.event.id) }
    func isSigned(_ judged: JudgedEvent) -> Bool {
      judged.event.signature.publicKey == key && judged.event.body.sequence > after
    }
    var renewals: [ObjectID: ObjectID] = [:]
    for judged in tainted where judged.event.body.kind.isRenewal && isSigned(judged) {
      for cause in judged.event.body.causes where judgement.wouldClear(judged, cause.id) {
        renewals[cause.id] = judged.event.id
      }
    }
    var found: [Entry] = []
    var reached: Set<ObjectID> = []
    for judged in tainted {
      let body = judged.event.body
      let entry = Entry(
        event: judged, isSigned: isSigned(judged),
        base: body.kind.isRenewal ? nil : body.causes.first { reached.contains($0.id) }?.id,
        renewal: renewals[judged.event.id])
      guard entry.isSigned || entry.base != nil || entry.renewal != nil else { continue }
      reached.insert(judged.event.id)
      found.append(entry)
    }
    let ledger = ApprovalLedger(
      judgement, law: law, objects: objects, cryptography: cryptography, now: report.asOf)
    var landings: [ObjectID: ApprovalShortage] = [:]
    for entry in found where entry.isLanding {
      let id = entry.event.event.id
      let given = judgement.state.renewals(of: id).filter {
        $0.standing == .accepted && !judgement.isTainted($0.event.id)
          && $0.event.body.trust.version >= version
      }
      landings[id] = ledger.renewal(
        of: entry.event, given: Set(given.compactMap { $0.signer?.person }))
    }
    entries = found
    self.landings = landings
  }

  /// Whether the signer of an event can stand by it.
  public func witness(of entry: Entry) -> Witness {
    guard let signer = law.principals[entry.event.event.body.lane.principal],
      signer.status == .active, EventKind[.eventRenew].signers.contains(signer.kind)
    else { return .gone }
    let isOpen = signer.keys.contains { key in
      key.uses.contains(.law) && KeyWindow(key, at: now).isOpen
    }
    return isOpen ? .able : .needsKey
  }
}
