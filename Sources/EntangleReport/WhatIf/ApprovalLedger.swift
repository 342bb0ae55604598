internal import EntangleModel
internal import EntangleVerify

/// Counts, for landings and proposals of a history, the approvals that hold under a trust state, and says
/// who could give others.
struct ApprovalLedger {
  private let judgement: Judgement
  let law: TrustState
  let now: Timestamp
  let signers: ChangeSigners

  /// Takes what was judged, and the state under which others would approve now.
  init(
    _ judgement: Judgement, law: TrustState, objects: any ObjectSource,
    cryptography: any Cryptography, now: Timestamp
  ) {
    self.judgement = judgement
    self.law = law
    self.now = now
    signers = ChangeSigners(objects, cryptography: cryptography, chain: judgement.chain)
  }

  /// The landings that stand and have too few approvals under the state that `named` gives for what a
  /// landing names; by time.
  func landings(_ named: (StateReference) -> TrustState?) -> [ApprovalShortage] {
    let standing = judgement.state.landedRefs.flatMap { judgement.state.landings(of: $0) }
      .filter { $0.standing == .accepted }
    var found: [ApprovalShortage] = []
    for landing in Self.sorted(standing) {
      guard let ref = landing.event.body.ref, let law = named(landing.event.body.trust),
        let policy = law.policies[ref]
      else { continue }
      let responses = landing.event.body.causes.compactMap { judgement.events[$0.id] }
        .filter { $0.event.body.kind.name == .approvalResponse }
      // An approval that did not count when it landed does not count now.
      let counted = judgement.state.landed.approvers(of: landing.event.id)
      let persons = persons(responses, under: law).intersection(counted)
      guard persons.count < policy.approvals else { continue }
      found.append(
        shortage(
          landing, ref, due: policy.approvals, persons: persons, requests: requests(responses)))
    }
    return found
  }

  /// The proposals that lie on top of their branches, by time; none that has landed.
  func open(tips: [RefName: ObjectID]) -> [JudgedEvent] {
    let landings = judgement.state.landedRefs.flatMap { judgement.state.landings(of: $0) }
    let landed = Set(landings.compactMap { $0.event.body.commit(.new)?.id })
    let open = judgement.events.values(.changePropose, standing: .accepted).filter { judged in
      let body = judged.event.body
      return body.commit(.head).map { !landed.contains($0.id) } ?? false
        && body.ref.flatMap { tips[$0] } == body.commit(.base)?.id
    }
    return Self.sorted(open)
  }

  /// The proposals that lie on top of their branches and would have too few approvals.
  func proposals(tips: [RefName: ObjectID]) -> [ApprovalShortage] {
    var found: [ApprovalShortage] = []
    for proposal in open(tips: tips) {
      guard let ref = proposal.event.body.ref, let policy = law.policies[ref] else { continue }
      let asked = judgement.state.answers(to: proposal.event.id, .approvalRequest)
        .filter { $0.event.body.time(.expires).map { now <= $0 } ?? false }
        .compactMap { judgement.state.approval($0.event.id) }
      let responses = asked.flatMap { $0.responses.values.joined() }.filter {
        $0.standing == .accepted && !judgement.state.isWithdrawn($0.event.id)
      }
      // Nobody approves what he has signed a commit of.
      let persons = persons(responses, under: law).subtracting(authors(of: proposal.event.body))
      guard persons.count < policy.approvals else { continue }
      let requests = asked.isEmpty ? [proposal] : asked.map(\.request)
      found.append(
        shortage(proposal, ref, due: policy.approvals, persons: persons, requests: requests))
    }
    return found
  }

  /// The approvals that a tainted landing needs to be cleared by: of as many persons as the policy asks
  /// for, who approve it again; `given` have.
  func renewal(of landing: JudgedEvent, given: Set<PrincipalID>) -> ApprovalShortage? {
    guard let ref = landing.event.body.ref else { return nil }
    let responses = landing.event.body.causes.compactMap { judgement.events[$0.id] }
      .filter { $0.event.body.kind.name == .approvalResponse }
    return shortage(
      landing, ref, due: law.policies[ref]?.approvals ?? 1, persons: given,
      requests: requests(responses), isRenewal: true)
  }

  private static func sorted(_ events: [JudgedEvent]) -> [JudgedEvent] {
    events.sorted { ($0.event.commit.time, $0.event.id) < ($1.event.commit.time, $1.event.id) }
  }

  private func requests(_ responses: [JudgedEvent]) -> [JudgedEvent] {
    responses.compactMap { response in
      response.event.body.causes.first.flatMap { judgement.state.approval($0.id)?.request }
    }
  }

  /// The persons whose approvals hold under the law: the edge to who asked stands, the approver is
  /// active, and the approval is its holder's.
  private func persons(
    _ responses: [JudgedEvent], under law: TrustState
  ) -> Set<PrincipalID> {
    Set(
      responses.compactMap { response -> PrincipalID? in
        let body = response.event.body
        guard body.word(.decision) == "approved",
          let request = requests([response]).first?.event.body,
          law.allows(
            Edge(from: body.lane.principal, relation: .reviews, to: request.lane.principal)),
          let holder = law.keys[response.event.signature.publicKey],
          holder.principal.id == body.lane.principal, holder.principal.status == .active,
          body.sequence <= holder.key.revocation?.after ?? .max
        else { return nil }
        return holder.principal.person
      })
  }

  private func shortage(
    _ event: JudgedEvent, _ ref: RefName, due: Int64, persons: Set<PrincipalID>,
    requests: [JudgedEvent], isRenewal: Bool = false
  ) -> ApprovalShortage {
    let requesters = Set(requests.map(\.event.body.lane.principal))
    let proposals = requests.compactMap { request in
      request.event.body.causes.first.flatMap { judgement.state.proposal($0.id) }
    }
    var own = requesters.union(proposals.map(\.event.body.lane.principal))
    if isRenewal || event.event.body.kind.name == .changePropose {
      own.insert(event.event.body.lane.principal)
    }
    let excluded = persons.union(own.compactMap { law.principals[$0]?.person })
      .union(authors(of: event.event.body))
    let candidates = law.principals.values.filter { principal in
      let edges = requesters.filter {
        law.allows(Edge(from: principal.id, relation: .reviews, to: $0))
      }
      return principal.status == .active && !excluded.contains(principal.person)
        && EventKind[.approvalResponse].signers.contains(principal.kind)
        && (isRenewal ? edges.count == requesters.count : !edges.isEmpty)
    }.map { principal in
      ApprovalShortage.Candidate(
        principal: principal.id, person: principal.person, needsKey: !hasKey(principal))
    }
    // Who lost a key to a thief may approve again with a new one.
    return ApprovalShortage(
      event: event, ref: ref, due: due, persons: persons.sorted(),
      candidates: candidates.filter { isRenewal || !$0.needsKey }.sorted {
        ($0.needsKey ? 1 : 0, $0.principal) < ($1.needsKey ? 1 : 0, $1.principal)
      })
  }

  /// The persons whose keys have signed commits of the change of a landing or proposal.
  private func authors(of body: EventBody) -> Set<PrincipalID> {
    guard let old = body.commit(.old) ?? body.commit(.base),
      let new = body.commit(.new) ?? body.commit(.head)
    else { return [] }
    return Set(
      signers.keys(from: old.id, to: new.id).compactMap { law.keys[$0]?.principal.person })
  }

  /// Whether a principal has a law key that is in force.
  func hasKey(_ principal: Principal) -> Bool {
    principal.keys.contains { $0.uses.contains(.law) && KeyWindow($0, at: now).isOpen }
  }
}
