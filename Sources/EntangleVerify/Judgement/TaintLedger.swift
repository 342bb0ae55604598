internal import EntangleModel

/// Keeps which events are tainted, and says in the end which of them still are.
///
/// An event is tainted by its own key from the state on that calls this key compromised, and by each
/// tainted cause from where that is tainted on. What stands by it clears what the state that it names
/// knew, and no more. (ADR 0009.)
struct TaintLedger: Sendable {
  /// What taints one event.
  private struct Entry: Sendable {
    let event: ParsedEvent
    /// What is found of its own key, and the version from which on that is so.
    let own: (version: Int64, findings: [Finding])?
    /// Its tainted causes.
    let causes: [ObjectID]
  }

  /// In the order of judgement: causes first.
  private var entries: [Entry] = []
  /// The newest version by which each event is tainted and not cleared.
  private(set) var standing: [ObjectID: Int64] = [:]

  /// Takes in an event that stands; gives the version of the first state from which on it is tainted,
  /// or nil where it is not.
  mutating func note(_ context: EventContext) -> Int64? {
    let own = context.signer.tainting(context.body.sequence).map {
      (version: $0, findings: K106KeyCompromised().findings(in: context))
    }
    let causes =
      context.body.kind.isRenewal
      ? [] : context.causes.compactMap { $0 }.filter { $0.taintedSince != nil }
    let since = causes.compactMap(\.taintedSince) + [own?.version].compactMap { $0 }
    guard let first = since.min() else { return nil }
    entries.append(Entry(event: context.event, own: own, causes: causes.map(\.event.id)))
    return first
  }

  /// Decides what is still tainted once all events are judged; gives what is to be told of it.
  mutating func settle(_ state: WorkflowState) -> [Finding] {
    var findings: [Finding] = []
    for entry in entries {
      let cleared = Self.cleared(entry.event, in: state)
      let causes = entry.causes.filter { standing[$0, default: 0] > cleared }
      let own = entry.own.flatMap { $0.version > cleared ? $0 : nil }
      let left = causes.compactMap { standing[$0] } + [own?.version].compactMap { $0 }
      guard let newest = left.max() else { continue }
      standing[entry.event.id] = newest
      findings += (own?.findings ?? []).map { $0.about(entry.event.id) }
      if let cause = causes.first {
        findings.append(C104RestsOnTainted.finding(base: cause).about(entry.event.id))
      }
    }
    return findings
  }

  /// The newest version up to which an event is cleared; 0 where it is not.
  private static func cleared(_ event: ParsedEvent, in state: WorkflowState) -> Int64 {
    let renewals = state.renewals(of: event.id).filter {
      $0.standing == .accepted && $0.taintedSince == nil
    }
    guard event.body.kind.name == .land, let ref = event.body.ref else {
      return renewals.map(\.event.body.trust.version).max() ?? 0
    }
    var persons: Set<PrincipalID> = []
    func version(_ renewal: JudgedEvent) -> Int64 { renewal.event.body.trust.version }
    for renewal in renewals.sorted(by: { version($0) > version($1) }) {
      guard let person = renewal.signer?.person else { continue }
      persons.insert(person)
      let due = renewal.named?.state.policies[ref]?.approvals ?? 1
      if persons.count >= due { return renewal.event.body.trust.version }
    }
    return 0
  }
}
