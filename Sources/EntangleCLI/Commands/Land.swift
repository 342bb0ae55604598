internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// `entangle land`: moves a protected branch to an approved proposal.
struct Land: Command {
  static let spec = CommandSpec(
    ["land"], summary: "move a protected branch to an approved proposal", category: .work,
    options: [
      .value(
        "remote", "name",
        help: "the remote whose branch moves (default: \(OperandSpec.defaultRemote))")
    ] + Exchange.Signing.options + ActorOptions.specs,
    operands: [.proposal],
    details: [
      "Writes the landing, pushes what else is here as entangle push does, and then the landing together with the branch, in one "
        + "atomic push; nothing moves where the policy is not met. Prints the id of the landing.",
      "Where the push breaks off and nobody can tell whether the remote took it, the landing stays, and the same command again goes on "
        + "with it.",
      "A rejection binds nobody: where enough others have approved, the proposal lands. Who has rejected it, and why, is "
        + "told as a warning.",
      Exchange.Signing.details,
    ], environment: ActorOptions.environment, related: ["git-push(1)"])

  private let proposal: String
  private let remote: String?
  private let signing: Exchange.Signing?
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    proposal = try arguments.requiredOperand(0, "proposal")
    remote = arguments.value("remote")
    signing = Exchange.Signing(arguments)
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try actor.composer(.all, in: context)
    let session = composer.session
    let remote = try session.repository.remote(remote)
    let landing = try LandingPlan(
      of: try session.event(proposal, .changePropose).event, in: session)
    let (ref, old, new) = (landing.ref, landing.old, landing.new)
    let lane: LaneMove
    let judgement: Judgement?
    var before = old.id
    if let earlier = landing.earlier(in: session) {
      guard let begun = try unfinished(earlier, ref: ref, old: old.id, at: remote, composer) else {
        throw landing.landed(by: earlier)
      }
      (lane, judgement) = (begun, session.judgement)
    } else {
      (lane, judgement) = try begin(landing, at: remote, composer)
      // Landed again, where the first landing has become void, the branch stands there already.
      if session.governed.branches[ref] == new.id { before = new.id }
    }
    try push(
      lane, ref: ref, old: old.id, new: new.id, before: before, to: remote, session: session)
    if let judgement {
      let lanes = session.governed.entangleRefs.map { ($0.name, $0.id) }
      NotesWriter(repository: session.repository, context: context).write(
        judgement, tips: Dictionary(lanes + [(lane.ref, lane.tip)]) { _, new in new })
    }
    try context.output.line(lane.landing.hex)
    context.diagnostics.line("landed \(new.id.short) on '\(ref)' of '\(remote)'")
    return .ok
  }

  /// Signs a landing, which stands on no ref yet, and has it judged. Throws where another of the lander's waits, and where the
  /// policy is not met.
  private func begin(
    _ landing: LandingPlan, at remote: String, _ composer: EventComposer
  ) throws(CommandError) -> (LaneMove, Judgement?) {
    let (session, ref) = (composer.session, landing.ref)
    // (Where only this clone does not know that it came there, nothing waits.)
    if let other = landing.waiting(of: composer.principal.id, in: session),
      try shown([ref.description], at: remote, in: session)[ref] == session.governed.branches[ref]
    {
      throw CommandError(
        "your landing '\(other.short)' on '\(ref)' did not come to '\(remote)' yet",
        hint:
          "'entangle land' of its proposal again goes on with it, 'entangle event withdraw \(other.hex)' takes it back",
        status: .refused)
    }
    let draft = try landing.draft(in: session, at: remote)
    let stored = try composer.store(draft, composer.signer())
    let judgement = try composer.judge(stored, draft)
    return (
      LaneMove(ref: stored.ref, tip: stored.id, before: stored.tip, landing: stored.id), judgement
    )
  }

  /// The lander's lane, and where it stands here before and after the landing.
  private struct LaneMove {
    let ref: RefName
    let tip: ObjectID
    let before: ObjectID?
    let landing: ObjectID
  }

  /// The lane of a landing without which the branch of the remote stands, as where a push broke off; nil where the branch
  /// has moved with it, or the landing is somebody else's. Throws where the branch has moved without it.
  private func unfinished(
    _ landing: ObjectID, ref: RefName, old: ObjectID, at remote: String, _ composer: EventComposer
  ) throws(CommandError) -> LaneMove? {
    let session = composer.session
    guard let lane = session.judgement.events[landing]?.event.body.lane,
      lane.principal == composer.principal.id,
      let tip = session.governed.entangleRefs.first(where: { $0.name == lane.ref })?.id,
      session.judgement.events[landing]?.event.body.commit(.new).map({
        session.state.state.withheld[$0.id] == nil
      }) ?? false
    else { return nil }
    let shown = try shown([ref.description, lane.ref.description], at: remote, in: session)
    guard shown[ref] == old else {
      let order = shown[lane.ref].map {
        try? RefOrder.chainOrder(lane.ref, $0, landing, in: session.repository)
      }
      guard order == nil || order == .behind else { return nil }
      let isBehind = try shown[ref].map { theirs throws(CommandError) in
        try attempt { try session.repository.isAncestor(theirs, of: old) }
      }
      guard isBehind == false else {
        throw CommandError(
          "'\(remote)' lacks what landed on '\(ref)' before",
          hint: "entangle push \(shellWord(remote))",
          status: .refused)
      }
      throw CommandError(
        "'\(ref)' of '\(remote)' moved before your landing was there",
        hint:
          "'entangle event withdraw \(landing.hex)', entangle fetch \(shellWord(remote)), and propose the change anew",
        status: .refused)
    }
    return LaneMove(ref: lane.ref, tip: tip, before: tip, landing: landing)
  }

  /// Pushes lane and branch in one transaction, after all else that is here and the remote takes: the landing may rest on that.
  ///
  /// The lane moves here first: else an event that is signed next, after a push that broke off, would take the place that the
  /// remote may have seen taken. It moves back where the remote says no.
  private func push(
    _ lane: LaneMove, ref: RefName, old: ObjectID, new: ObjectID, before: ObjectID,
    to remote: String, session: Session
  ) throws(CommandError) {
    _ = try session.repository.pushesElsewhere(remote)
    if lane.before != lane.tip {
      try pushRest(to: remote, session: session)
      try attempt {
        try session.repository.updateReferences([
          RefUpdate(name: lane.ref, expectedOld: lane.before, new: lane.tip)
        ])
      }
    }
    let ways =
      "'entangle land \(proposal)' again goes on with it, 'entangle event withdraw \(lane.landing.hex)' takes it back"
    let result: GitResult
    do throws(CommandError) {
      result = try Exchange.Signing.push(
        to: remote, of: session.trustRoot, signing: signing?.resolved(in: session.context),
        leases: ["--force-with-lease=\(ref):\(before)"],
        refs: ["\(lane.tip):\(lane.ref)", "\(new):\(ref)"]
      ) { words throws(CommandError) in
        try GitProgram.run(words, in: session)
      }
    } catch {
      // (As where somebody interrupts it.)
      throw CommandError(
        "\(error.message); the landing stays on your lane", hint: ways, status: error.status)
    }
    guard result.isSuccess else {
      result.tell(in: session.context)
      guard let now = try? self.shown([ref, lane.ref].map(\.description), at: remote, in: session),
        !result.isOpen || now[lane.ref] == lane.tip
      else {
        throw CommandError(
          "'\(remote)' gave no answer; whether it takes the landing is not known",
          hint: ways, status: .undecided)
      }
      if now[lane.ref] == lane.tip, now[ref] != old { return }
      if lane.before != lane.tip { try takeBack(lane, in: session) }
      let isUnsigned = DeclinedPush(result).reasons.contains { $0.code == "H112" }
      guard now[ref] != nil else {
        let branch = "\(shellWord(remote)) \(shellWord("\(old):\(ref)"))"
        throw CommandError(
          "'\(remote)' has no '\(ref)'; the landing was not pushed",
          hint: "'git push \(branch)', then 'entangle land' again", status: .refused)
      }
      let isStale = now[ref] != before
      throw CommandError(
        isStale
          ? "'\(ref)' of '\(remote)' has moved meanwhile; the landing was not pushed"
          : "'\(remote)' did not take the landing; nothing has moved",
        hint: isStale
          ? "entangle fetch \(shellWord(remote))"
          : isUnsigned ? "entangle land --signed \(proposal)" : result.wayIntoWorkTree,
        status: .refused)
    }
    try confirm(lane, ref: ref, old: old, new: new, at: remote, session: session)
  }

  /// Takes the landing back that no remote has; nothing happens where the lane goes on behind it already.
  private func takeBack(_ lane: LaneMove, in session: Session) throws(CommandError) {
    let change =
      lane.before.map { [lane.ref.description, $0.hex] } ?? ["-d", lane.ref.description]
    let moved = try GitProgram.run(
      ["update-ref", "--no-deref"] + change + [lane.tip.hex], in: session)
    guard !moved.isSuccess else { return }
    session.context.diagnostics.warning(
      "the landing stays on your lane: \(displayText(moved.reason.utf8))",
      hint: "entangle event withdraw \(lane.landing.hex)")
  }

  /// Pushes what is here without the landing. What stays here for its own sake keeps no landing back.
  private func pushRest(to remote: String, session: Session) throws(CommandError) {
    var exchange = try Exchange(with: remote, of: session.governed, in: session.context)
    let outcome = try exchange.push(
      root: session.trustRoot, signing: signing?.resolved(in: session.context))
    guard outcome.status != .ok else { return }
    session.context.diagnostics.warning(
      "not all that is here went to '\(remote)'",
      hint: "'entangle push \(shellWord(remote))' says what, and why")
  }

  /// Where refs stand that the remote shows, of those that some patterns take in.
  private func shown(
    _ patterns: [String], at remote: String, in session: Session
  ) throws(CommandError) -> [RefName: ObjectID] {
    let result = try GitProgram.run(
      ["ls-remote", "--refs", "--", remote] + patterns, in: session)
    guard result.isSuccess else {
      result.tell(besides: result.reason, in: session.context)
      throw CommandError("cannot look at '\(remote)': \(result.reason)")
    }
    let refs = result.text.split(separator: "\n").compactMap { line -> (RefName, ObjectID)? in
      let words = line.split(separator: "\t", maxSplits: 1)
      guard words.count == 2, let id = ObjectID(hex: words[0].utf8) else { return nil }
      return (RefName(Array(words[1].utf8)), id)
    }
    return Dictionary(refs) { first, _ in first }
  }

  /// Looks at the remote again: landed is what it shows, not what it said. The branch may have moved
  /// on by then, the lane is the lander's own.
  private func confirm(
    _ lane: LaneMove, ref: RefName, old: ObjectID, new: ObjectID, at remote: String,
    session: Session
  ) throws(CommandError) {
    let shown = try shown([ref.description, lane.ref.description], at: remote, in: session)
    guard shown[lane.ref] == lane.tip, let tip = shown[ref], tip != old else {
      throw CommandError(
        "'\(remote)' took the landing and does not show it",
        hint: "something there undoes what is pushed: ask who keeps it", status: .refused)
    }
    guard tip == new else { return }
    try RemoteMirror(remote, of: session.repository, in: session.context)
      .mark(ref, at: new, in: session.repository)
  }
}
