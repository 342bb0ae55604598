import EntangleModel

extension History {
  /// A change of the law, and whether an operator may make it alone.
  private struct Bill {
    var isOperators = false
    let edit: (inout StateDraft) -> Void
  }

  /// Publishes a state: signed by the authorities, by an operator alone, or by the holder of a key that he
  /// freezes.
  mutating func legislate() -> Bool {
    if numbers.chance(6) { return forkLaw() }
    if numbers.chance(4) { return freezeOwn() }
    guard let bill = bill() else { return false }
    return enact(bill, byOperator: bill.isOperators && numbers.chance(50))
  }

  private mutating func bill() -> Bill? {
    switch numbers.number(0...99) {
    case 0..<10: enrolment()
    case 10..<24: newEdge()
    case 24..<30: newAccess()
    case 30..<42: lostEdge()
    case 42..<57: rotation()
    case 57..<67: revocation()
    case 67..<75: newKey()
    case 75..<86: newStatus()
    case 86..<94: newPolicy()
    default: newAuthorities()
    }
  }

  @discardableResult
  private mutating func enact(_ bill: Bill, byOperator: Bool, voids: [StateReference] = []) -> Bool
  {
    let last = sure(laws.last)
    var seconds = numbers.number(0...20)
    if numbers.chance(6) { seconds += numbers.number(1...15) * day }
    let issued = max(last.issued, sure(clock.adding(seconds: seconds)))
    guard let makers = byOperator ? makers(issued) : authorities(last.content.principals) else {
      return false
    }
    var draft = story.cutting { draft in
      draft.issued = issued
      bill.edit(&draft)
      draft.voids = voids
    }
    (draft.signers, draft.publisher) = (makers, makers[0])
    if let reach = story.reach(of: draft) {
      draft.cuts.removeAll { !reach.contains($0.lane.principal) }
    }
    if !byOperator {
      for signer in authorities(draft.principals) ?? []
      where !makers.contains(where: {
        $0.lane == signer.lane
      })
        && draft.principals.filter({ $0.kind == .authority })
          != last.content.principals.filter({ $0.kind == .authority })
      { draft.signers.append(signer) }
    }
    publish(draft)
    return true
  }

  private mutating func publish(_ draft: StateDraft) {
    if told.count >= spoilsFrom, spoiled == nil { spoil(draft) }
    story.publish(draft)
    laws.append(
      Law(draft, name: sure(story.states.last).name, content: story.law, after: laws.last))
    clock = max(clock, draft.issued)
  }

  /// The authorities that count, each with one of its keys.
  private func authorities(_ principals: [Principal]) -> [Signer]? {
    let signers = principals.filter { $0.kind == .authority && $0.status == .active }
      .compactMap { principal in
        principal.keys.last { $0.revocation == nil }.map {
          Signer(principal.id.text, sure(keyring[$0.publicKey]))
        }
      }
    return signers.isEmpty ? nil : signers
  }

  /// The operator who may act alone, where he can.
  private func makers(_ issued: Timestamp) -> [Signer]? {
    let last = sure(laws.last)
    guard let director = last.principals[id("director")], let grant = director.grant,
      issued <= grant.until,
      let key = director.keys.first(where: {
        last.isInWindow($0.publicKey, issued)
          && last.permits(director.id, $0.publicKey, at: issued)
      })
    else { return nil }
    return [Signer("director", sure(keyring[key.publicKey]))]
  }

  private mutating func takeKey() -> TestKey? {
    guard keyCount < Cast.keys.count else { return nil }
    let key = Cast.keys[keyCount]
    keyCount += 1
    keyring[key.publicKey] = key
    return key
  }

  private static let giveable: Set<PrincipalKind> = [.worker, .runner, .service]

  private func mayGive(_ principal: Principal) -> Bool {
    Self.giveable.contains(principal.kind) && principal.person != id("dan")
  }

  private mutating func enrolment() -> Bill? {
    let there = Set(sure(laws.last).content.principals.map(\.id))
    let missing = Cast.roles.filter { !there.contains(id($0.name)) }
    guard let role = numbers.pick(missing), let key = takeKey() else { return nil }
    var keys: [(TestKey, Set<KeyUse>)] = [(key, [.law])]
    if let use = role.use, let other = takeKey() { keys.append((other, [use])) }
    let begin = clock
    let new = Story.principal(
      role.name, role.kind, keys, person: role.person, from: begin,
      until: sure(begin.adding(seconds: 70 * day)))
    return Bill(isOperators: mayGive(new)) { $0.principals.append(new) }
  }

  private mutating func newEdge() -> Bill? {
    let last = sure(laws.last)
    let missing = Cast.edges.filter {
      last.principals[$0.from] != nil && last.principals[$0.to] != nil
        && last.content.edges[$0] != true
    }
    guard let edge = numbers.pick(missing), let to = last.principals[edge.to] else { return nil }
    let isOperators =
      edge.relation == .delegates && mayGive(to)
      && last.person(edge.from) != id("dan")
    return Bill(isOperators: isOperators) { $0.edges[edge] = true }
  }

  private mutating func lostEdge() -> Bill? {
    guard let edge = numbers.pick(sure(laws.last).content.edges.keys.sorted()) else { return nil }
    let stays = numbers.chance(50)
    if stays, sure(laws.last).content.edges[edge] == false { return nil }
    return Bill(isOperators: true) { $0.edges[edge] = stays ? false : nil }
  }

  /// Another access list of a service, or none.
  private mutating func newAccess() -> Bill? {
    let last = sure(laws.last)
    let services = last.content.principals.filter { $0.kind == .service }.map(\.id)
    guard let service = numbers.pick(services) else { return nil }
    let peers = members(.user, .supervisor, .worker, .reviewer)
    let lists: [ServiceAccess.List?] = [
      nil, .open, .contacts, .allowlist(peers.filter { _ in numbers.chance(50) }),
    ]
    let before = last.content.services[service]
    let after = ServiceAccess(
      lists[Int(numbers.number(0...3))], decidesConnections: numbers.chance(50))
    guard after != before else { return nil }
    return Bill { $0.services[service] = after }
  }

  /// A new key beside the old one, which ends within two days; or after it has lapsed.
  private mutating func rotation() -> Bill? {
    let last = sure(laws.last)
    let open = last.content.principals.filter { $0.kind != .authority && $0.status == .active }
    guard let principal = numbers.pick(open),
      let old = principal.keys.first(where: { $0.uses == [.law] && $0.revocation == nil }),
      let ownKey = keyring[old.publicKey], let new = takeKey()
    else { return nil }
    let overlap = numbers.number(0...(2 * day))
    return Bill(isOperators: mayGive(principal)) { draft in
      draft.addKey(principal.id.text, new, from: draft.issued)
      let end = sure(draft.issued.adding(seconds: overlap))
      draft.end(
        principal.id.text, ownKey, KeyRevocation(reason: .retired, at: max(end, old.notBefore)))
    }
  }

  private mutating func revocation() -> Bill? {
    let last = sure(laws.last)
    let open = last.content.principals.filter { $0.kind != .authority }
    guard let principal = numbers.pick(open),
      let key = numbers.pick(principal.keys.filter { $0.revocation == nil }),
      let own = keyring[key.publicKey]
    else { return nil }
    let drawn = numbers.number(0...99)
    let reason: KeyRevocation.Reason = drawn < 40 ? .retired : drawn < 60 ? .frozen : .compromised
    let lane = Lane(principal: principal.id, key: own.id)
    let counted = story.lanes[lane]?.sequence ?? 0
    let isStolen = reason == .compromised && key.uses == [.law]
    let after = isStolen ? numbers.number(0...counted) : nil
    if reason == .compromised { hasThief = true }
    return Bill(isOperators: principal.kind.isMachine && reason != .compromised) { draft in
      let end = max(key.notBefore, draft.issued)
      draft.end(
        principal.id.text, own, KeyRevocation(reason: reason, at: end, after: after))
    }
  }

  /// A key for whoever has none that lasts.
  private mutating func newKey() -> Bill? {
    let last = sure(laws.last)
    let open = last.content.principals.filter { principal in
      principal.kind != .authority
        && !principal.keys.contains { $0.uses == [.law] && $0.revocation == nil }
    }
    guard let principal = numbers.pick(open), let new = takeKey() else { return nil }
    return Bill(isOperators: mayGive(principal)) { draft in
      draft.addKey(principal.id.text, new, from: draft.issued)
    }
  }

  private mutating func newStatus() -> Bill? {
    let last = sure(laws.last)
    let open = last.content.principals.filter { $0.kind != .authority && $0.status != .retired }
    let suspended = open.filter { $0.status == .suspended }
    guard let principal = numbers.pick(numbers.chance(60) && !suspended.isEmpty ? suspended : open)
    else { return nil }
    let next: PrincipalStatus =
      principal.status == .suspended ? .active : numbers.chance(15) ? .retired : .suspended
    let isOperators = next == .active ? mayGive(principal) : principal.kind.isMachine
    return Bill(isOperators: isOperators) { $0.set(principal.id.text, next) }
  }

  private mutating func newPolicy() -> Bill? {
    let last = sure(laws.last)
    if numbers.chance(20), last.content.policies["next"] == nil {
      let policy = BranchPolicy(
        approvals: 1, landers: [id("lead")], ref: RefName("refs/heads/next"))
      return Bill(isOperators: true) { $0.policies["next"] = policy }
    }
    let old = sure(last.content.policies["main"])
    let all = ["lead", "boss", "builder", "sue"].map { id($0) }.filter {
      last.principals[$0] != nil
    }
    let landers = all.filter { _ in numbers.chance(75) }
    let policy = BranchPolicy(
      approvals: numbers.chance(65) ? 1 : 2, landers: landers.isEmpty ? old.landers : landers,
      ref: Story.main)
    let isTighter =
      policy.approvals >= old.approvals && Set(policy.landers).isSubset(of: old.landers)
      && policy != old
    return Bill(isOperators: isTighter) { $0.policies["main"] = policy }
  }

  /// Carol gets another key, is suspended or comes back, or the threshold changes.
  private mutating func newAuthorities() -> Bill? {
    let last = sure(laws.last)
    guard let carol = last.principals[id("carol")] else { return nil }
    let isThere = carol.status == .active
    if isThere, numbers.chance(30) {
      let threshold = last.content.threshold == 2 ? Int64(3) : 2
      return Bill { $0.threshold = threshold }
    }
    if numbers.chance(40), last.content.threshold == 2 {
      return Bill { $0.set("carol", isThere ? .suspended : .active) }
    }
    guard isThere, let old = carol.keys.last(where: { $0.revocation == nil }),
      let own = keyring[old.publicKey], let new = takeKey()
    else { return nil }
    return Bill { draft in
      draft.addKey("carol", new, from: draft.issued, isEndless: true)
      draft.end("carol", own, KeyRevocation(reason: .retired, at: draft.issued))
    }
  }

  /// Somebody freezes a key of his own, and cuts nothing but his own lanes.
  private mutating func freezeOwn() -> Bool {
    let last = sure(laws.last)
    let open = last.content.principals.filter { ![.authority, .operator].contains($0.kind) }
    guard let principal = numbers.pick(open),
      let key = principal.keys.first(where: {
        $0.uses == [.law] && last.isInWindow($0.publicKey, clock)
          && last.permits(principal.id, $0.publicKey, at: clock) && $0.revocation == nil
      }), let own = keyring[key.publicKey]
    else { return false }
    let signer = Signer(principal.id.text, own)
    var draft = story.cutting { draft in
      draft.issued = clock
      draft.end(signer.id.text, own, KeyRevocation(reason: .frozen, at: draft.issued))
      draft.cuts = draft.cuts.filter { $0.lane.principal == signer.id }
    }
    (draft.signers, draft.publisher) = ([signer], signer)
    publish(draft)
    return true
  }

  /// The chain forks; what is signed under the branch that loses is void in the end.
  private mutating func forkLaw() -> Bool {
    guard !hasFork, let losing = newEdge() else { return false }
    hasFork = true
    let before = (laws, spoilsFrom)
    story.winning = Story.Winning(
      states: story.states, law: story.law, enrolments: story.enrolments)
    spoilsFrom = .max
    enact(losing, byOperator: false)
    isLosing = true
    for _ in 0..<numbers.number(0...4) { _ = talk() }
    isLosing = false
    let lost = story.back()
    (laws, spoilsFrom) = before
    return enact(lostEdge() ?? Bill { _ in }, byOperator: false, voids: lost)
  }
}
