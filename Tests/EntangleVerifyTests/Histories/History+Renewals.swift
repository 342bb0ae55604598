import EntangleModel

extension History {
  /// Somebody stands by a tainted event of his, or approves a tainted landing again.
  mutating func renew() -> Bool {
    let tainted = told.filter { !$0.isVoid && taintedSince($0) != nil }
    guard let event = numbers.pick(tainted) else { return false }
    return event.name == .land ? approveAgain(event) : standBy(event)
  }

  /// The first state that says that an event, or what it answers, may be a thief's.
  func taintedSince(_ event: Told) -> Int64? {
    let isRenewal = [.eventRenew, .approvalRenew].contains(event.name)
    let causes = isRenewal ? [] : event.causes.compactMap { self.event($0) }
    let own = laws.first { law in
      let held = law.holders.first { keyring[$0.key]?.id == event.lane.key }?.value
      return held?.key.revocation?.after.map { event.sequence > $0 } ?? false
    }
    return (causes.compactMap { taintedSince($0) } + [own?.version].compactMap { $0 }).min()
  }

  private mutating func standBy(_ event: Told) -> Bool {
    let kinds: [PrincipalKind] = [
      .user, .supervisor, .worker, .reviewer, .service, .runner, .operator, .host,
    ]
    guard let kind = kind(event.principal), kinds.contains(kind),
      let pen = pen(event.principal, [event]), let since = taintedSince(event),
      since <= pen.version
    else { return false }
    write(pen, .eventRenew)
    return true
  }

  private mutating func approveAgain(_ landing: Told) -> Bool {
    let responses = landing.causes.compactMap { event($0) }.filter { $0.name == .approvalResponse }
    let requests = responses.compactMap { event($0.causes[0]) }
    guard let change = changes.first(where: { $0.proposal.id == requests.first?.causes.first }),
      let who = numbers.pick(members(.user, .supervisor, .reviewer)),
      let since = taintedSince(landing),
      let pen = pen(
        who, [landing],
        along: Set(requests.map(\.principal)).map { Edge(from: who, relation: .reviews, to: $0) }),
      since <= pen.version, let person = pen.named.person(who),
      !persons(of: change, under: pen.named).contains(person),
      !(requests + [landing]).contains(where: { pen.named.person($0.principal) == person })
    else { return false }
    write(pen, .approvalRenew)
    return true
  }
}
