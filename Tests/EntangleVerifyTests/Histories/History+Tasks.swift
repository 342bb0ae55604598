import EntangleModel

extension History {
  mutating func moveTask() -> Bool {
    switch numbers.number(0...99) {
    case 0..<30: requestTask()
    case 30..<58: acceptTask()
    case 58..<64: endOffer(.taskReject)
    case 64..<72: updateTask()
    case 72..<86: finishTask()
    case 86..<94: handOff()
    default: cancelTask()
    }
  }

  private mutating func requestTask() -> Bool {
    guard let edge = edge(.delegates), [.user, .supervisor, .worker].contains(kind(edge.from))
    else { return false }
    var causes: [Told] = []
    if numbers.chance(25) {
      let own = events(.taskAccept).filter { $0.principal == edge.from }
      causes = [numbers.pick(own)].compactMap { $0 }
    }
    guard let pen = pen(edge.from, causes, along: [edge]),
      causes.isEmpty || goesOn(pen, in: [.accepted, .failed, .succeeded])
    else { return false }
    let isRunner = pen.named.principals[edge.to]?.kind == .runner
    let inputs = [story.base] + landed.compactMap { $0.commit(.new) }
    write(
      pen, .taskRequest, [.to: .id(edge.to), .input: .commit(sure(numbers.pick(inputs)))],
      files: isRunner ? ["brief", "command.json"] : ["brief"])
    return true
  }

  private mutating func acceptTask() -> Bool {
    guard let offer = numbers.pick(events(.taskRequest, .taskHandoff)), let who = offer.to,
      let pen = pen(who, [offer]), knowsAll(pen, steps(of: offer)),
      [.requested, .failed].contains(phase(of: offer, for: pen))
    else { return false }
    let attempts = steps(of: offer).filter { $0.name == .taskAccept }.count
    guard attempts < 20 else { return false }
    write(pen, .taskAccept, [.attempt: .number(Int64(attempts + 1))])
    return true
  }

  private mutating func endOffer(_ name: EventName) -> Bool {
    guard let offer = numbers.pick(events(.taskRequest, .taskHandoff)), let who = offer.to,
      let pen = pen(who, [offer]), knowsAll(pen, steps(of: offer)),
      [.requested, .failed].contains(phase(of: offer, for: pen))
    else { return false }
    write(pen, name, files: numbers.chance(50) ? ["report"] : [])
    return true
  }

  private mutating func updateTask() -> Bool {
    guard let accept = numbers.pick(events(.taskAccept)), let pen = pen(accept.principal, [accept]),
      goesOn(pen, in: [.accepted], last: true)
    else { return false }
    write(pen, .taskUpdate, files: ["report"])
    return true
  }

  private mutating func finishTask() -> Bool {
    guard let accept = numbers.pick(events(.taskAccept)), let pen = pen(accept.principal, [accept]),
      goesOn(pen, in: [.accepted], last: true)
    else { return false }
    let isRunner = pen.named.principals[pen.principal]?.kind == .runner
    let succeeds = numbers.chance(70)
    var artifact = EventFieldValue.absent
    if isRunner && succeeds {
      guard let made = publishArtifact(pen) else { return false }
      artifact = .commit(made)
    }
    write(
      pen, .taskResult, [.status: .word(succeeds ? "succeeded" : "failed"), .artifact: artifact],
      files: numbers.chance(30) ? ["report"] : [])
    return true
  }

  /// What a runner has made, at its ref; nil where no key of it may sign manifests.
  private mutating func publishArtifact(_ pen: Pen) -> CommitReference? {
    let accept = pen.causes[0]
    guard let offer = event(accept.causes[0]), let request = request(of: offer),
      let input = request.commit(.input), request.hasCommand,
      let key = pen.named.principals[pen.principal]?.keys.first(where: { key in
        key.uses == [.artifact] && pen.named.isInWindow(key.publicKey, pen.time)
          && pen.governing.allSatisfy { $0.counts(key.publicKey, at: pen.time) }
      }), let own = keyring[key.publicKey]
    else { return nil }
    let attempt = accept.number(.attempt)
    let draft = ArtifactDraft(
      repository: sure(story.trustRoot), task: offer.reference, accept: accept.reference,
      attempt: attempt, commitAttempt: attempt, runner: pen.principal, input: input,
      command: Story.command,
      files: [
        "out/log": (Array("\(numbers.number(0...99))\n".utf8), false),
        "out/run": (Array("#!/bin/sh\n".utf8), true),
      ], key: own, parent: accept.id, time: pen.time)
    spoilArtifact(draft, pen)
    let commit = story.store(draft)
    let made = story.reference(to: commit)
    story.refs[ArtifactCommit.ref(task: offer.id, runner: pen.principal, attempt: attempt)] =
      made.id
    return made
  }

  private mutating func handOff() -> Bool {
    guard let edge = edge(.handsOff), kind(edge.from) != .runner,
      let accept = numbers.pick(events(.taskAccept).filter { $0.principal == edge.from })
    else { return false }
    let made = events(.taskResult).filter { $0.commit(.artifact) != nil }
    let given = numbers.chance(40) ? [numbers.pick(made)].compactMap { $0 } : []
    guard let pen = pen(edge.from, [accept] + given, along: [edge]),
      goesOn(pen, in: [.accepted], last: true),
      let offer = event(accept.causes[0]), let request = request(of: offer)
    else { return false }
    if pen.named.principals[edge.to]?.kind == .runner, !request.hasCommand { return false }
    write(pen, .taskHandoff, [.to: .id(edge.to)], files: numbers.chance(50) ? ["brief"] : [])
    return true
  }

  private mutating func cancelTask() -> Bool {
    guard let request = numbers.pick(events(.taskRequest)),
      let pen = pen(request.principal, [request])
    else { return false }
    let cancels = events(.taskCancel).filter { $0.causes == [request.id] }
    var offer = request
    while phase(of: offer, for: pen) == .handedOff,
      let next = known(pen, steps(of: offer)).last(where: { $0.name == .taskHandoff })
    { offer = next }
    guard knowsAll(pen, cancels),
      [.requested, .accepted, .failed].contains(phase(of: offer, for: pen))
    else { return false }
    write(pen, .taskCancel, files: numbers.chance(50) ? ["message"] : [])
    return true
  }
}

extension History {
  /// The request with which a task began.
  func request(of offer: Told) -> Told? {
    guard offer.name == .taskHandoff else { return offer }
    let before = event(offer.causes[0]).flatMap { event($0.causes[0]) }
    return before.flatMap { request(of: $0) }
  }

  /// All that its addressee has said of an offer.
  func steps(of offer: Told) -> [Told] {
    told.filter { event in
      guard !event.isVoid, let first = event.causes.first else { return false }
      switch event.name {
      case .taskAccept, .taskReject: return first == offer.id
      case .taskUpdate, .taskResult, .taskHandoff:
        return self.event(first)?.causes.first == offer.id
      default: return false
      }
    }
  }

  /// The phase of an offer, as far as the signer knows.
  func phase(of offer: Told, for pen: Pen) -> WorkPhase {
    let request = request(of: offer)
    let cancels = events(.taskCancel).filter { $0.causes.first == request?.id }
    guard !cancels.contains(where: { knows(pen, $0) }) else { return .cancelled }
    var phase = WorkPhase.requested
    for step in known(pen, steps(of: offer)) {
      switch step.name {
      case .taskAccept: phase = .accepted
      case .taskReject: phase = .rejected
      case .taskResult: phase = step.word(.status) == "failed" ? .failed : .succeeded
      case .taskHandoff: phase = .handedOff
      default: break
      }
    }
    return phase
  }

  /// Whether the accept that is the first cause may be gone on with: all of its principal's steps are
  /// known, and the offer is in one of these phases; where `last`, no later attempt is known.
  func goesOn(_ pen: Pen, in phases: [WorkPhase], last: Bool = false) -> Bool {
    guard let accept = pen.causes.first, let offer = event(accept.causes[0]) else { return false }
    let steps = steps(of: offer)
    let newest = known(pen, steps).last { $0.name == .taskAccept }
    return knowsAll(pen, steps) && phases.contains(phase(of: offer, for: pen))
      && (!last || newest?.id == accept.id)
  }

  func knowsAll(_ pen: Pen, _ events: [Told]) -> Bool { events.allSatisfy { knows(pen, $0) } }

  /// What the signer knows of some events, in the order that the format gives them.
  func known(_ pen: Pen, _ events: [Told]) -> [Told] {
    var rest = events.filter { knows(pen, $0) }.sorted { ($0.time, $0.id) < ($1.time, $1.id) }
    var ordered: [Told] = []
    while !rest.isEmpty {
      let next = rest.firstIndex { event in
        !rest.contains {
          event.causes.contains($0.id)
            || ($0.lane == event.lane && $0.sequence < event.sequence)
        }
      }
      ordered.append(rest.remove(at: sure(next)))
    }
    return ordered
  }
}
