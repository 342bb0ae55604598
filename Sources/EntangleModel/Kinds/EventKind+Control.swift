extension EventKind {
  /// Those who direct runners.
  static let controllers: [PrincipalKind] = [.operator, .host]

  static let runnerTrust = EventKind(
    .runnerTrust, .control, "Takes a runner into service, or out of it.", severity: .notice,
    signers: controllers, causes: [EventCauseRule(.runnerHello, count: 0...1, tie: .ofAddressee)],
    edges: [EventEdge(.signer, .operates, .to)],
    fields: [EventField(.to, .id), EventField(.decision, .word(["trusted", "distrusted"]))],
    headline: .to)

  static let assignmentOffer = EventKind(
    .assignmentOffer, .control, "Offers a runner the lease of a task that is addressed to it.",
    signers: controllers,
    causes: [
      EventCauseRule(.taskRequest, .taskHandoff, tie: .sameAddressee),
      EventCauseRule(.runnerTrust, tie: .sameAddressee),
    ],
    edges: [EventEdge(.signer, .operates, .to)],
    transition: WorkTransition(.assignment, begins: .offered),
    fields: [EventField(.to, .id), EventField(.expires, .time)], headline: .to)

  static let assignmentRevoke = EventKind(
    .assignmentRevoke, .control, "Takes a lease back.", severity: .warning, signers: controllers,
    causes: [EventCauseRule(.assignmentOffer)],
    edges: [EventEdge(.signer, .operates, .assignee)],
    transition: WorkTransition(.assignment, [.offered, .accepted], to: .revoked))

  static let leaseRenew = EventKind(
    .leaseRenew, .control, "Prolongs a lease that a runner has accepted.", signers: controllers,
    causes: [EventCauseRule(.assignmentAccepted)],
    edges: [EventEdge(.signer, .operates, .assignee)],
    transition: WorkTransition(.assignment, [.accepted]), fields: [EventField(.expires, .time)],
    headline: .expires)

  static let runStart = run(.runStart, "Has an accepted assignment run.")
  static let runStop = run(.runStop, "Has a run end in good order.", severity: .notice)
  static let runRestart = run(
    .runRestart, "Has a run begin again, as a later generation of its runner.", severity: .notice,
    fields: [EventField(.generation, .number)])
  static let runCancel = run(.runCancel, "Has a run broken off at once.", severity: .warning)

  private static func run(
    _ name: EventName, _ purpose: String, severity: Severity = .info, fields: [EventField] = []
  ) -> EventKind {
    EventKind(
      name, .control, purpose, severity: severity, signers: controllers,
      causes: [EventCauseRule(.assignmentAccepted)],
      edges: [EventEdge(.signer, .operates, .assignee)],
      transition: WorkTransition(.assignment, [.accepted]), fields: fields,
      headline: fields.first?.name)
  }
}
