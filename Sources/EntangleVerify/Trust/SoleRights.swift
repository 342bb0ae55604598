public import EntangleModel

/// What somebody who is no authority may change in the law alone: an operator what its role allows,
/// field by field, and everybody may freeze keys of its own. Whatever is not named here is refused.
public struct SoleRights {
  /// Who makes the state, as the state before knows him.
  let maker: Principal
  /// When the state is issued.
  let moment: Timestamp

  /// The kinds that an operator may enrol and give keys: they neither approve nor make law.
  private static let giveable: Set<PrincipalKind> = [.worker, .runner, .service]

  private var role: Role? { maker.role(at: moment) }

  private func may(_ least: Role) -> Bool { role.map { $0 >= least } ?? false }

  /// Whose lanes a state cuts that somebody who is no authority makes alone, by its documents and those of the state before; nil where
  /// it is everybody's. It cuts those whose rights it changes: the principals, both ends of an edge, who landed by a policy.
  /// Whom an access list kept out nobody can tell.
  public static func reach(
    from old: [String: [UInt8]], to new: [String: [UInt8]]
  ) -> Set<PrincipalID>? {
    var reach: Set<PrincipalID> = []
    for path in Set(old.keys).union(new.keys) where old[path] != new[path] {
      switch try? TrustPath(path) {
      case .principal(_, let id): reach.insert(id)
      case .edge(let edge): reach.formUnion([edge.from, edge.to])
      case .policy:
        guard let before = old[path] else { continue }
        guard let policy = try? BranchPolicy(canonical: before) else { return nil }
        reach.formUnion(policy.landers)
      case .peer: continue
      default: return nil
      }
    }
    return reach
  }

  /// The documents of `new` that differ from `old` beyond these rights, and the cuts that go beyond them.
  func overreach(from old: TrustState, to new: TrustState) -> [String] {
    var found: [String] = []
    if let reach = Self.reach(from: old.contentFiles, to: new.contentFiles) {
      found += new.statement.cuts.filter { !reach.contains($0.lane.principal) }.map {
        "the cut of \($0.lane)"
      }
    }
    let (before, after) = (old.contentFiles, new.contentFiles)
    // A policy is one of its branch, under whatever name; to give it another is to change it.
    var policies: Set<RefName> = []
    for path in Set(before.keys).union(after.keys).sorted() where before[path] != after[path] {
      switch try? TrustPath(path) {
      case .principal, .edge, .service, .peer: break
      case .policy:
        for content in [before[path], after[path]] {
          guard let ref = content.flatMap({ try? BranchPolicy(canonical: $0).ref }) else {
            continue
          }
          policies.insert(ref)
        }
      default: found.append(path)
      }
    }
    for name in Set(old.peers.keys).union(new.peers.keys).sorted() {
      let (before, now) = (old.peers[name], new.peers[name])
      if before != now, !isAllowed(before, now) { found.append(Peer.path(name)) }
    }
    for id in Set(old.principals.keys).union(new.principals.keys).sorted() {
      let (before, now) = (old.principals[id], new.principals[id])
      if before != now, let path = (now ?? before)?.path, !isAllowed(before, now) {
        found.append(path)
      }
    }
    for edge in Set(old.edges.keys).union(new.edges.keys).sorted() {
      let (before, now) = (old.edges[edge], new.edges[edge])
      if before != now, !isAllowed(edge, before, now, in: new) { found.append(edge.path) }
    }
    for ref in policies.sorted() where !isAllowed(old.policies[ref], new.policies[ref]) {
      found.append("the policy of \(ref)")
    }
    for id in Set(old.services.keys).union(new.services.keys).sorted() {
      let (before, now) = (old.services[id], new.services[id])
      let isAtHome = new.principals[id]?.tenant == maker.tenant
      if before != now, !(isAtHome && isAllowed(before, now)) {
        found.append(ServiceAccess.path(id))
      }
    }
    return found
  }

  /// Access lists are opened by the authorities alone, and narrowed by operators: taken away as an edge is.
  private func isAllowed(_ before: ServiceAccess?, _ now: ServiceAccess?) -> Bool {
    guard let before else { return false }
    return now.map { may(.admin) && $0.isAtMost(before) } ?? may(.operator)
  }

  private func isAllowed(_ before: Principal?, _ now: Principal?) -> Bool {
    guard let now, now.tenant == maker.tenant else { return false }
    guard let before else {
      return may(.admin) && Self.giveable.contains(now.kind) && now.person != maker.person
        && now.status == .active && now.keys.allSatisfy { $0.revocation == nil }
    }
    guard before.grant == now.grant else { return false }
    let isGiving = Self.giveable.contains(now.kind) && now.person != maker.person
    switch (before.status, now.status) {
    case (let old, let new) where old == new: break
    case (.active, .suspended): guard now.kind.isMachine && may(.operator) else { return false }
    case (.suspended, .active): guard isGiving && may(.admin) else { return false }
    case (_, .retired): guard now.kind.isMachine && may(.owner) else { return false }
    default: return false
    }
    guard now.keys.map(\.publicKey).starts(with: before.keys.map(\.publicKey)) else { return false }
    let old = Dictionary(before.keys.map { ($0.publicKey, $0) }) { first, _ in first }
    return now.keys.allSatisfy { key in
      guard let known = old[key.publicKey] else {
        return isGiving && may(.admin) && key.revocation == nil
      }
      guard known.revocation != key.revocation else { return true }
      switch key.revocation?.reason {
      case .frozen: return now.id == maker.id || (now.kind.isMachine && may(.operator))
      case .retired: return now.kind.isMachine && may(.operator)
      case .compromised, nil: return false
      }
    }
  }

  private func isAllowed(
    _ edge: Edge, _ before: Bool?, _ now: Bool?, in state: TrustState
  ) -> Bool {
    let tenants = [edge.from, edge.to].map { state.principals[$0]?.tenant }
    guard before == nil || now == true else {
      return may(.operator) && tenants.contains(maker.tenant)
    }
    let persons = [edge.from, edge.to].map { state.principals[$0]?.person }
    let isMachine = state.principals[edge.to].map { Self.giveable.contains($0.kind) } ?? false
    return may(.admin) && tenants.allSatisfy { $0 == maker.tenant } && edge.relation == .delegates
      && isMachine
      && !persons.contains(maker.person)
  }

  /// Fewer hosts may be believed, and never more.
  private func isAllowed(_ before: Peer?, _ now: Peer?) -> Bool {
    guard let before, may(.operator) else { return false }
    return now.map { before.includes($0) } ?? true
  }

  private func isAllowed(_ before: BranchPolicy?, _ now: BranchPolicy?) -> Bool {
    guard let now else { return false }
    guard let before else { return may(.owner) }
    return may(.admin) && now.ref == before.ref && now.approvals >= before.approvals
      && Set(now.landers).isSubset(of: before.landers)
  }
}

extension Principal {
  /// The role of an operator, while it holds; nil for everybody else.
  fileprivate func role(at moment: Timestamp) -> Role? {
    guard kind == .operator, let grant, moment <= grant.until else { return nil }
    return grant.role
  }
}
