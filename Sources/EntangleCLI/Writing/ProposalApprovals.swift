internal import EntangleModel
internal import EntangleVerify

/// Who has approved a proposal, who has not, and who has yet to say.
struct ProposalApprovals {
  /// The approvals that still count, sorted by their names.
  let approved: [JudgedEvent]
  /// What those said who have rejected it and not approved it since, sorted by their names.
  let rejections: [JudgedEvent]
  /// Who has approved it.
  let persons: Set<PrincipalID>
  private let proposal: ParsedEvent
  /// Who was asked and has not answered.
  private let waiting: [PrincipalID]
  /// What those said who have answered and not approved.
  private let denials: [String]
  /// Whether somebody has approved, and nobody is asked any more.
  private let hasEnded: Bool

  /// Of a `change.propose`, under the law in force. A request that has expired counts no more, nor do the answers to it.
  init(
    of proposal: ParsedEvent, in judgement: Judgement, under law: TrustState,
    signers: ChangeSigners, now: Timestamp
  ) {
    self.proposal = proposal
    let state = judgement.state
    let requests = state.answers(to: proposal.id, .approvalRequest).compactMap {
      state.approval($0.event.id)
    }
    let open = requests.filter { approval in
      approval.request.event.body.time(.expires).map { now <= $0 } ?? true
    }
    let authors = Self.authors(of: proposal.body, under: law, signers)
    var approved: [JudgedEvent] = []
    var rejections: [JudgedEvent] = []
    var waiting: Set<PrincipalID> = []
    var said: [PrincipalID: String] = [:]
    var lost: Set<PrincipalID> = []
    for approval in open {
      let request = approval.request.event.body
      for approver in request.ids(.approvers) {
        let answers = (approval.responses[approver] ?? []).filter { $0.standing == .accepted }
        if answers.isEmpty { waiting.insert(approver) }
        for answer in answers {
          let isWithdrawn = state.isWithdrawn(answer.event.id)
          if answer.event.body.word(.decision) != "approved" {
            said[approver] = "rejected it"
            if !isWithdrawn { rejections.append(answer) }
          } else if let loss = Self.loss(of: answer, asked: request, under: law, authors) {
            said[approver] = "has approved it\(loss)"
            lost.insert(approver)
          } else if isWithdrawn {
            said[approver] = "took the approval back"
            lost.insert(approver)
          } else {
            approved.append(answer)
          }
        }
      }
    }
    persons = Set(approved.compactMap { law.principals[$0.event.body.lane.principal]?.person })
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
    hasEnded = waiting.isEmpty && !(lost.isEmpty && approved.isEmpty)
  }

  /// The same as a command at work sees it.
  init(of proposal: ParsedEvent, in session: Session) {
    let signers = ChangeSigners(
      session.governed.objects, cryptography: session.context.cryptography,
      chain: session.judgement.chain)
    self.init(
      of: proposal, in: session.judgement, under: session.state.state, signers: signers,
      now: session.now)
  }

  /// The persons by whose code keys commits of a change are signed.
  private static func authors(
    of proposal: EventBody, under law: TrustState, _ signers: ChangeSigners
  ) -> Set<PrincipalID> {
    guard let base = proposal.commit(.base), let head = proposal.commit(.head) else { return [] }
    return Set(
      signers.keys(from: base.id, to: head.id).compactMap { law.keys[$0]?.principal.person })
  }

  /// Why an approval counts no longer, as it follows "has approved it"; nil where it does.
  private static func loss(
    of approval: JudgedEvent, asked request: EventBody, under law: TrustState,
    _ authors: Set<PrincipalID>
  ) -> String? {
    let id = approval.event.body.lane.principal
    guard let principal = law.principals[id], principal.status == .active else {
      return ", and is \((law.principals[id]?.status ?? .retired).rawValue)"
    }
    guard
      law.allows(Edge(from: id, relation: .reviews, to: request.lane.principal))
    else { return ", and reviews '\(request.lane.principal)' no longer" }
    guard let holder = law.keys[approval.event.signature.publicKey], holder.principal.id == id,
      approval.event.body.sequence <= holder.key.revocation?.after ?? .max
    else { return " with a key that is compromised" }
    return authors.contains(principal.person) ? ", and has signed a commit of it" : nil
  }

  /// Throws where fewer persons than that have approved, saying on whom it waits and who will not.
  func require(_ count: Int64) throws(CommandError) {
    guard persons.count < count || approved.isEmpty else { return }
    throw CommandError(
      "approvals are missing: \(shortage(of: count))", code: "W109", hint: hint, status: .refused)
  }

  /// How many of as many persons as have to have approved.
  private func shortage(of count: Int64) -> String {
    "\(persons.count) of \(count) persons have approved"
  }

  /// Why it does not go on though somebody has approved: approvals of as many persons as that are missing, and nobody is
  /// asked for them; nil where there are enough, or one waits for answers.
  func standstill(shortOf count: Int64) -> String? {
    guard persons.count < count, hasEnded else { return nil }
    return ([shortage(of: count)] + denials + ["ask for approval"]).joined(separator: "; ")
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
