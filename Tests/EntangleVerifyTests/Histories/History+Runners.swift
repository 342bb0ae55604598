import EntangleModel

extension History {
  mutating func moveRunner() -> Bool {
    switch numbers.number(0...99) {
    case 0..<20: hello()
    case 20..<30: beat()
    case 30..<44: trust()
    case 44..<56: offer()
    case 56..<68: decideOffer()
    case 68..<84: direct()
    case 84..<88: revoke()
    case 88..<94: acknowledge()
    default: report()
    }
  }

  /// The generation as which a runner has last said hello.
  private func generation(_ pen: Pen, of runner: PrincipalID? = nil) -> Int64? {
    let who = runner ?? pen.principal
    return events(.runnerHello).filter { hello in
      hello.principal == who && (runner == nil ? comesAfter(pen, hello) : knows(pen, hello))
    }.map { $0.number(.generation) }.max()
  }

  /// The generation that others ask a runner for.
  private func asked(_ pen: Pen) -> Int64 {
    events(.runRestart).filter { opening(of: $0).to == pen.principal && knows(pen, $0) }
      .map { $0.number(.generation) }.max() ?? 0
  }

  /// The generation as which a runner may say something.
  private func standing(_ pen: Pen, isReceipt: Bool = false) -> Int64? {
    generation(pen).flatMap { isReceipt || $0 >= asked(pen) ? $0 : nil }
  }

  private mutating func hello() -> Bool {
    guard let who = numbers.pick(members(.runner)), let pen = pen(who) else { return false }
    let next = max((generation(pen) ?? 0) + numbers.number(1...2), asked(pen))
    write(
      pen, .runnerHello, [.generation: .number(next), .capacity: .number(1)],
      files: numbers.chance(30) ? ["report"] : [])
    return true
  }

  private mutating func beat() -> Bool {
    guard let who = numbers.pick(members(.runner)), let pen = pen(who), let number = standing(pen)
    else { return false }
    if numbers.chance(50) {
      write(pen, .runnerHeartbeat, [.generation: .number(number)])
    } else {
      write(pen, .runnerStatus, [.generation: .number(number), .status: .word("idle")])
    }
    return true
  }

  private mutating func trust() -> Bool {
    guard let edge = edge(.operates) else { return false }
    let hellos = events(.runnerHello).filter { $0.principal == edge.to }
    let causes = numbers.chance(50) ? [numbers.pick(hellos)].compactMap { $0 } : []
    guard let pen = pen(edge.from, causes, along: [edge]) else { return false }
    let word = numbers.chance(85) ? "trusted" : "distrusted"
    write(pen, .runnerTrust, [.to: .id(edge.to), .decision: .word(word)])
    return true
  }

  /// Whether the last word of somebody who may operate a runner is against it, as far as is known.
  private func isDistrusted(_ runner: PrincipalID, _ pen: Pen) -> Bool {
    var last: [PrincipalID: Told] = [:]
    for word in events(.runnerTrust) where word.to == runner && knows(pen, word) {
      if let other = last[word.principal], (other.time, other.id) > (word.time, word.id) {
        continue
      }
      last[word.principal] = word
    }
    return last.values.contains { word in
      let edge = Edge(from: word.principal, relation: .operates, to: runner)
      return word.word(.decision) == "distrusted" && pen.named.content.edges[edge] == true
    }
  }

  private mutating func offer() -> Bool {
    guard let edge = edge(.operates) else { return false }
    let tasks = events(.taskRequest, .taskHandoff).filter { $0.to == edge.to }
    let words = events(.runnerTrust).filter { $0.to == edge.to && $0.word(.decision) == "trusted" }
    guard let task = numbers.pick(tasks), let word = numbers.pick(words),
      let pen = pen(edge.from, [task, word], along: [edge]), !isDistrusted(edge.to, pen)
    else { return false }
    let end = sure(pen.time.adding(seconds: numbers.number(10...2_000)))
    write(pen, .assignmentOffer, [.to: .id(edge.to), .expires: .time(end)])
    return true
  }

  private mutating func decideOffer() -> Bool {
    guard let offer = numbers.pick(events(.assignmentOffer)), let who = offer.to,
      let pen = pen(who, [offer]), knowsAll(pen, said(in: offer)),
      threadPhase(offer, for: pen) == .offered, let number = standing(pen)
    else { return false }
    if numbers.chance(20) {
      write(pen, .assignmentRejected, [.generation: .number(number)])
    } else {
      guard pen.time <= sure(offer.expires), !isDistrusted(who, pen) else { return false }
      write(pen, .assignmentAccepted, [.generation: .number(number)])
    }
    return true
  }

  /// A command about a run that a runner has accepted.
  private mutating func direct() -> Bool {
    guard let accepted = numbers.pick(events(.assignmentAccepted)) else { return false }
    let offer = opening(of: accepted)
    guard let edge = edge(.operates), edge.to == offer.to,
      let pen = pen(edge.from, [accepted], along: [edge]),
      threadPhase(offer, for: pen) == .accepted
    else { return false }
    let kinds: [EventName] = [.runStart, .runStop, .runRestart, .runCancel, .leaseRenew]
    let name = sure(numbers.pick(kinds))
    let renewals = events(.leaseRenew).filter {
      opening(of: $0).id == offer.id && knows(pen, $0)
    }
    let end = sure(([offer] + renewals).compactMap(\.expires).max())
    if [.runStart, .runRestart, .leaseRenew].contains(name) {
      guard pen.time <= end, !isDistrusted(edge.to, pen) else { return false }
    }
    switch name {
    case .leaseRenew:
      let next = sure(end.adding(seconds: numbers.number(1...500)))
      write(pen, name, [.expires: .time(next)])
    case .runRestart:
      let last = generation(pen, of: edge.to) ?? 0
      write(pen, name, [.generation: .number(last + numbers.number(1...2))])
    default: write(pen, name)
    }
    return true
  }

  private mutating func revoke() -> Bool {
    guard let offer = numbers.pick(events(.assignmentOffer)), let edge = edge(.operates),
      edge.to == offer.to, let pen = pen(edge.from, [offer], along: [edge]),
      [.offered, .accepted].contains(threadPhase(offer, for: pen))
    else { return false }
    write(pen, .assignmentRevoke)
    return true
  }

  private mutating func acknowledge() -> Bool {
    let commands = events(
      .runnerTrust, .assignmentRevoke, .leaseRenew, .runStart, .runStop, .runRestart, .runCancel)
    guard let command = numbers.pick(commands), let who = command.to ?? opening(of: command).to,
      let pen = pen(who, [command]), let number = standing(pen, isReceipt: true)
    else { return false }
    write(pen, .runnerReceipt, [.generation: .number(number), .outcome: .word("done")])
    return true
  }

  private mutating func report() -> Bool {
    guard let accepted = numbers.pick(events(.assignmentAccepted)) else { return false }
    if numbers.chance(50) {
      guard let pen = pen(accepted.principal, [accepted]), let number = standing(pen) else {
        return false
      }
      write(pen, .logSummary, [.generation: .number(number)], files: ["report"])
    } else {
      let offer = opening(of: accepted)
      guard let who = numbers.pick([offer.principal, accepted.principal]),
        let pen = pen(who, [accepted])
      else { return false }
      write(pen, .recoveryFinding, [.reason: .word("lost")])
    }
    return true
  }
}
