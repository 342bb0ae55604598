internal import EntangleModel

extension EventContext {
  /// The edges without which the event may not be.
  var neededEdges: [Edge] {
    var needed: [Edge] = []
    for edge in body.kind.edges where !edge.onlyUnasked || body.causes.isEmpty {
      forEach(edge.from) { from in
        forEach(edge.to) { to in
          guard !edge.exceptServices || !isService(to) else { return }
          needed.append(Edge(from: from, relation: edge.relation, to: to))
        }
      }
    }
    return needed
  }

  private func forEach(_ end: EventEdge.End, _ act: (PrincipalID) -> Void) {
    switch end {
    case .signer: act(principal)
    case .to: if let to = body.id(.to) { act(to) }
    case .approvers: for approver in body.ids(.approvers) { act(approver) }
    case .author: if let cause = causes.first ?? nil { act(cause.event.body.lane.principal) }
    case .requesters:
      for requester in Set(renewedRequests.map(\.lane.principal)).sorted() { act(requester) }
    case .assignee:
      if let cause = causes.first ?? nil, let runner = addressee(of: cause) { act(runner) }
    }
  }

  /// Whether a key is revoked for what it signed at that moment, in the state that the event names or
  /// in a later one whose cut it lies beyond.
  func isRevoked(_ key: PublicKey, at moment: Timestamp) -> Bool {
    governing.contains { $0.state.keys[key]?.key.isRevoked(at: moment) ?? false }
  }

  /// Whether another event of the same principal comes before this one: it is earlier on its lane, its
  /// cause, or on another lane and counted already by the state that this one names.
  func comesAfter(_ other: JudgedEvent) -> Bool {
    let lane = other.event.body.lane
    return lane == body.lane || body.causes.contains { $0.id == other.event.id }
      || order.isCounted(
        lane, sequence: other.event.body.sequence, version: body.trust.version)
  }

  /// Whether the signer must reckon with another event: it comes before this one, or the lane has cited
  /// it or something later of its lane.
  func knows(_ other: JudgedEvent) -> Bool {
    let lane = other.event.body.lane
    if lane == body.lane || cited.covers(other.event.body) { return true }
    return lane.principal == principal && comesAfter(other)
  }

  /// To whom an event is addressed: the one that it names, or for a command to a runner the one whom its
  /// assignment was offered to.
  func addressee(of judged: JudgedEvent) -> PrincipalID? {
    if let to = judged.event.body.id(.to) { return to }
    return state.opening(of: judged.event.id)?.event.body.id(.to)
  }

  /// Whether an event is addressed to a principal, or an answer to him.
  func concerns(_ judged: JudgedEvent, _ principal: PrincipalID) -> Bool {
    let body = judged.event.body
    if body.id(.to) == principal || body.ids(.approvers).contains(principal) { return true }
    let asked =
      body.kind.name == .taskAccept
      ? state.offer(accept: judged.event.id) : state.opening(of: judged.event.id)
    return asked?.event.body.lane.principal == principal
  }

  /// The task that its first cause offers or accepts, without its updates.
  var task: WorkflowState.Task? {
    guard let cause = body.causes.first?.id else { return nil }
    return state.course(offer: cause) ?? state.course(accept: cause)
  }

  /// The branch on which it lands, or on which that landed which it tags.
  var landedRef: RefName? {
    switch body.kind.name {
    case .land: body.ref
    case .tag: cause(.land)?.event.body.ref
    default: nil
    }
  }

  /// The requests for approval on which the landing rests that it approves again.
  var renewedRequests: [EventBody] {
    guard body.kind.name == .approvalRenew, let landing = cause(.land)?.event.body else {
      return []
    }
    let responses = landing.causes.compactMap { state.event($0.id, .approvalResponse) }
    let requests = Set(responses.compactMap { $0.event.body.causes.first?.id })
    return requests.compactMap { state.event($0, .approvalRequest)?.event.body }
  }

  /// The commits that a landing brings in.
  var landedCommits: [CommitReading] {
    guard body.kind.name == .land, let change else { return [] }
    return change.commits
  }
}

/// A signature over a statement, by its path and the key that it carries.
struct TrustSignature {
  let principal: PrincipalID
  let key: PublicKey

  /// The signatures of a state that are at least well formed.
  static func all(in state: TrustState) -> [TrustSignature] {
    state.files.keys.sorted().compactMap { path in
      guard case .signature(let principal, _) = try? TrustPath(path),
        let armour = state.files[path], let signature = SSHSignature(armour: armour)
      else { return nil }
      return TrustSignature(principal: principal, key: signature.publicKey)
    }
  }
}

/// The approvals on which a landing rests.
struct LandingApprovals {
  /// The requests that the cited responses answer.
  let requests: [JudgedEvent]
  /// The persons whose approvals count.
  let persons: Set<PrincipalID>

  /// Under the state that the landing names.
  init(_ context: EventContext) {
    self.init(context, under: context.named)
  }

  /// Under a given state: an approver must still stand there, active and with the edge to the
  /// requester, and the approval must not be tainted by what that state says of its key. Nobody approves
  /// what he signed, by whatever key the state that the landing names has as his.
  init(_ context: EventContext, under step: TrustStep?) {
    var requests: [JudgedEvent] = []
    var persons: Set<PrincipalID> = []
    let authors = context.authors
    for case let response? in context.causes {
      guard response.event.body.kind.name == .approvalResponse,
        let id = response.event.body.causes.first?.id,
        let request = context.state.event(id, .approvalRequest)
      else { continue }
      requests.append(request)
      let approver = response.event.body.lane.principal
      let edge = Edge(
        from: approver, relation: .reviews, to: request.event.body.lane.principal)
      guard response.event.body.word(.decision) == "approved", let step, step.state.allows(edge),
        let holder = step.state.keys[response.event.signature.publicKey],
        holder.principal.id == approver, holder.principal.status == .active,
        !authors.contains(holder.principal.person),
        !context.state.isWithdrawn(response.event.id, for: context.knows),
        response.event.body.sequence <= holder.key.revocation?.after ?? .max
      else { continue }
      persons.insert(holder.principal.person)
    }
    self.requests = requests
    self.persons = persons
  }
}

extension RepositoryContext {
  /// Whether an event of that kind that says so is refused already, so that what follows from it
  /// need not be told again.
  func isRefused(_ name: EventName, _ says: (EventBody) -> Bool) -> Bool {
    judgement?.events.values(name, standing: .refused).contains { says($0.event.body) } ?? false
  }

  /// Each protected branch that is there: where it stands, and the landings that led there.
  var protectedTips: [(RefName, ObjectID, [JudgedEvent])] {
    guard let judgement, let newest = chain.newest else { return [] }
    return newest.state.policies.keys.sorted().filter { !isSettled(branch: $0) }.compactMap { ref in
      branches[ref].map { (ref, $0, judgement.landed(on: ref)) }
    }
  }

  /// Where a tag is due: at the object of the earliest of its events whose landing led the branch to a place where it has stood,
  /// or whose branch is not there to tell; nil where there is none, and where another tag is in its way for which that is
  /// earlier. (Whoever may land can land a change a second time, or several at once, and nobody's tag must fall for that.)
  ///
  /// Of two such events neither signer knew of the other's, or the later one would be refused.
  func tag(_ ref: RefName) -> ObjectID? {
    guard let judgement, let first = first(ofTag: ref) else { return nil }
    let isFirst = judgement.tagsInTheWay(of: ref).allSatisfy { other in
      self.first(ofTag: other).map { Self.isEarlier(first, $0) } ?? true
    }
    return isFirst ? first.event.body.object(.object)?.id : nil
  }

  private func first(ofTag ref: RefName) -> JudgedEvent? {
    guard let judgement else { return nil }
    let counted = judgement.state.events(ofTag: ref).filter { judged in
      if isWithheld(judged) { return false }
      guard let id = judged.event.body.causes.first?.id,
        let landing = judgement.state.landing(id)?.event.body, let branch = landing.ref,
        let new = landing.commit(.new)?.id, branches[branch] != nil,
        chain.newest?.state.policies[branch] != nil
      else { return true }
      return judgement.places(of: branch).contains(new)
    }
    return counted.min(by: Self.isEarlier)
  }

  private static func isEarlier(_ one: JudgedEvent, _ other: JudgedEvent) -> Bool {
    (one.event.commit.time, one.event.id) < (other.event.commit.time, other.event.id)
  }

  /// Whether a `tag` event is of a commit that is withheld: then the tag may be gone as well.
  func isWithheld(_ tag: JudgedEvent) -> Bool {
    tag.event.body.commit(.target).map { chain.withheld[$0.id] != nil } ?? false
  }

  /// Where a branch may stand that nothing has landed on: where it begins, and where redactions have moved it
  /// from there.
  func foundations(_ ref: RefName) -> [CommitReference] {
    guard let state = chain.newest?.state, let start = state.repository.baseline[ref] else {
      return []
    }
    return state.places(of: ref, from: start)
  }

  /// The protected branches that stand where the law has them stand, and no landing: of these commits there is no event that
  /// says what they are.
  var lawfulTips: [(ref: RefName, tip: CommitReference)] {
    guard let state = chain.newest?.state else { return [] }
    return protectedTips.compactMap { ref, tip, landed in
      let end = landed.last?.event.body.commit(.new)
      guard end?.id != tip else { return nil }
      let moved = end.map { state.places(of: ref, from: $0) } ?? []
      return (foundations(ref) + moved).first { $0.id == tip }.map { (ref, $0) }
    }
  }
}
