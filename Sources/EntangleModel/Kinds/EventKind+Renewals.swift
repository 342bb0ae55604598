/// The kinds by which what is tainted is stood by (ADR 0009).
extension EventKind {
  static let eventRenew = EventKind(
    .eventRenew, .a2a,
    "Stands by a tainted event of one's own, so that nothing need be said of it any more.",
    severity: .notice, signers: doers + controllers,
    causes: [EventCauseRule(anyBut: .land, tie: .own)], files: [.optional("message")])

  static let approvalRenew = EventKind(
    .approvalRenew, .a2a,
    "Approves a tainted landing again: of as many persons as its policy asks for, it clears it.",
    severity: .notice, signers: judges, causes: [EventCauseRule(.land)],
    edges: [EventEdge(.signer, .reviews, .requesters)], files: [.optional("message")])
}
