import EntangleModel

extension History {
  mutating func moveChange() -> Bool {
    switch numbers.number(0...99) {
    case 0..<20: propose()
    case 20..<26: review()
    case 26..<48: askApproval()
    case 48..<72: respond()
    case 72..<76: withdraw()
    case 76..<94: land()
    default: tag()
    }
  }

  /// The keys for code that somebody may sign with now.
  private func codeKeys() -> [TestKey] {
    let newest = sure(laws.last)
    return newest.content.principals.flatMap(\.keys).compactMap { key in
      key.uses.contains(.code) && newest.isInWindow(key.publicKey, clock)
        && newest.counts(key.publicKey, at: clock) ? keyring[key.publicKey] : nil
    }
  }

  /// Commits on top of a landing: a few in a row, perhaps with side branches merged, two at once too.
  private mutating func makeCommits(after base: Told?) -> (head: CommitReference, keys: [TestKey])?
  {
    let codeKeys = codeKeys()
    guard !codeKeys.isEmpty else { return nil }
    let start = base?.commit(.new)?.id ?? story.base.id
    let older = [story.base.id] + landed.compactMap { $0.commit(.new)?.id }
    var keys: [TestKey] = []
    var serial = changes.count * 16 + told.count * 1_024
    func commit(_ history: inout History, _ parents: [ObjectID]) -> ObjectID {
      let key = sure(history.numbers.pick(codeKeys))
      keys.append(key)
      serial += 1
      return history.story.code(
        CodeDraft(
          files: ["README": (Array("one\n\(serial)\n".utf8), false)], parents: parents,
          message: Array("Change \(serial)\n".utf8), key: key)
      ).id
    }
    var head = start
    for _ in 0..<numbers.number(1...2) {
      let line = commit(&self, [head])
      var sides: [ObjectID] = []
      if numbers.chance(25) {
        for _ in 0..<numbers.number(1...3) {
          sides.append(commit(&self, [numbers.chance(50) ? start : sure(numbers.pick(older))]))
        }
      }
      head = sides.isEmpty ? line : commit(&self, [line] + sides)
    }
    return (story.reference(to: head), keys)
  }

  private mutating func propose() -> Bool {
    var causes: [Told] = []
    let accepts = events(.taskAccept).filter {
      [.user, .supervisor, .worker].contains(kind($0.principal))
    }
    if numbers.chance(50) { causes = [numbers.pick(accepts)].compactMap { $0 } }
    guard let who = causes.first?.principal ?? numbers.pick(members(.user, .supervisor, .worker))
    else { return false }
    let base = numbers.chance(90) ? landed.last : landed.dropLast().last
    guard let pen = pen(who, causes),
      causes.isEmpty || goesOn(pen, in: [.accepted, .failed, .succeeded]),
      let made = makeCommits(after: base)
    else { return false }
    let proposal = write(
      pen, .changePropose,
      [
        .ref: .ref(Story.main), .base: .commit(base?.commit(.new) ?? story.base),
        .head: .commit(made.head),
      ], files: ["message"])
    story.refs[RefName("refs/entangle/proposals/\(proposal.id)")] = made.head.id
    changes.append(Change(proposal: proposal, keys: made.keys.map(\.publicKey), after: base))
    return true
  }

  private mutating func review() -> Bool {
    guard let change = numbers.pick(changes),
      let edge = numbers.pick(reviewers(of: change.proposal.principal)),
      [.user, .supervisor, .reviewer].contains(kind(edge.from)),
      let pen = pen(edge.from, [change.proposal], along: [edge])
    else { return false }
    let verdict = sure(numbers.pick(["comment", "endorse", "object"]))
    write(pen, .changeReview, [.verdict: .word(verdict)], files: ["message"])
    return true
  }

  /// The edges that let somebody judge what another asks.
  private func reviewers(of who: PrincipalID) -> [Edge] {
    sure(laws.last).content.edges.filter {
      $0.key.relation == .reviews && $0.key.to == who && $0.value
    }.keys.sorted()
  }

  private mutating func askApproval() -> Bool {
    let open = changes.filter { change in change.after?.id == landed.last?.id }
    guard let change = numbers.pick(numbers.chance(80) ? open : changes) else { return false }
    let proposal = change.proposal
    let askers = members(.user, .supervisor, .worker)
    let who = numbers.chance(70) ? proposal.principal : sure(numbers.pick(askers))
    let edges = reviewers(of: who).filter { _ in numbers.chance(85) }
    guard !edges.isEmpty, let pen = pen(who, [proposal], along: edges) else { return false }
    let end = sure(pen.time.adding(seconds: numbers.number(1...200) * numbers.number(1...200)))
    write(
      pen, .approvalRequest,
      [
        .operation: .word("land"), .ref: .ref(Story.main),
        .base: sure(proposal.values[.base]), .head: sure(proposal.values[.head]),
        .approvers: .ids(Set(edges.map(\.from)).sorted()), .expires: .time(end),
      ])
    return true
  }

  /// The persons who have a hand in a change, under a law.
  func persons(of change: Change, under law: Law) -> Set<PrincipalID> {
    let signers = change.keys.compactMap { law.holders[$0]?.principal }
    return Set((signers + [change.proposal.principal]).compactMap { law.person($0) })
  }

  func change(of request: Told) -> Change? {
    changes.first { $0.proposal.id == request.causes.first }
  }

  private mutating func respond() -> Bool {
    guard let request = numbers.pick(events(.approvalRequest)), let change = change(of: request),
      let who = numbers.pick(request.approvers),
      !events(.approvalResponse).contains(where: {
        $0.principal == who && $0.causes == [request.id]
      }),
      [.user, .supervisor, .reviewer].contains(kind(who)),
      let pen = pen(
        who, [request], along: [Edge(from: who, relation: .reviews, to: request.principal)]),
      pen.time <= sure(request.expires),
      let person = pen.named.person(who),
      pen.named.person(request.principal) != person,
      !persons(of: change, under: pen.named).contains(person)
    else { return false }
    write(
      pen, .approvalResponse,
      [
        .decision: .word(numbers.chance(90) ? "approved" : "rejected"),
        .head: sure(request.values[.head]),
      ])
    return true
  }

  private mutating func withdraw() -> Bool {
    let taken = Set(events(.approvalWithdraw).flatMap(\.causes))
    let open = events(.approvalResponse).filter { !taken.contains($0.id) }
    guard let response = numbers.pick(open), let pen = pen(response.principal, [response]) else {
      return false
    }
    write(pen, .approvalWithdraw)
    return true
  }

  /// The persons whose responses count for a landing under a law.
  func approving(_ responses: [Told], _ pen: Pen, under law: Law) -> Set<PrincipalID> {
    let taken = Set(events(.approvalWithdraw).filter { knows(pen, $0) }.flatMap(\.causes))
    let counted = responses.filter { response in
      guard let requester = event(response.causes[0])?.principal,
        response.word(.decision) == "approved", !taken.contains(response.id),
        law.content.edges[Edge(from: response.principal, relation: .reviews, to: requester)]
          == true,
        law.principals[response.principal]?.status == .active
      else { return false }
      let key = law.holders.first { held in
        held.value.principal == response.principal && keyring[held.key]?.id == response.lane.key
      }
      return key.map { response.sequence <= $0.value.key.revocation?.after ?? .max } ?? false
    }
    return Set(counted.compactMap { law.person($0.principal) })
  }

  private mutating func land() -> Bool {
    let landedHeads = Set(events(.land).compactMap { $0.commit(.new)?.id })
    let open = changes.filter { change in
      !landedHeads.contains(sure(change.proposal.commit(.head)).id)
        && (change.after?.id == landed.last?.id || numbers.chance(10))
    }
    guard let change = numbers.pick(open) else { return false }
    let requests = events(.approvalRequest).filter { $0.causes == [change.proposal.id] }
    let ids = Set(requests.map(\.id))
    let responses = events(.approvalResponse).filter { response in
      ids.contains(response.causes[0]) && numbers.chance(97)
    }
    guard !responses.isEmpty, responses.count <= 30,
      let who = numbers.pick(sure(laws.last).content.policies["main"]?.landers ?? []),
      let pen = pen(who, [change.after].compactMap { $0 } + responses)
    else { return false }
    let asked = requests.filter { request in responses.contains { $0.causes == [request.id] } }
    let isPermitted = pen.governing.allSatisfy { law in
      guard let policy = law.content.policies["main"], policy.landers.contains(who) else {
        return false
      }
      return Int64(approving(responses, pen, under: law).count) >= policy.approvals
    }
    let isSigned = change.keys.allSatisfy { key in
      pen.named.isInWindow(key, pen.time)
        && pen.governing.allSatisfy { $0.counts(key, at: pen.time) }
    }
    guard isPermitted, isSigned, asked.allSatisfy({ pen.time <= sure($0.expires) }),
      !isLedOn(from: change.proposal.commit(.base)?.id, for: pen)
    else { return false }
    let landing = write(
      pen, .land,
      [
        .ref: .ref(Story.main), .old: sure(change.proposal.values[.base]),
        .new: sure(change.proposal.values[.head]),
      ])
    if change.after?.id == landed.last?.id { landed.append(landing) }
    return true
  }

  /// Whether who signs knows a landing that has led the branch on from a commit, or one that came through such a landing.
  private func isLedOn(from base: ObjectID?, for pen: Pen) -> Bool {
    var led: Set<ObjectID> = []
    for landing in events(.land) where !landing.isVoid {
      let isLed = landing.commit(.old)?.id == base || landing.causes.contains { led.contains($0) }
      guard isLed else { continue }
      if knows(pen, landing) { return true }
      led.insert(landing.id)
    }
    return false
  }

  private mutating func tag() -> Bool {
    guard let landing = numbers.pick(landed), let target = landing.commit(.new),
      let who = numbers.pick(sure(laws.last).content.policies["main"]?.landers ?? []),
      let pen = pen(who, [landing]),
      pen.governing.allSatisfy({ $0.content.policies["main"]?.landers.contains(who) ?? false }),
      let key = numbers.pick(codeKeys()), pen.named.isInWindow(key.publicKey, pen.time),
      pen.governing.allSatisfy({ $0.counts(key.publicKey, at: pen.time) })
    else { return false }
    let name = "v\(story.tags.count + 1)"
    let head = "object \(target.id)\ntype commit\ntag \(name)\n"
    var content = Array((head + "tagger Bo <bo@example.org> 1767225900 +0000\n\nOne.\n").utf8)
    content += key.sign(content, in: .git).armour
    let object = RawObject(type: .tag, content: content)
    let made = ObjectReference(
      id: story.objects.add(object), digest: story.cryptography.digest(object))
    let ref = RefName("refs/tags/\(name)")
    write(
      pen, .tag, [.tag: .ref(ref), .object: .object(made), .target: .commit(target)])
    story.tags[ref] = made.id
    return true
  }
}
