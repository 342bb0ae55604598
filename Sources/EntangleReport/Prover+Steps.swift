internal import EntangleModel
internal import EntangleVerify

extension Prover {
  /// The proof of an event: trust up to the newest state that any part of it names, all that it
  /// follows from, and itself.
  func steps(to judged: JudgedEvent, upTo version: Int64 = 1) -> [ProofStep] {
    let events = evidence(of: judged)
    let newest = events.flatMap { [$0.event.body.trust.version] + cuts($0).map(\.name.version) }
    var steps = trust(upTo: newest.max().map { max($0, version) } ?? version)
    var numbers: [ObjectID: Int] = [:]
    for event in events {
      steps.append(step(event, numbers))
      numbers[event.event.id] = steps.count
    }
    return steps
  }

  /// The event and what it follows from, causes first. The landing before a landing is left out:
  /// its proof is as long again.
  private func evidence(of judged: JudgedEvent) -> [JudgedEvent] {
    var found: [JudgedEvent] = []
    var seen: Set<ObjectID> = []
    var pending: [(event: JudgedEvent, isOpen: Bool)] = [(judged, true)]
    while let next = pending.popLast() {
      guard next.isOpen else {
        found.append(next.event)
        continue
      }
      guard seen.insert(next.event.event.id).inserted else { continue }
      pending.append((next.event, false))
      for cause in next.event.event.body.causes.reversed() {
        guard let event = judgement.events[cause.id], event.event.body.kind.name != .land else {
          continue
        }
        pending.append((event, true))
      }
    }
    return found
  }

  private func cuts(_ judged: JudgedEvent) -> [TrustStep] {
    let body = judged.event.body
    return judgement.chain.cuts(
      beyond: body.trust, lane: body.lane, key: judged.event.signature.publicKey,
      sequence: body.sequence)
  }

  /// A state of the trust chain.
  func step(_ change: StateChange) -> ProofStep {
    let name = change.step.name
    let publisher = change.step.commit.header.principal
    var details = ["commit \(change.step.reference.id), published by \(publisher)"]
    for signer in change.signers {
      let key = signer.holder.map { text($0) } ?? "\(signer.principal) with key \(signer.key)"
      details.append("statement signed by \(key)")
    }
    let counts = [
      (change.added.count, "added"), (change.changed.count, "changed"),
      (change.removed.count, "removed"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    details.append("documents: " + (counts.isEmpty ? "none" : counts.joined(separator: ", ")))
    return ProofStep(
      title: "trust state \(name.version), \(name.digest), issued "
        + change.step.state.statement.issued.description, details: details)
  }

  /// An event; `numbers` are the steps of those that it follows from.
  private func step(_ judged: JudgedEvent, _ numbers: [ObjectID: Int]) -> ProofStep {
    let body = judged.event.body
    var details = [signed(by: judged.event.signature.publicKey, in: judged.named)]
    let before = body.sequence == 1 ? "the first" : "after \(body.sequence - 1) that stand"
    details.append("lane \(body.lane), sequence \(body.sequence), \(before)")
    var under = "permitted by trust state \(body.trust.version)"
    for cut in cuts(judged) { under += ", and beyond its cut by \(cut.name.version)" }
    details.append(under)
    for cause in body.causes {
      let kind = judgement.events[cause.id]?.event.body.kind.name.rawValue ?? "event"
      let place = numbers[cause.id].map { "step \($0), " } ?? ""
      details.append("follows from \(place)\(kind) \(cause.id)")
    }
    return ProofStep(
      title: "\(body.kind.name.rawValue) \(judged.event.id), \(judged.event.commit.time)",
      details: details + particulars(judged))
  }

  /// What is said of an event by its kind.
  private func particulars(_ judged: JudgedEvent) -> [String] {
    let body = judged.event.body
    let signer = body.lane.principal
    switch body.kind.name {
    case .taskRequest:
      guard let to = body.id(.to) else { return [] }
      return [edge(Edge(from: signer, relation: .delegates, to: to), judged)]
    case .taskAccept: return ["attempt \(body.number(.attempt) ?? 0)"]
    case .taskResult:
      let artifact = body.commit(.artifact).map { ", artifact \($0.id)" } ?? ""
      return ["\(body.word(.status) ?? "unknown")\(artifact)"]
    case .changePropose:
      return [span(body, .base, .head)]
    case .approvalRequest:
      let edges = body.ids(.approvers).map {
        edge(Edge(from: $0, relation: .reviews, to: signer), judged)
      }
      let expires = body.time(.expires).map { ["expires \($0)"] } ?? []
      return [span(body, .base, .head)] + edges + expires
    case .approvalResponse:
      let request = body.causes.first.flatMap { judgement.events[$0.id] }
      let edges = request.map {
        [edge(Edge(from: signer, relation: .reviews, to: $0.event.body.lane.principal), judged)]
      }
      let head = body.commit(.head)?.id.description ?? "nothing"
      return ["\(body.word(.decision) ?? "unknown"): \(head)"] + (edges ?? [])
    case .land: return landing(judged)
    case .tag:
      let target = body.commit(.target)?.id.description ?? "nothing"
      return ["\(body.tag?.description ?? "a tag"): \(target), by a tag that a code key signed"]
    case .changeReview: return [body.word(.verdict) ?? "unknown"]
    default:
      return body.kind.edges.filter { $0.from == .signer && $0.to == .to }.compactMap { rule in
        body.id(.to).map { to in
          if rule.exceptServices, let state = judged.named?.state,
            state.principals[to]?.kind == .service
          {
            return access(of: signer, to: to, in: state, judged)
          }
          return edge(Edge(from: signer, relation: rule.relation, to: to), judged)
        }
      }
    }
  }

  private func landing(_ judged: JudgedEvent) -> [String] {
    let body = judged.event.body
    var details = [span(body, .old, .new)]
    if let ref = body.ref, let policy = judged.named?.state.policies[ref] {
      details.append("policy: \(Self.text(policy))")
    }
    let persons = judgement.state.landed.approvers(of: judged.event.id)
    let names = persons.sorted().map(\.text).joined(separator: ", ")
    details.append("approved by \(names.isEmpty ? "nobody" : names)")
    let brought = judgement.state.landed.commitCount(of: judged.event.id)
    let commits = brought == 1 ? "1 commit" : "\(brought) commits"
    let isWithheld = brought == 0 && judgement.chain.newest?.state.redactions.isEmpty == false
    details.append(
      isWithheld
        ? "what it brings is withheld" : "brings \(commits), each signed by an enrolled code key")
    if let ref = body.ref, isPassedBy(judged) {
      details.append("not among the landings that led \(ref) to where it stands")
    }
    return details
  }

  private func span(_ body: EventBody, _ from: EventFieldName, _ to: EventFieldName) -> String {
    let ref = body.ref?.description ?? "a branch"
    let ends = [from, to].map { body.commit($0)?.id.description ?? "nothing" }
    return "\(ref): \(ends.joined(separator: ".."))"
  }

  private func edge(_ edge: Edge, _ judged: JudgedEvent) -> String {
    let state: String =
      switch judged.named?.state.edges[edge] {
      case true?: "enabled"
      case false?: "disabled"
      case nil: "missing"
      }
    return "edge: \(edge), \(state) in trust state \(judged.event.body.trust.version)"
  }

  private func access(
    of requester: PrincipalID, to service: PrincipalID, in state: TrustState, _ judged: JudgedEvent
  ) -> String {
    let word =
      switch state.answer(to: requester, by: service) {
      case .letIn: "let in"
      case .decided: "left to its verdict"
      case .rejected: "rejected"
      }
    return "access list of \(service): \(requester) is \(word) by trust state "
      + "\(judged.event.body.trust.version)"
  }

  /// Whose signature it is, in a state.
  func signed(by key: PublicKey, in step: TrustStep?) -> String {
    guard let holder = step?.state.keys[key] else {
      return "signed with key \(cryptography.keyID(key)), which nobody has"
    }
    return "signed by \(text(holder))"
  }

  private func text(_ holder: TrustState.KeyHolder) -> String {
    let principal = holder.principal
    let uses = holder.key.uses.sorted().map(\.rawValue).joined(separator: ",")
    let end = holder.key.notAfter.map { "to \($0)" } ?? "without end"
    return "\(principal.id) (\(principal.kind.rawValue), person \(principal.person)) with \(uses) "
      + "key \(cryptography.keyID(holder.key.publicKey)), valid from \(holder.key.notBefore) \(end)"
  }

  static func text(_ policy: BranchPolicy) -> String {
    let noun = policy.approvals == 1 ? "approval" : "approvals"
    let landers = policy.landers.map(\.text).joined(separator: ", ")
    return "\(policy.approvals) \(noun), landed by \(landers)"
  }
}
