internal import EntangleModel
internal import EntangleVerify

/// What there is to do for one principal, and for those it deals with.
struct WorkStatus {
  /// One thing that waits.
  struct Item {
    /// The event that it is about.
    let event: JudgedEvent
    /// What is to be done, or why it does not go on.
    let what: String
    /// The principals who have to do it.
    let whom: [PrincipalID]
  }

  /// What waits for the principal.
  private(set) var mine: [Item] = []
  /// What the principal waits for.
  private(set) var others: [Item] = []
  /// What will not go on by itself.
  private(set) var stuck: [Item] = []

  private let principal: PrincipalID
  private let now: Timestamp
  private let state: WorkflowState
  private let newest: TrustState
  private let judgement: Judgement
  private let signers: ChangeSigners
  /// The principal's last proposal for each branch.
  private var lastProposals: [RefName: ObjectID] = [:]
  /// When the principal has last asked for a task.
  private var lastAsked: Timestamp?

  /// What the record says at its moment; nil where it has no trust state.
  init?(of principal: PrincipalID, in record: Record, _ cryptography: any Cryptography) {
    guard let newest = record.judgement.chain.newest?.state else { return nil }
    self.principal = principal
    self.newest = newest
    judgement = record.judgement
    signers = ChangeSigners(
      record.governed.objects, cryptography: cryptography, chain: judgement.chain)
    now = record.report.asOf
    state = judgement.state
    let events = record.newestFirst()
    for own in events.map(\.event) where own.body.lane.principal == principal {
      switch own.body.kind.name {
      case .changePropose:
        if let ref = own.body.ref, lastProposals[ref] == nil { lastProposals[ref] = own.id }
      case .taskRequest: lastAsked = max(lastAsked ?? own.commit.time, own.commit.time)
      default: continue
      }
    }
    for judged in events {
      switch judged.event.body.kind.name {
      case .taskRequest: addTask(judged)
      case .approvalRequest: addApproval(judged)
      case .changePropose where !record.judgement.isTainted(judged.event.id):
        addLanding(judged, record.governed.branches)
      // Nobody is asked to let in somebody whom a thief of his key may have named.
      case .connectionRequest where record.judgement.isTainted(judged.event.id): continue
      case .question, .connectionRequest: addThread(judged)
      default: continue
      }
    }
  }

  private mutating func addTask(_ request: JudgedEvent) {
    guard let named = state.task(offer: request.event.id) else { return }
    let (task, phase) = state.current(named)
    let addressee = [task.addressee].compactMap { $0 }
    let item = { (what: String) in Item(event: request, what: what, whom: addressee) }
    let isRequester = request.event.body.lane.principal == principal
    switch phase {
    case .requested, .accepted:
      add(item(due(phase, task.addressee)), isRequester: isRequester)
    case .failed:
      if task.attemptCount >= ReadLimits().taskAttempts {
        if isRequester { stuck.append(item("the task has failed as often as it may")) }
      } else {
        add(item("try the failed task again, or reject it"), isRequester: isRequester)
      }
    case .rejected:
      // Who has asked for another task since has seen to it.
      if isRequester, let end = task.events.last?.event.commit.time, lastAsked ?? end <= end {
        stuck.append(item("the task was rejected: ask anew, or somebody else"))
      }
    default: return
    }
  }

  /// What is due of a task that has no result yet.
  private func due(_ phase: WorkPhase, _ addressee: PrincipalID?) -> String {
    guard phase == .accepted else { return "accept or reject the task" }
    let isRunner = addressee.flatMap { newest.principals[$0]?.kind } == .runner
    return isRunner
      ? "wait for 'entangle run', or, where it broke off, 'entangle task result --failed'"
      : "bring the task to its result"
  }

  private mutating func addApproval(_ request: JudgedEvent) {
    let body = request.event.body
    guard let approval = state.approval(request.event.id), !isLanded(body) else { return }
    let isRequester = body.lane.principal == principal
    let responses = approval.responses.values.joined().filter {
      $0.standing == .accepted && !state.isWithdrawn($0.event.id)
    }
    let silent = body.ids(.approvers).filter { approval.responses[$0] == nil }
    let proposal = body.causes.first.flatMap { state.proposal($0.id) }
    if isLeft(body) {
      if isRequester, !(proposal.map { isReplaced($0) } ?? false),
        body.time(.expires).map({ now <= $0 }) ?? true
      {
        let what = "the branch has moved on: propose the change anew on top of it"
        stuck.append(Item(event: request, what: what, whom: [principal]))
      }
    } else if let rejection = responses.first(where: {
      $0.event.body.word(.decision) == "rejected"
    }) {
      if isRequester, !(proposal.map { isApproved($0) } ?? false) {
        let what = "'\(rejection.event.body.lane.principal)' has rejected it"
        stuck.append(Item(event: request, what: what, whom: [principal]))
      }
    } else if let expires = body.time(.expires), expires < now {
      if isRequester {
        stuck.append(
          Item(event: request, what: "the request expired \(expires)", whom: [principal]))
      }
    } else if let first = silent.first {
      let able = silent.filter { mayApprove($0, for: body.lane.principal) }
      if !able.isEmpty {
        add(Item(event: request, what: "approve or reject", whom: able), isRequester: isRequester)
      } else if isRequester {
        let what = "'\(first)' may not approve any longer: ask somebody else"
        stuck.append(Item(event: request, what: what, whom: silent))
      }
    }
  }

  /// Whether the law in force lets a principal approve what another one asks for; one who cannot act now may again.
  private func mayApprove(_ approver: PrincipalID, for requester: PrincipalID) -> Bool {
    guard let principal = newest.principals[approver] else { return false }
    return principal.status != .retired
      && EventKind[.approvalResponse].signers.contains(principal.kind)
      && newest.allows(Edge(from: approver, relation: .reviews, to: requester))
  }

  /// Whether the branch has got what a request asks approval of.
  private func isLanded(_ request: EventBody) -> Bool {
    guard let ref = request.ref else { return false }
    return state.landings(of: ref).contains {
      $0.event.body.commit(.new) == request.commit(.head)
    }
  }

  /// Whether a branch has left the commit on which a request's change rests, so that it can never land.
  private func isLeft(_ request: EventBody) -> Bool {
    guard let ref = request.ref else { return false }
    return state.landings(of: ref).contains {
      $0.standing == .accepted && $0.event.body.commit(.old) == request.commit(.base)
    }
  }

  /// Whether the principal has made a proposal, and a later one for the same branch.
  private func isReplaced(_ proposal: JudgedEvent) -> Bool {
    let body = proposal.event.body
    return body.lane.principal == principal
      && body.ref.map { lastProposals[$0] != proposal.event.id } ?? false
  }

  private func approvals(of proposal: JudgedEvent) -> ProposalApprovals {
    ProposalApprovals(
      of: proposal.event, in: judgement, under: newest, signers: signers, now: now)
  }

  private func isApproved(_ proposal: JudgedEvent) -> Bool {
    guard let ref = proposal.event.body.ref, let policy = newest.policies[ref] else { return false }
    return approvals(of: proposal).persons.count >= policy.approvals
  }

  /// Adds a proposal that lies on top of its branch and has approvals enough: any of its landers may land it. Where the
  /// approvals have been lost, or a commit's signature counts no longer, whoever has proposed it is stuck.
  private mutating func addLanding(_ proposal: JudgedEvent, _ branches: [RefName: ObjectID]) {
    let body = proposal.event.body
    guard let ref = body.ref, let policy = newest.policies[ref], let base = body.commit(.base),
      let head = body.commit(.head), branches[ref] == base.id, !isLanded(body)
    else { return }
    let isOwn = body.lane.principal == principal
    let approvals = approvals(of: proposal)
    let standstill = approvals.standstill(shortOf: policy.approvals)
    guard approvals.persons.count >= policy.approvals || standstill != nil else { return }
    // No approval helps a change whose commits must be signed anew.
    if let obstacle = signers.obstacle(from: base.id, to: head.id, under: newest, at: now) {
      if isOwn, !isReplaced(proposal) {
        let what = "sign \(obstacle.commit.short) anew [\(obstacle.code)], and propose that"
        stuck.append(Item(event: proposal, what: what, whom: [principal]))
      }
      return
    }
    if let standstill {
      if isOwn { stuck.append(Item(event: proposal, what: standstill, whom: [principal])) }
      return
    }
    let able = policy.landers.filter { canSign($0) }
    let item = Item(
      event: proposal, what: "land the approved proposal" + Self.rejected(approvals), whom: able)
    if able.contains(principal) {
      mine.append(item)
    } else if isOwn {
      if able.isEmpty {
        stuck.append(
          Item(event: proposal, what: "no lander can sign: it is approved", whom: policy.landers))
      } else {
        others.append(item)
      }
    }
  }

  /// Who has rejected a proposal, as the end of a sentence; nothing where nobody has.
  private static func rejected(_ approvals: ProposalApprovals) -> String {
    let names = Set(approvals.rejections.map(\.event.body.lane.principal)).sorted()
      .map { "'\($0)'" }
    return names.isEmpty
      ? ""
      : ", which \(names.joined(separator: " and ")) \(names.count == 1 ? "has" : "have") rejected"
  }

  private mutating func addThread(_ opening: JudgedEvent) {
    let body = opening.event.body
    guard let thread = state.thread(of: opening.event.id), let to = body.id(.to) else { return }
    let phase = state.phase(of: thread)
    let isRequester = body.lane.principal == principal
    guard phase == .open || phase == .requested else { return }
    if let expires = body.time(.expires), expires < now {
      if isRequester {
        stuck.append(Item(event: opening, what: "the request expired \(expires)", whom: [to]))
      }
      return
    }
    let what = phase == .open ? "answer the question" : "accept or reject the connection"
    add(Item(event: opening, what: what, whom: [to]), isRequester: isRequester)
  }

  /// Puts an item where it belongs: of those who have to do it, one who cannot makes it stuck.
  private mutating func add(_ item: Item, isRequester: Bool) {
    if item.whom.contains(principal) { mine.append(item) }
    guard isRequester else { return }
    guard let absent = item.whom.first(where: { !canSign($0) }) else {
      others.append(item)
      return
    }
    stuck.append(
      Item(event: item.event, what: "'\(absent)' cannot sign: \(item.what)", whom: item.whom))
  }

  /// Whether a principal is active and has a law key that counts now.
  private func canSign(_ id: PrincipalID) -> Bool {
    guard let principal = newest.principals[id], principal.status == .active else { return false }
    return principal.keys.contains {
      $0.uses.contains(.law) && $0.isInWindow(now) && !$0.isRevoked(at: now)
    }
  }
}
