import EntangleModel

/// An event of a history, as far as what follows must know of it.
struct Told: Sendable {
  let reference: ObjectReference
  let name: EventName
  let lane: Lane
  let sequence: Int64
  let time: Timestamp
  /// The version of the trust state that it names.
  let version: Int64
  let causes: [ObjectID]
  let values: [EventFieldName: EventFieldValue]
  let hasCommand: Bool
  /// Whether it stands under the law that lost a fork.
  var isVoid: Bool

  var id: ObjectID { reference.id }
  var principal: PrincipalID { lane.principal }
  var to: PrincipalID? { if case .id(let id) = values[.to] { id } else { nil } }
  var expires: Timestamp? { if case .time(let time) = values[.expires] { time } else { nil } }

  var approvers: [PrincipalID] {
    if case .ids(let ids) = values[.approvers] { ids } else { [] }
  }

  func word(_ name: EventFieldName) -> String? {
    if case .word(let word) = values[name] { word } else { nil }
  }

  func number(_ name: EventFieldName) -> Int64 {
    if case .number(let number) = values[name] { number } else { 0 }
  }

  func commit(_ name: EventFieldName) -> CommitReference? {
    if case .commit(let commit) = values[name] { commit } else { nil }
  }
}

/// A trust state of a history, as far as what follows must know of it.
struct Law: Sendable {
  let name: StateReference
  let issued: Timestamp
  let content: Story.StateDraftContent
  /// Whether it takes or tightens something.
  let isTightening: Bool
  let cuts: [Lane: Int64]
  /// Whose lanes it cuts; nil where it is everybody's.
  let reach: Set<PrincipalID>?
  let principals: [PrincipalID: Principal]
  let holders: [PublicKey: Holder]

  struct Holder: Sendable {
    let principal: PrincipalID
    let key: EnrolledKey
  }

  init(_ draft: StateDraft, name: StateReference, content: Story.StateDraftContent, after: Law?) {
    self.name = name
    issued = draft.issued
    self.content = content
    cuts = Dictionary(draft.cuts.map { ($0.lane, $0.sequence) }) { first, _ in first }
    let publisher = content.principals.first { $0.id == draft.publisher.id }
    reach =
      publisher?.kind == .authority
      ? nil : after.flatMap { Self.reach(from: $0.content, to: content) }
    isTightening = after.map { !Self.isAdditive($0.content, content) } ?? false
    principals = Dictionary(content.principals.map { ($0.id, $0) }) { first, _ in first }
    var holders: [PublicKey: Holder] = [:]
    for principal in content.principals {
      for key in principal.keys {
        holders[key.publicKey] = Holder(principal: principal.id, key: key)
      }
    }
    self.holders = holders
  }

  var version: Int64 { name.version }

  /// Whose rights are others: of all principals, where the authorities alone can tell.
  static func reach(
    from old: Story.StateDraftContent, to new: Story.StateDraftContent
  ) -> Set<PrincipalID>? {
    guard old.services == new.services else { return nil }
    var reach = Set(Set(old.principals).symmetricDifference(new.principals).map(\.id))
    for edge in Set(old.edges.keys).union(new.edges.keys) where old.edges[edge] != new.edges[edge] {
      reach.formUnion([edge.from, edge.to])
    }
    for (name, policy) in old.policies where new.policies[name] != policy {
      reach.formUnion(policy.landers)
    }
    return reach
  }

  private static func isAdditive(
    _ old: Story.StateDraftContent, _ new: Story.StateDraftContent
  ) -> Bool {
    old.threshold == new.threshold && old.principals.allSatisfy { new.principals.contains($0) }
      && old.edges.allSatisfy { new.edges[$0.key] == $0.value }
      && old.policies.allSatisfy { new.policies[$0.key] == $0.value }
      && old.services.allSatisfy { new.services[$0.key] == $0.value }
  }

  /// Whether a principal may act, with a key, at a moment, along edges.
  func permits(
    _ id: PrincipalID, _ key: PublicKey, at moment: Timestamp, along edges: [Edge] = []
  ) -> Bool {
    principals[id]?.status == .active && counts(key, at: moment)
      && edges.allSatisfy { content.edges[$0] == true }
  }

  /// What becomes of somebody's request for a connection with a service.
  func answer(to requester: PrincipalID, by service: PrincipalID) -> ServiceAccess.Answer {
    guard let access = content.services[service], principals[service]?.status == .active else {
      return .rejected
    }
    switch access.list {
    case .open?: return .letIn
    case .allowlist(let names)? where names.contains(requester): return .letIn
    case .contacts?
    where content.edges[Edge(from: requester, relation: .contacts, to: service)] == true:
      return .letIn
    default: return access.decidesConnections ? .decided : .rejected
    }
  }

  /// Whether a key stands, and is not revoked for what it signs at a moment.
  func counts(_ key: PublicKey, at moment: Timestamp) -> Bool {
    guard let held = holders[key]?.key else { return false }
    guard let revocation = held.revocation else { return true }
    return revocation.reason == .retired && moment <= revocation.at
  }

  /// Whether a moment is in the window of a key.
  func isInWindow(_ key: PublicKey, _ moment: Timestamp) -> Bool {
    guard let held = holders[key]?.key, held.notBefore <= moment else { return false }
    return held.notAfter.map { moment <= $0 } ?? true
  }

  func person(_ id: PrincipalID) -> PrincipalID? { principals[id]?.person }
}

/// Somebody about to sign: with which key, when, under which law, and in answer to what.
struct Pen: Sendable {
  let signer: Signer
  let time: Timestamp
  let named: Law
  /// The law that it names, and each later one under which it must be permitted.
  let governing: [Law]
  let causes: [Told]

  var version: Int64 { named.version }
  var lane: Lane { signer.lane }
  var principal: PrincipalID { signer.id }
}
