internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// What a landing of a proposal would say.
struct LandingPlan {
  let change: ParsedEvent
  let ref: RefName
  let old: CommitReference
  let new: CommitReference

  /// Takes a `change.propose`; throws for any other event.
  init(of change: ParsedEvent, in session: Session) throws(CommandError) {
    guard let ref = change.body.ref, let old = change.body.commit(.base),
      let new = change.body.commit(.head)
    else { throw CommandError("'\(change.id.short)' is no proposal") }
    self.change = change
    self.ref = ref
    self.old = old
    self.new = new
  }

  /// A landing of the same change that stands already. It went to the remote together with its branch.
  func earlier(in session: Session) -> ObjectID? {
    session.judgement.state.landings(of: ref, from: old.id).filter { landing in
      let body = landing.event.body
      return landing.standing == .accepted && body.commit(.old) == old
        && body.commit(.new) == new
    }.map(\.event.id).min()
  }

  /// That it is one of these.
  func landed(by earlier: ObjectID) -> CommandError {
    CommandError(
      "'\(new.id.short)' has landed on '\(ref)' already, by '\(earlier.short)'",
      hint: "'entangle propose' proposes what came since", status: .refused)
  }

  /// A landing by somebody on the commit at which the branch still stands: its push broke off. It would be the first.
  func waiting(of lander: PrincipalID, in session: Session) -> ObjectID? {
    guard let tip = session.governed.branches[ref] else { return nil }
    // (What a redaction took out is not waited for.)
    let takenBack = session.state.state.takenBack
    return session.judgement.state.landings(of: ref, from: tip).filter { landing in
      let body = landing.event.body
      return landing.standing == .accepted && body.lane.principal == lander
        && body.commit(.new).map { $0.id != tip && !takenBack.contains($0.id) } ?? false
    }.map(\.event.id).min()
  }

  /// The event, with what it builds on as causes: the landing before, if there is one, and every
  /// approval of the proposal that still counts. Throws where there is no policy, where the branch of
  /// the remote has moved on from where the proposal starts, and where too few have approved; warns of rejections.
  func draft(in session: Session, at remote: String) throws(CommandError) -> EventDraft {
    guard let policy = session.state.state.policies[ref] else {
      throw CommandError(
        "'\(ref)' has no policy", code: "W113", hint: "entangle policy set, or graph apply",
        status: .refused)
    }
    try requireBase(in: session, at: remote)
    let approvals = ProposalApprovals(of: change, in: session)
    try approvals.require(policy.approvals)
    approvals.warn(in: session)
    let known = session.judgement.state
    let ended = known.landings(of: ref).filter { landing in
      guard let end = landing.event.body.commit(.new) else { return false }
      return session.state.state.places(of: ref, from: end).last == old
    }
    // (A redaction can have moved the branch back to where it was before.)
    let previous = ended.filter { landing in
      !ended.contains {
        $0.event.id != landing.event.id && known.isBehind(landing.event.id, $0.event.id)
      }
    }.min { $0.event.id < $1.event.id }
    return EventDraft(
      kind: EventKind[.land],
      causes: ([previous].compactMap { $0 } + approvals.approved).map(\.event.reference),
      values: [.ref(ref), .commit(old), .commit(new)])
  }

  /// Throws where the branch of the remote, as it was fetched last, is not where the proposal starts.
  /// Landed again, where the first landing has become void, it stands at its end already.
  private func requireBase(in session: Session, at remote: String) throws(CommandError) {
    guard let short = ref.dropping(prefix: "refs/heads/") else { return }
    let tracking = RefName(Array("refs/remotes/\(remote)/".utf8) + short)
    guard let tip = try attempt({ try session.repository.reference(tracking) }),
      tip != old.id, tip != new.id
    else { return }
    let isBehind = (try? session.repository.isAncestor(tip, of: old.id)) ?? false
    throw CommandError(
      "'\(ref)' of '\(remote)' stands at '\(tip.short)', the proposal starts from '\(old.id.short)'",
      code: "W111",
      hint: isBehind
        ? "entangle fetch \(shellWord(remote))"
        : "rebase the change on '\(remote)/\(displayText(short))', then 'entangle propose' anew",
      status: .refused)
  }
}
