extension EventKind {
  /// Those who begin work.
  static let askers: [PrincipalKind] = [.user, .supervisor, .worker]
  /// Those who do it.
  static let doers: [PrincipalKind] = [.user, .supervisor, .worker, .reviewer, .service, .runner]

  static let taskRequest = EventKind(
    .taskRequest, .a2a, "Asks somebody to do something on a frozen commit.", signers: askers,
    causes: [EventCauseRule(.taskAccept, count: 0...1, tie: .own)],
    edges: [EventEdge(.signer, .delegates, .to)],
    transition: WorkTransition(.task, [.accepted, .failed, .succeeded], begins: .requested),
    fields: [EventField(.to, .id), EventField(.input, .commit)],
    files: [.required("brief"), .optional("command.json")], headline: .to)

  static let taskAccept = EventKind(
    .taskAccept, .a2a, "Takes on a task, for the first time or again after it failed.",
    signers: doers,
    causes: [EventCauseRule(.taskRequest, .taskHandoff, tie: .addressed)],
    transition: WorkTransition(.task, [.requested, .failed], to: .accepted),
    fields: [EventField(.attempt, .number)])

  static let taskReject = EventKind(
    .taskReject, .a2a, "Declines a task, for good.", severity: .notice, signers: doers,
    causes: [EventCauseRule(.taskRequest, .taskHandoff, tie: .addressed)],
    transition: WorkTransition(.task, [.requested, .failed], to: .rejected),
    files: [.optional("report")])

  static let taskUpdate = EventKind(
    .taskUpdate, .a2a, "Says how a task goes.", signers: doers,
    causes: [EventCauseRule(.taskAccept, tie: .own)],
    transition: WorkTransition(.task, [.accepted]),
    files: [.required("report")])

  static let taskResult = EventKind(
    .taskResult, .a2a, "Says what came of a task.", signers: doers,
    causes: [EventCauseRule(.taskAccept, tie: .own)],
    transition: WorkTransition(.task, [.accepted], to: .succeeded, .failed),
    fields: [
      EventField(.status, .word(["succeeded", "failed"])), EventField(.artifact, .commitOrNone),
    ],
    files: [.optional("report")], headline: .status)

  static let taskHandoff = EventKind(
    .taskHandoff, .a2a,
    "Hands an accepted task, and artifacts that are published already, on to somebody else.",
    severity: .notice, signers: doers.filter { $0 != .runner },
    causes: [
      EventCauseRule(.taskAccept, tie: .own), EventCauseRule(.taskResult, count: 0...30),
    ],
    edges: [EventEdge(.signer, .handsOff, .to)],
    transition: WorkTransition(.task, [.accepted], to: .handedOff, begins: .requested),
    fields: [EventField(.to, .id)],
    files: [.optional("brief")], headline: .to)

  static let taskCancel = EventKind(
    .taskCancel, .a2a, "Takes a task back, from whoever holds it.", severity: .warning,
    signers: askers, causes: [EventCauseRule(.taskRequest, tie: .own)],
    transition: WorkTransition(
      .task, [.requested, .accepted, .failed, .handedOff], to: .cancelled),
    files: [.optional("message")])
}
