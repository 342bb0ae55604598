internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// `entangle event withdraw`: takes back the newest events of a lane, where nobody else has them.
struct EventWithdraw: Command {
  static let spec = CommandSpec(
    ["event", "withdraw"],
    summary: "take back events of a lane that nobody else has",
    category: .work,
    operands: [
      OperandSpec("event", help: "the id of the first of them, or at least 4 of its first digits")
    ],
    details: [
      "For an event that no remote takes, as one that the law allows no more, or one about a commit with a secret: nothing after it on its "
        + "lane counts either. It goes, with all that follows it on the lane, and the refs that keep proposals, inputs and artifacts "
        + "for these. Their ids are printed. The lane's old end is kept below refs/entangle-void/; commits and tags are git's to keep.",
      "Every remote of git's is asked whether it has the event: what others have stands, and what a remote has shown, "
        + "unless another event stands in its place by now: one that is good, as a remote shows it, or one that the law counts. "
        + "(Then the lane was forked, and this is the end that has lost.) Nor does it go where somebody else "
        + "has built on it here. Whoever has got it in another way, as in a bundle, holds two ends of the lane, "
        + "both signed, once the lane goes on.",
    ], related: ["entangle-withdraw(1)", "entangle-trust-withdraw(1)"])

  private let text: String

  init(_ arguments: ParsedArguments) throws(UsageError) {
    text = try arguments.requiredOperand(0, "event")
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let session = try Session.open(.all, asOfLaw: true, in: context)
    let withdrawal = Withdrawal(session: session)
    try withdrawal.requireOwn()
    if let lost = try LostEvents.named(text, in: session) { return try leave(lost, in: session) }
    let first = try event(in: session)
    let ref = first.event.body.lane.ref
    guard let lane = session.judgement.lanes.first(where: { $0.ref == ref }),
      let tip = session.governed.entangleRefs.first(where: { $0.name == ref })?.id
    else { throw CommandError("'\(ref)' is not here") }
    let events = session.judgement.events(of: lane)
    let gone = events.filter { $0.event.body.sequence >= first.event.body.sequence }
    let before = events.last { $0.event.body.sequence < first.event.body.sequence }
    let kept = kept(for: Array(gone), in: session)
    try requireLast(first.event.id, but: Set(kept.keys).union([ref]), in: session)
    let name = "'\(first.event.id.short)'"
    let shown = try withdrawal.asked(ref, called: name)
    let fork = LaneFork(at: first.event, on: lane, shown: shown.map(\.tip), in: session)
    try requireUncounted(first.event.body, by: fork, in: session)
    // (Where the lane has gone on in another way, whoever once saw this one has to give it up as well.)
    let earlier = fork.isLost ? [] : try withdrawal.remembered(ref)
    try withdrawal.requireUnknown(
      first.event.id, at: ref, among: shown + earlier, called: name,
      hint: "what others have stands; a further event says otherwise")
    try withdrawal.forget(first.event.id, at: ref, before: before?.event.id)
    // (The first as well: what stands on it was taken back, and nothing before it.)
    try withdrawal.move(
      ref, from: tip, to: before?.event.id, keeping: [tip, first.event.id], removing: kept)
    for event in gone.reversed() { try context.output.line("\(event.event.id)") }
    return .ok
  }

  /// Takes a lane back to the newest event that can be read, and says what is lost.
  private func leave(_ lost: LostEvents, in session: Session) throws(CommandError) -> ExitStatus {
    let newest = try lost.newest()
    let gone = Set(lost.ids)
    let kept = session.governed.entangleRefs.filter {
      switch EntangleRef($0.name, format: $0.id.format) {
      case .proposal(let event)?, .input(let event)?: gone.contains(event)
      default: false
      }
    }
    try Withdrawal(session: session).move(
      lost.ref, from: lost.tip, to: newest?.id, keeping: [],
      removing: Dictionary(kept.map { ($0.name, $0.id) }) { first, _ in first })
    for id in lost.ids { try session.context.output.line("\(id)") }
    for (name, id) in kept { session.context.diagnostics.line("'\(name)' was at \(id)") }
    let rest = newest.map { "ends at \($0.body.sequence), '\($0.id)'" } ?? "is not here any more"
    session.context.diagnostics.warning(
      "'\(lost.lost)' cannot be read and is lost, with what was on it; '\(lost.ref)' \(rest)",
      hint: "'entangle fetch' brings what a remote has of it; what none has is to be signed again")
    if let file = lost.damaged {
      session.context.diagnostics.warning(
        "git stumbles over the damaged file, should a remote have it whole", hint: "rm -f '\(file)'"
      )
    }
    return .ok
  }

  private func event(in session: Session) throws(CommandError) -> JudgedEvent {
    let found = Array(session.judgement.events.values(named: text))
    guard text.utf8.count >= 4, let event = found.first else {
      throw CommandError(
        "'\(displayText(text.utf8))' names no event", hint: "'entangle log' lists them")
    }
    guard found.count == 1 else {
      throw CommandError("'\(displayText(text.utf8))' is ambiguous", hint: "give more digits")
    }
    return event
  }

  /// Throws where a ref of the record builds on an event, but those that go with it.
  private func requireLast(
    _ id: ObjectID, but leaving: Set<RefName>, in session: Session
  ) throws(CommandError) {
    let found = try GitProgram.run(
      ["for-each-ref", "--format=%(refname)", "--contains", id.hex, "refs/entangle/"], in: session)
    let others = found.text.split(separator: "\n").filter {
      !leaving.contains(RefName(Array($0.utf8)))
    }
    guard found.isSuccess else {
      throw CommandError(
        "cannot see what builds on '\(id.short)': \(displayText(found.reason.utf8))",
        hint: "git fsck", status: .undecided)
    }
    guard let other = others.first else { return }
    throw CommandError(
      "'\(displayText(other.utf8))' builds on '\(id.short)'",
      hint: "what it has since then has to be taken back before", status: .refused)
  }

  /// Throws where law counts an event, or one after it on its lane.
  private func requireUncounted(
    _ body: EventBody, by fork: LaneFork, in session: Session
  ) throws(CommandError) {
    let step = session.judgement.chain.steps.last { step in
      step.state.statement.cuts.contains { cut in
        cut.lane == body.lane && cut.sequence >= body.sequence && !fork.isElsewhere(cut)
      }
    }
    guard let step else { return }
    throw CommandError(
      "version \(step.name.version) of the law counts it",
      hint: "'entangle trust withdraw' takes that back before, where nobody else has it",
      status: .refused)
  }

  /// The refs that are there for events alone.
  private func kept(for events: [JudgedEvent], in session: Session) -> [RefName: ObjectID] {
    var names: Set<RefName> = []
    var artifacts: Set<ObjectID> = []
    for event in events.map(\.event) {
      names.insert(RefName("refs/entangle/proposals/\(event.id)"))
      names.insert(RefName("refs/entangle/inputs/\(event.id)"))
      if let artifact = event.body.commit(.artifact) { artifacts.insert(artifact.id) }
    }
    let refs = session.governed.entangleRefs.filter { ref in
      if names.contains(ref.name) { return true }
      guard case .artifact? = EntangleRef(ref.name, format: ref.id.format) else { return false }
      return artifacts.contains(ref.id)
    }
    return Dictionary(refs.map { ($0.name, $0.id) }) { first, _ in first }
  }
}
