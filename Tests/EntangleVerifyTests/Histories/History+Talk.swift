import EntangleModel

extension History {
  mutating func talk() -> Bool {
    switch numbers.number(0...99) {
    case 0..<25: ask()
    case 25..<50: answer()
    case 50..<62: askBack()
    case 62..<68: connect()
    case 68..<72: connectService()
    case 72..<84: decideConnection()
    case 84..<90: introduce()
    default: close()
    }
  }

  private static let peers: Set<PrincipalKind> = [.user, .supervisor, .worker, .reviewer, .service]

  private mutating func ask() -> Bool {
    guard let edge = edge(.contacts), let pen = pen(edge.from, along: [edge]) else { return false }
    write(pen, .question, [.to: .id(edge.to)], files: ["message"])
    return true
  }

  private mutating func answer() -> Bool {
    guard let question = numbers.pick(events(.question)), let who = question.to,
      let pen = pen(who, [question]), knowsAll(pen, said(in: question)),
      threadPhase(question, for: pen) == .open
    else { return false }
    write(pen, .answer, files: ["message"])
    return true
  }

  /// A question in answer to what the other has said or asked.
  private mutating func askBack() -> Bool {
    let all = events(
      .taskRequest, .taskHandoff, .taskAccept, .approvalRequest, .answer, .connectionRequest,
      .connectionVerdict)
    guard let cause = numbers.pick(all) else { return false }
    let asker: PrincipalID?
    switch cause.name {
    case .taskAccept: asker = event(cause.causes[0])?.principal
    case .answer, .connectionVerdict: asker = opening(of: cause).principal
    case .approvalRequest: asker = numbers.pick(cause.approvers)
    case .connectionRequest where isLetIn(cause) && numbers.chance(50): asker = cause.principal
    default: asker = cause.to
    }
    guard let asker, let pen = pen(asker, [cause]), kind(asker) != .operator else { return false }
    if cause.name == .answer || cause.name == .connectionVerdict || cause.name == .connectionRequest
    {
      let thread = opening(of: cause)
      guard knowsAll(pen, said(in: thread)), depth(of: thread) < 20,
        [.answered, .requested, .accepted].contains(threadPhase(thread, for: pen)),
        asker != thread.principal || keepsAccess(thread, for: pen)
      else { return false }
    }
    let to = asker == cause.principal ? sure(cause.to) : cause.principal
    write(pen, .question, [.to: .id(to)], files: ["message"])
    return true
  }

  private mutating func connect() -> Bool {
    guard let edge = edge(.contacts), let kind = kind(edge.from), Self.peers.contains(kind),
      self.kind(edge.to) != .service
    else { return false }
    let told = events(.introduction).filter { event in
      event.to == edge.from && event.values[.peer] == .id(edge.to)
    }
    let causes = numbers.chance(60) ? [numbers.pick(told)].compactMap { $0 } : []
    guard let pen = pen(edge.from, causes, along: [edge]) else { return false }
    let end = sure(pen.time.adding(seconds: numbers.number(0...3_000)))
    write(
      pen, .connectionRequest, [.to: .id(edge.to), .expires: .time(end)],
      files: numbers.chance(50) ? ["message"] : [])
    return true
  }

  /// A request that the access list of a service lets in, or hands over to its verdict.
  private mutating func connectService() -> Bool {
    guard let service = numbers.pick(sure(laws.last).content.services.keys.sorted()),
      let who = numbers.pick(members(.user, .supervisor, .worker, .reviewer)),
      let pen = pen(who)
    else { return false }
    let answer = pen.named.answer(to: who, by: service)
    guard pen.governing.allSatisfy({ $0.answer(to: who, by: service) >= max(.decided, answer) })
    else { return false }
    let end = sure(pen.time.adding(seconds: numbers.number(0...3_000)))
    write(pen, .connectionRequest, [.to: .id(service), .expires: .time(end)])
    return true
  }

  /// Whether a request was let in by the access list of a service.
  private func isLetIn(_ request: Told) -> Bool {
    guard request.name == .connectionRequest, let to = request.to else { return false }
    return laws[Int(request.version) - 1].answer(to: request.principal, by: to) == .letIn
  }

  /// Whether the law that counts for somebody still lets the one who began a thread use a connection with a
  /// service.
  private func keepsAccess(_ thread: Told, for pen: Pen) -> Bool {
    guard thread.name == .connectionRequest, let to = thread.to, kind(to) == .service else {
      return true
    }
    let least: ServiceAccess.Answer = isLetIn(thread) ? .letIn : .decided
    return pen.governing.allSatisfy { $0.answer(to: thread.principal, by: to) >= least }
  }

  private mutating func decideConnection() -> Bool {
    guard let request = numbers.pick(events(.connectionRequest)), let who = request.to,
      let kind = kind(who), Self.peers.contains(kind),
      let pen = pen(who, [request]), knowsAll(pen, said(in: request)),
      threadPhase(request, for: pen) == .requested, pen.time <= sure(request.expires)
    else { return false }
    let isAccepted = numbers.chance(70) && keepsAccess(request, for: pen)
    write(pen, .connectionVerdict, [.decision: .word(isAccepted ? "accepted" : "rejected")])
    return true
  }

  private mutating func introduce() -> Bool {
    guard let edge = edge(.contacts), let kind = kind(edge.from), Self.peers.contains(kind),
      let peer = numbers.pick(members(.user, .worker, .reviewer, .service)), peer != edge.to,
      let pen = pen(edge.from, along: [edge]),
      pen.named.principals[peer]?.status == .active
    else { return false }
    write(pen, .introduction, [.to: .id(edge.to), .peer: .id(peer)])
    return true
  }

  private mutating func close() -> Bool {
    let all = events(.question, .answer, .connectionRequest, .connectionVerdict)
    guard let cause = numbers.pick(all) else { return false }
    let thread = opening(of: cause)
    guard let who = numbers.pick([thread.principal, thread.to].compactMap { $0 }),
      who == cause.principal || who == cause.to || who == thread.principal,
      let pen = pen(who, [cause]),
      [.open, .answered, .requested, .accepted].contains(threadPhase(thread, for: pen))
    else { return false }
    write(pen, .close)
    return true
  }
}

extension History {
  /// What opened the thread to which an event belongs.
  func opening(of event: Told) -> Told {
    switch event.name {
    case .question, .connectionRequest, .assignmentOffer: return event
    default: return event.causes.first.flatMap { self.event($0) }.map { opening(of: $0) } ?? event
    }
  }

  /// The first question of a conversation.
  private func root(of opening: Told) -> Told {
    guard opening.name == .question, let cause = opening.causes.first.flatMap({ event($0) }),
      cause.name == .answer
    else { return opening }
    return root(of: self.opening(of: cause))
  }

  private func depth(of opening: Told) -> Int {
    guard opening.name == .question, let cause = opening.causes.first.flatMap({ event($0) }),
      cause.name == .answer
    else { return 1 }
    return depth(of: self.opening(of: cause)) + 1
  }

  /// What the addressee has said to what opened a thread.
  func said(in opening: Told) -> [Told] {
    events(.answer, .connectionVerdict, .assignmentAccepted, .assignmentRejected).filter {
      $0.causes.first == opening.id
    }
  }

  /// The phase of a thread, as far as the signer knows.
  func threadPhase(_ opening: Told, for pen: Pen) -> WorkPhase {
    let root = root(of: opening)
    let ends = events(.close, .assignmentRevoke).filter { event in
      self.event(event.causes[0]).map { self.root(of: self.opening(of: $0)).id } == root.id
    }
    if let end = ends.first(where: { knows(pen, $0) }) {
      return end.name == .close ? .closed : .revoked
    }
    let begins: WorkPhase =
      isLetIn(opening)
      ? .accepted
      : opening.name == .question ? .open : opening.name == .assignmentOffer ? .offered : .requested
    guard let last = said(in: opening).last(where: { knows(pen, $0) }) else { return begins }
    switch last.name {
    case .answer: return .answered
    case .assignmentAccepted: return .accepted
    case .assignmentRejected: return .rejected
    default: return last.word(.decision) == "accepted" ? .accepted : .rejected
    }
  }
}
