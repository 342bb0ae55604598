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
    session.judgement.state.landings(of: ref).filter { landing in
      let body = landing.event.body
      return landing.standing == .accepted && body.commit(.old) == old
        && body.commit(.new) == new
    }.map(\.event.id).min()
  }

  /// The event, with what it builds on as causes: the landing before, if there is one, and every
  /// approval of the proposal. Throws where there is no policy, or no approval at all.
  func draft(in session: Session) throws(CommandError) -> EventDraft {
    guard let policy = session.state.state.policies[ref] else {
      throw CommandError(
        "'\(ref)' has no policy", code: "W113", hint: "entangle policy set, or graph apply",
        status: .refused)
    }
    let state = session.judgement.state
    let asked = state.answers(to: change.id, .approvalRequest).compactMap {
      state.approval($0.event.id)
    }
    var approved: [JudgedEvent] = []
    for approval in asked {
      approved += approval.responses.values.joined().filter {
        $0.standing == .accepted && $0.event.body.word(.decision) == "approved"
          && !state.isWithdrawn($0.event.id)
      }
    }
    approved.sort { $0.event.id < $1.event.id }
    guard !approved.isEmpty else {
      let approvers = Set(asked.flatMap { $0.request.event.body.ids(.approvers) })
      let waiting = approvers.sorted().map { "'\($0)'" }.joined(separator: ", ")
      throw CommandError(
        "approvals are missing: 0 of \(policy.approvals) persons have approved", code: "W109",
        hint: waiting.isEmpty
          ? "entangle approval request \(change.id.short) --approver <id>"
          : "waiting for \(waiting)",
        status: .refused)
    }
    let previous = state.landings(of: ref)
      .filter { landing in
        guard let end = landing.event.body.commit(.new) else { return false }
        return session.state.state.places(of: ref, from: end).last == old
      }
      .min { $0.event.id < $1.event.id }
    return EventDraft(
      kind: EventKind[.land],
      causes: ([previous].compactMap { $0 } + approved).map(\.event.reference),
      values: [.ref(ref), .commit(old), .commit(new)])
  }
}
