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
  /// The principal's last proposal for each branch.
  private var lastProposals: [RefName: ObjectID] = [:]
  /// When the principal has last asked for a task.
  private var lastAsked: Timestamp?

  /// What the record says at its moment; nil where it has no trust state.
  init?(of principal: PrincipalID, in record: Record) {
    guard let newest = record.judgement.chain.newest?.state else { return nil }
    self.principal = principal
    self.newest = newest
    now = record.report.asOf
    state = record.judgement.state
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
      let due = phase == .requested ? "accept or reject the task" : "bring the task to its result"
      add(item(due), isRequester: isRequester)
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

  private func isApproved(_ proposal: JudgedEvent) -> Bool {
    guard let ref = proposal.event.body.ref, let policy = newest.policies[ref] else { return false }
    return approvers(of: proposal) >= policy.approvals
  }

  /// Adds a proposal that lies on top of its branch and has approvals enough: any of its landers may land it.
  private mutating func addLanding(_ proposal: JudgedEvent, _ branches: [RefName: ObjectID]) {
    let body = proposal.event.body
    guard let ref = body.ref, let policy = newest.policies[ref], let base = body.commit(.base),
      branches[ref] == base.id, !isLanded(body), isApproved(proposal)
    else { return }
    let able = policy.landers.filter { canSign($0) }
    let item = Item(
      event: proposal, what: "land the approved proposal" + rejected(proposal), whom: able)
    if able.contains(principal) {
      mine.append(item)
    } else if body.lane.principal == principal {
      if able.isEmpty {
        stuck.append(
          Item(event: proposal, what: "no lander can sign: it is approved", whom: policy.landers))
      } else {
        others.append(item)
      }
    }
  }

  /// Who has rejected a proposal, as the end of a sentence; nothing where nobody has.
  private func rejected(_ proposal: JudgedEvent) -> String {
    let responses = state.answers(to: proposal.event.id, .approvalRequest).flatMap {
      state.approval($0.event.id)?.responses.values.joined().filter {
        $0.standing == .accepted && $0.event.body.word(.decision) == "rejected"
          && !state.isWithdrawn($0.event.id)
      } ?? []
    }
    let names = Set(responses.map(\.event.body.lane.principal)).sorted().map { "'\($0)'" }
    return names.isEmpty
      ? ""
      : ", which \(names.joined(separator: " and ")) \(names.count == 1 ? "has" : "have") rejected"
  }

  /// How many persons have approved a proposal, of those whose approval counts now.
  private func approvers(of proposal: JudgedEvent) -> Int64 {
    let requests = state.answers(to: proposal.event.id, .approvalRequest).filter {
      $0.standing == .accepted && $0.event.body.time(.expires).map { now <= $0 } ?? false
    }
    var persons: Set<PrincipalID> = []
    for request in requests {
      let responses = state.approval(request.event.id)?.responses.values.joined().filter {
        $0.standing == .accepted && $0.event.body.word(.decision) == "approved"
          && !state.isWithdrawn($0.event.id)
      }
      for response in responses ?? [] {
        let approver = response.event.body.lane.principal
        guard mayApprove(approver, for: request.event.body.lane.principal),
          let known = newest.principals[approver], known.status == .active
        else { continue }
        persons.insert(known.person)
      }
    }
    return Int64(persons.count)
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
