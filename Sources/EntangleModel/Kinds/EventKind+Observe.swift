extension EventKind {
  static let runnerHello = EventKind(
    .runnerHello, .observe, "Says that a runner has started, with the number of its starts.",
    severity: .notice, signers: [.runner],
    fields: [EventField(.generation, .number), EventField(.capacity, .number)],
    files: [.optional("report")], headline: .generation)

  static let runnerHeartbeat = EventKind(
    .runnerHeartbeat, .observe, "Says that a runner is still there.", signers: [.runner],
    fields: [EventField(.generation, .number)], headline: .generation)

  static let runnerStatus = EventKind(
    .runnerStatus, .observe, "Says what a runner is doing.", signers: [.runner],
    fields: [
      EventField(.generation, .number), EventField(.status, .word(["idle", "busy", "draining"])),
    ],
    files: [.optional("report")], headline: .status)

  static let assignmentAccepted = EventKind(
    .assignmentAccepted, .observe, "Takes on an assignment, under its lease.", signers: [.runner],
    causes: [EventCauseRule(.assignmentOffer, tie: .addressed)],
    transition: WorkTransition(.assignment, [.offered], to: .accepted),
    fields: [EventField(.generation, .number)])

  static let assignmentRejected = EventKind(
    .assignmentRejected, .observe, "Declines an assignment.", severity: .notice,
    signers: [.runner], causes: [EventCauseRule(.assignmentOffer, tie: .addressed)],
    transition: WorkTransition(.assignment, [.offered], to: .rejected),
    fields: [EventField(.generation, .number)], files: [.optional("report")])

  static let runnerReceipt = EventKind(
    .runnerReceipt, .observe, "Says what came of a command to a runner.", signers: [.runner],
    causes: [
      EventCauseRule(
        .runnerTrust, .assignmentRevoke, .leaseRenew, .runStart, .runStop, .runRestart, .runCancel,
        tie: .addressed)
    ],
    fields: [
      EventField(.generation, .number), EventField(.outcome, .word(["done", "failed", "ignored"])),
    ],
    files: [.optional("report")], headline: .outcome)

  static let recoveryFinding = EventKind(
    .recoveryFinding, .observe,
    "Says that an assignment broke, for the recovery policy to go on from.", severity: .warning,
    signers: [.runner, .host, .operator],
    causes: [EventCauseRule(.assignmentAccepted, tie: .party)],
    fields: [EventField(.reason, .word(["crashed", "expired", "lost", "refused"]))],
    files: [.optional("report")], headline: .reason)

  static let logSummary = EventKind(
    .logSummary, .observe, "Sums up what a run has printed.", signers: [.runner],
    causes: [EventCauseRule(.assignmentAccepted, tie: .own)],
    fields: [EventField(.generation, .number)], files: [.required("report")])
}
