internal import EntangleModel
internal import EntangleVerify

/// Who has approved a proposal, who has not, and who has yet to say.
struct ProposalApprovals {
  /// The approvals that still count, sorted by their names.
  let approved: [JudgedEvent]
  /// What those said who have rejected it and not approved it since, sorted by their names.
  let rejections: [JudgedEvent]
  private let proposal: ParsedEvent
  /// Who was asked and has not answered.
  private let waiting: [PrincipalID]
  /// What those said who have answered and not approved.
  private let denials: [String]

  /// Of a `change.propose`. A request that has expired counts no more, nor do the answers to it.
  init(of proposal: ParsedEvent, in session: Session) {
    self.proposal = proposal
    let state = session.judgement.state
    let requests = state.answers(to: proposal.id, .approvalRequest).compactMap {
      state.approval($0.event.id)
    }
    let open = requests.filter { approval in
      approval.request.event.body.time(.expires).map { session.now <= $0 } ?? true
    }
    var approved: [JudgedEvent] = []
    var rejections: [JudgedEvent] = []
    var waiting: Set<PrincipalID> = []
    var said: [PrincipalID: String] = [:]
    for approval in open {
      for approver in approval.request.event.body.ids(.approvers) {
        let answers = (approval.responses[approver] ?? []).filter { $0.standing == .accepted }
        if answers.isEmpty { waiting.insert(approver) }
        for answer in answers {
          let isWithdrawn = state.isWithdrawn(answer.event.id)
          let status = session.state.state.principals[approver]?.status ?? .active
          if answer.event.body.word(.decision) != "approved" {
            said[approver] = "rejected it"
            if !isWithdrawn { rejections.append(answer) }
          } else if status != .active {
            said[approver] = "has approved it, and is \(status.rawValue)"
          } else if isWithdrawn {
            said[approver] = "took the approval back"
          } else {
            approved.append(answer)
          }
        }
      }
    }
    self.approved = approved.sorted { $0.event.id < $1.event.id }
    self.rejections = rejections.filter { rejection in
      !approved.contains {
        $0.event.body.lane.principal == rejection.event.body.lane.principal
          && $0.event.commit.time > rejection.event.commit.time
      }
    }.sorted { $0.event.id < $1.event.id }
    let approvers = Set(approved.map { $0.event.body.lane.principal })
    self.waiting = waiting.subtracting(approvers).sorted()
    var denials = said.filter { !approvers.contains($0.key) && !waiting.contains($0.key) }
      .sorted { $0.key < $1.key }.map { "'\($0.key)' \($0.value)" }
    if requests.count > open.count {
      denials.append(open.isEmpty ? "the request has expired" : "a request has expired")
    }
    self.denials = denials
  }

  /// Throws where fewer persons than that have approved, saying on whom it waits and who will not.
  func require(_ count: Int64, of state: TrustState) throws(CommandError) {
    let persons = Set(
      approved.compactMap { state.principals[$0.event.body.lane.principal]?.person })
    guard persons.count < count || approved.isEmpty else { return }
    throw CommandError(
      "approvals are missing: \(persons.count) of \(count) persons have approved", code: "W109",
      hint: hint, status: .refused)
  }

  /// Warns of those who have rejected it: they bind nobody, and whoever lands it should know.
  func warn(in session: Session) {
    for rejection in rejections {
      let message = rejection.content("message", in: session.governed.objects)
        .split(separator: 0x0a).first.map { ": " + session.context.texts.line($0) }
      session.context.diagnostics.warning(
        "'\(rejection.event.body.lane.principal)' has rejected the proposal \(proposal.id.short)"
          + (message ?? ""))
    }
  }

  private var hint: String {
    var parts = denials
    if waiting.isEmpty {
      parts.append("entangle approval request \(proposal.id.short) --approver <id>")
    } else {
      parts.append("waiting for " + waiting.map { "'\($0)'" }.joined(separator: ", "))
    }
    return parts.joined(separator: "; ")
  }
}
