internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// `entangle trust publish`: publishes a draft that enough authorities have signed.
struct TrustPublish: Command {
  static let spec = CommandSpec(
    ["trust", "publish"], summary: "publish a draft that has been signed", category: .trust,
    options: ActorOptions.specs, operands: [OperandSpec("file", form: .file, help: "the draft")],
    details: [
      "The draft must follow the state in force, or one at a remote whose branch it chooses, and carry the signatures of as many authorities' "
        + "persons as the threshold asks for; the publisher is one of these authorities, or of those "
        + "who take their place where the recovery set has signed. What was "
        + "signed, its date and its cuts stay as they are. A signature that counts for nothing is left out.",
      "Nothing is published where a commit that the state names is not here, or where events that are here came after "
        + "the draft and would be refused under it.",
    ], environment: ActorOptions.environment)

  private let file: String
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    file = try arguments.requiredOperand(0, "file")
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let session = try Session.open(.all, in: context)
    let draft = try TrustDraft(path: context.path(file))
    let base = try draft.base(in: session).tip
    try requireCommits(of: draft.state, after: base.state, in: session)
    let publisher = try actor.principal(session, draft, after: base)
    var files = draft.files
    for vain in draft.consent(after: base).vainSignatures(publishedBy: publisher.id) {
      files[vain.path] = nil
      context.diagnostics.line(
        "left out the signature of '\(vain.signer)', which counts for nothing")
    }
    return try session.publish(
      files, by: .init(principal: publisher, keyName: nil),
      session.trustComposer(actor.descriptor, after: base)
    ) { commit throws(CommandError) in try requireEvents(under: commit, in: session) }
  }

  /// Throws where a commit is not here from which a branch goes on or begins: who makes a draft may have it alone.
  private func requireCommits(
    of state: TrustState, after base: TrustState, in session: Session
  ) throws(CommandError) {
    let known = Set(base.redactions.values)
    var named = state.redactions.values.filter { !known.contains($0) }.compactMap(\.move).map {
      (ref: $0.ref, id: $0.new.id)
    }
    named += state.repository.baseline.filter { base.repository.baseline[$0.key] != $0.value }.map {
      (ref: $0.key, id: $0.value.id)
    }
    let limit = ReadLimits().commitBytes
    for (ref, id) in named.sorted(by: { $0.ref < $1.ref }) {
      guard try attempt({ try session.governed.objects.read(id, limit: limit) }) == nil else {
        continue
      }
      throw CommandError(
        "'\(ref)' goes on from \(id), which is not here",
        hint:
          "who has made the draft publishes it, or pushes that commit on a branch of its own, and you 'entangle fetch' it",
        status: .undecided)
    }
  }

  /// Throws where events that count by now would be refused under the state: its cuts are older than they are.
  private func requireEvents(
    under commit: ObjectID, in session: Session
  ) throws(CommandError) {
    let refs =
      session.governed.entangleRefs.filter { $0.name != EntangleRef.trustName }
      + [(name: EntangleRef.trustName, id: commit)]
    let judgement = Verifier(
      session.governed.input(
        refs: refs, branches: [:], trustRoot: session.trustRoot, now: session.now,
        in: session.context)
    ).report(in: session.context).judgement
    let refused = session.judgement.lanes.flatMap { session.judgement.events(of: $0) }.filter {
      $0.standing == .accepted && judgement?.events[$0.event.id]?.standing == .refused
    }
    guard !refused.isEmpty else { return }
    let counts = Dictionary(grouping: refused, by: \.event.body.lane.principal).mapValues(\.count)
    let told = counts.sorted { $0.key < $1.key }.map { "\($0.value) of '\($0.key)'" }
    throw CommandError(
      "events came after the draft and would be refused under it: "
        + told.joined(separator: ", "),
      hint: "make the draft anew, so that its cuts have them, and have it signed again",
      status: .refused)
  }
}
