extension EventKind {
  /// Those who may write to each other.
  static let peers: [PrincipalKind] = [.user, .supervisor, .worker, .reviewer, .service]

  static let question = EventKind(
    .question, .a2a,
    "Asks somebody something: unasked, about what that one has asked or answered, or once more.",
    signers: doers,
    causes: [
      EventCauseRule(
        .taskRequest, .taskHandoff, .taskAccept, .approvalRequest, .answer, .connectionRequest,
        .connectionVerdict, count: 0...1, tie: .counterpart)
    ],
    edges: [EventEdge(.signer, .contacts, .to, onlyUnasked: true)],
    transition: WorkTransition(.conversation, [.answered, .requested, .accepted], begins: .open),
    fields: [EventField(.to, .id)], files: [.required("message")], headline: .to)

  static let answer = EventKind(
    .answer, .a2a, "Answers a question.", signers: doers,
    causes: [EventCauseRule(.question, tie: .addressed)],
    transition: WorkTransition(.conversation, [.open], to: .answered),
    files: [.required("message")])

  static let connectionRequest = EventKind(
    .connectionRequest, .a2a, "Asks somebody for a lasting connection.", severity: .notice,
    signers: peers, causes: [EventCauseRule(.introduction, count: 0...1, tie: .addressed)],
    edges: [EventEdge(.signer, .contacts, .to, exceptServices: true)],
    transition: WorkTransition(.connection, begins: .requested),
    fields: [EventField(.to, .id), EventField(.expires, .time)], files: [.optional("message")],
    headline: .to)

  static let connectionVerdict = EventKind(
    .connectionVerdict, .a2a, "Accepts or rejects a connection; without one there is none.",
    severity: .notice, signers: peers,
    causes: [EventCauseRule(.connectionRequest, tie: .addressed)],
    transition: WorkTransition(.connection, [.requested], to: .accepted, .rejected),
    fields: [EventField(.decision, .word(["accepted", "rejected"]))],
    files: [.optional("message")], headline: .decision)

  static let introduction = EventKind(
    .introduction, .a2a, "Tells somebody of somebody else; it grants nothing.", signers: peers,
    edges: [EventEdge(.signer, .contacts, .to)],
    fields: [EventField(.to, .id), EventField(.peer, .id)], files: [.optional("message")],
    headline: .peer)

  static let close = EventKind(
    .close, .a2a, "Ends a conversation or a connection, for whoever has seen it.",
    severity: .notice, signers: doers,
    causes: [
      EventCauseRule(.question, .answer, .connectionRequest, .connectionVerdict, tie: .party)
    ],
    transition: WorkTransition(
      .conversation, [.open, .answered, .requested, .accepted], to: .closed),
    files: [.optional("message")])
}
