internal import EntangleModel

/// Whose approval a graph allows at all, by whom who has a key for it, and who hands work to whom.
struct ReviewReach: Sendable {
  private let principals: [PrincipalID: Principal]
  /// Those who may request tasks of each principal, sorted.
  private let delegators: [PrincipalID: [PrincipalID]]
  /// The persons who may approve what each principal asks for.
  private let reviewers: [PrincipalID: Set<PrincipalID>]

  /// Takes a graph, and the moment at which keys have to be valid.
  init(_ graph: Graph, now: Timestamp) {
    principals = graph.principals
    var delegators: [PrincipalID: [PrincipalID]] = [:]
    var reviewers: [PrincipalID: Set<PrincipalID>] = [:]
    for (edge, isEnabled) in graph.sortedEdges where isEnabled && edge.from != edge.to {
      let (askers, answerers) = Self.kinds(edge.relation)
      guard let from = graph.principals[edge.from], let to = graph.principals[edge.to],
        askers.contains(from.kind), answerers.contains(to.kind), from.status == .active,
        to.status == .active
      else { continue }
      switch edge.relation {
      case .delegates: delegators[to.id, default: []].append(from.id)
      case .reviews:
        let isAble = from.keys.contains {
          $0.uses.contains(.law) && KeyWindow($0, at: now).isOpen
        }
        if isAble, from.person != to.person { reviewers[to.id, default: []].insert(from.person) }
      case .handsOff, .contacts, .operates: break
      }
    }
    self.delegators = delegators
    self.reviewers = reviewers
  }

  /// The kinds at both ends of an edge along which something can go.
  static func kinds(_ relation: Relation) -> (from: [PrincipalKind], to: [PrincipalKind]) {
    switch relation {
    case .delegates: (EventKind[.taskRequest].signers, EventKind[.taskAccept].signers)
    case .reviews: (EventKind[.approvalResponse].signers, EventKind[.approvalRequest].signers)
    case .handsOff: (EventKind[.taskHandoff].signers, EventKind[.taskAccept].signers)
    case .contacts: (EventKind[.question].signers, EventKind[.answer].signers)
    case .operates: (EventKind[.assignmentOffer].signers, [.runner])
    }
  }

  /// The persons who might approve one change together, for the proposer who can get the most of
  /// them: whoever asks, nobody approves what he asks for or proposes (W104).
  func mostPersons(without person: PrincipalID? = nil) -> Set<PrincipalID> {
    var all = reviewers.values.reduce(into: Set<PrincipalID>()) { $0.formUnion($1) }
    if let person { all.remove(person) }
    let proposers = principals.values.filter {
      EventKind[.changePropose].signers.contains($0.kind) && $0.status == .active
    }.map(\.person)
    if proposers.contains(where: { !all.contains($0) }) { return all }
    guard let one = proposers.min() else { return [] }
    return all.subtracting([one])
  }

  /// The persons who might approve a principal's change, where it asks itself or one does who
  /// handed the task down to it.
  func persons(for proposer: Principal) -> Set<PrincipalID> {
    var requesters: Set<PrincipalID> = [proposer.id]
    var next = [proposer.id]
    while let name = next.popLast() {
      for delegator in delegators(of: name) where requesters.insert(delegator).inserted {
        next.append(delegator)
      }
    }
    return requesters.reduce(into: Set<PrincipalID>()) { $0.formUnion(reviewers[$1] ?? []) }
      .subtracting([proposer.person])
  }

  /// Those who may request tasks of a principal, sorted.
  func delegators(of name: PrincipalID) -> [PrincipalID] { delegators[name] ?? [] }

  /// Groups in which a task may go round for ever, each sorted: whoever is in one may, through
  /// others of it, request tasks of himself (the strongly connected components, by Kosaraju).
  func delegationCycles() -> [[PrincipalID]] {
    var delegates: [PrincipalID: [PrincipalID]] = [:]
    for (to, asking) in delegators {
      for from in asking { delegates[from, default: []].append(to) }
    }
    var seen: Set<PrincipalID> = []
    var order: [PrincipalID] = []
    for start in delegates.keys.sorted() {
      order += Self.finished(from: start, along: delegates, seen: &seen)
    }
    seen = []
    return order.reversed().map { Self.finished(from: $0, along: delegators, seen: &seen).sorted() }
      .filter { $0.count > 1 }
  }

  /// What is reached from a principal and was not seen, in the order in which a search that goes
  /// deep first is done with it.
  private static func finished(
    from start: PrincipalID, along arrows: [PrincipalID: [PrincipalID]],
    seen: inout Set<PrincipalID>
  ) -> [PrincipalID] {
    guard seen.insert(start).inserted else { return [] }
    var done: [PrincipalID] = []
    var open = [(name: start, next: 0)]
    while let (name, next) = open.last {
      let ends = arrows[name] ?? []
      if next < ends.count {
        open[open.count - 1].next += 1
        if seen.insert(ends[next]).inserted { open.append((name: ends[next], next: 0)) }
      } else {
        done.append(name)
        open.removeLast()
      }
    }
    return done
  }
}
