internal import EntangleModel
internal import EntangleVerify

/// Whether those who are to be asked for approval of a proposal could ever give it, as far as is known before they
/// answer.
struct AskedApprovers {
  private let law: TrustState
  private let requester: Principal
  private let proposer: PrincipalID
  /// Whoever has signed a commit of the change.
  private let authors: [Principal]

  /// Of a `change.propose` from `base` to `head`, for which `requester` asks.
  init(
    of change: ParsedEvent, from base: CommitReference, to head: CommitReference,
    for requester: Principal, in session: Session
  ) {
    law = session.state.state
    self.requester = requester
    proposer = change.body.lane.principal
    let keys = ChangeSigners(
      session.governed.objects, cryptography: session.context.cryptography,
      chain: session.judgement.chain
    ).keys(from: base.id, to: head.id)
    let law = law
    authors = keys.compactMap { law.keys[$0]?.principal }.sorted { $0.id < $1.id }
  }

  /// Throws what would be refused of the answer of an approver: that of one of another kind, of one who is not active,
  /// and of the person who asks, proposes or has signed a commit. Edges are the request's own matter.
  func require(_ approver: PrincipalID) throws(CommandError) {
    guard let principal = law.principals[approver] else { return }
    let kinds = EventKind[.approvalResponse].signers
    guard kinds.contains(principal.kind) else {
      throw CommandError(
        "'\(approver)' cannot approve: it is \(principal.kind.oneOfThem)", code: "A101",
        hint: "ask a \(kinds.map(\.rawValue).joined(separator: " or "))", status: .refused)
    }
    guard principal.status == .active else {
      throw CommandError(
        "'\(approver)' cannot approve: it is \(principal.status.rawValue)", code: "A105",
        hint: "ask somebody else", status: .refused)
    }
    guard let reason = ownWork(of: principal) else { return }
    throw CommandError(
      "'\(approver)' cannot approve: \(reason)", code: "W104", hint: "ask another person",
      status: .refused)
  }

  /// Why an approval would be one of the person's own work; nil where it would not.
  private func ownWork(of approver: Principal) -> String? {
    func sameness(_ other: Principal) -> String {
      other.id == approver.id ? "" : ", and '\(other.id)' is of the same person"
    }
    if requester.person == approver.person {
      return "'\(requester.id)' asks for it" + sameness(requester)
    }
    if let other = law.principals[proposer], other.person == approver.person {
      return "'\(proposer)' has proposed it" + sameness(other)
    }
    return authors.first { $0.person == approver.person }.map {
      "'\($0.id)' has signed a commit of it" + sameness($0)
    }
  }
}
