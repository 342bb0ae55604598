extension EventKind {
  /// Those who judge what others propose.
  static let judges: [PrincipalKind] = [.user, .supervisor, .reviewer]

  static let changePropose = EventKind(
    .changePropose, .a2a, "Freezes a change to a protected branch, for others to judge.",
    signers: askers, causes: [EventCauseRule(.taskAccept, count: 0...1, tie: .own)],
    transition: WorkTransition(.task, [.accepted, .failed, .succeeded]),
    fields: [EventField(.ref, .ref), EventField(.base, .commit), EventField(.head, .commit)],
    files: [.required("message")], headline: .ref)

  static let changeReview = EventKind(
    .changeReview, .a2a, "Says what a reviewer thinks of a proposal; it approves nothing.",
    signers: judges, causes: [EventCauseRule(.changePropose)],
    edges: [EventEdge(.signer, .reviews, .author)],
    fields: [EventField(.verdict, .word(["comment", "endorse", "object"]))],
    files: [.required("message")], headline: .verdict)

  static let approvalRequest = EventKind(
    .approvalRequest, .a2a, "Asks named approvers for approval of a proposal, until a moment.",
    signers: askers, causes: [EventCauseRule(.changePropose)],
    edges: [EventEdge(.approvers, .reviews, .signer)],
    fields: [
      EventField(.operation, .word(["land"])), EventField(.ref, .ref), EventField(.base, .commit),
      EventField(.head, .commit), EventField(.approvers, .ids), EventField(.expires, .time),
    ],
    files: [.optional("message")], headline: .ref)

  static let approvalResponse = EventKind(
    .approvalResponse, .a2a, "Approves or rejects what a request asks for.", severity: .notice,
    signers: judges, causes: [EventCauseRule(.approvalRequest, tie: .addressed)],
    edges: [EventEdge(.signer, .reviews, .author)],
    fields: [
      EventField(.decision, .word(["approved", "rejected"])), EventField(.head, .commit),
    ],
    files: [.optional("message")], headline: .decision)

  static let approvalWithdraw = EventKind(
    .approvalWithdraw, .a2a,
    "Takes a response back: who has seen this can land nothing with it any more.",
    severity: .warning, signers: judges,
    causes: [EventCauseRule(.approvalResponse, tie: .own)], files: [.optional("message")])

  static let land = EventKind(
    .land, .ref, "Moves a protected branch to an approved proposal.", severity: .notice,
    signers: askers,
    causes: [
      EventCauseRule(.land, count: 0...1), EventCauseRule(.approvalResponse, count: 1...31),
    ],
    fields: [EventField(.ref, .ref), EventField(.old, .commit), EventField(.new, .commit)],
    headline: .ref)

  static let tag = EventKind(
    .tag, .ref, "Names a landed commit for good, by an annotated and signed tag.",
    severity: .notice, signers: askers, causes: [EventCauseRule(.land)],
    fields: [
      EventField(.tag, .tag), EventField(.object, .object), EventField(.target, .commit),
    ],
    headline: .tag)
}
