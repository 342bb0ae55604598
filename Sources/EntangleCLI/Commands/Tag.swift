internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// `entangle tag`: records a tag that git made, of a landed commit.
struct Tag: Command {
  static let spec = CommandSpec(
    ["tag"], summary: "record a signed tag of a landed commit", category: .work,
    options: ActorOptions.specs,
    operands: [OperandSpec("name", help: "the tag, such as v1.0")],
    details: [
      "Make the tag first: 'git tag -s' with gpg.format=ssh and an enrolled code key, on the commit "
        + "to which a landing brought its branch. Those who may land on a branch may tag what landed "
        + "there.",
      "Once recorded a tag never moves: 'entangle push' carries it, 'entangle verify' says where it "
        + "is gone from its place. Prints the id of the event.",
    ], environment: ActorOptions.environment, related: ["git-tag(1)"])

  private let ref: RefName
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    let name = try arguments.requiredOperand(0, "name")
    let full = name.hasPrefix("refs/") ? name : "refs/tags/\(name)"
    guard let ref = RefName(tag: full.utf8) else {
      throw UsageError("'\(displayText(name.utf8))' is no name of a tag")
    }
    self.ref = ref
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try actor.composer(.all, in: context)
    let session = composer.session
    if let branch = session.state.state.policies.keys.sorted().first(where: ref.mayHide) {
      throw CommandError(
        "git would take '\(ref)' for '\(branch)'", code: "H134", hint: "take another name",
        status: .refused)
    }
    if let before = session.judgement.state.events(ofTag: ref).first?.event {
      throw CommandError(
        "the tag is there already: \(before.id.short) made '\(ref)'", code: "W118",
        hint: "tags never move; take a new name", status: .refused)
    }
    let (named, target) = try tag(in: session)
    let landing = try landing(of: target, by: composer.principal.id, in: session)
    guard let commit = landing.body.commit(.new) else {
      throw CommandError("'\(landing.id)' lands nothing")
    }
    let draft = EventDraft(
      kind: EventKind[.tag], causes: [landing.reference],
      values: [.ref(ref), .object(named), .commit(commit)])
    try context.output.line(try composer.publish(draft).hex)
    return .ok
  }

  /// The tag object, and the commit that it names.
  private func tag(
    in session: Session
  ) throws(CommandError) -> (object: ObjectReference, target: ObjectID) {
    guard let tip = session.governed.tags[ref] else {
      throw CommandError("'\(ref)' is not there", hint: "make it with git tag -s")
    }
    let objects = session.governed.objects
    let object = try attempt { try objects.read(tip, limit: ReadLimits().commitBytes) }
    guard let object, object.type == .tag,
      let tag = CodeTag(content: object.content, format: objects.format)
    else {
      throw CommandError(
        "'\(ref)' is no annotated tag of a commit", code: "G104",
        hint: "make it with git tag -s", status: .refused)
    }
    let digest = session.context.cryptography.digest(object)
    return (ObjectReference(id: tip, digest: digest), tag.target)
  }

  /// A landing that ended at the commit: where there are several, on a branch whose policy lists the
  /// signer.
  private func landing(
    of target: ObjectID, by signer: PrincipalID, in session: Session
  ) throws(CommandError) -> ParsedEvent {
    let landings = session.judgement.events.values(.land, standing: .accepted).filter {
      $0.event.body.commit(.new)?.id == target
    }.map(\.event).sorted { $0.id < $1.id }
    let policies = session.state.state.policies
    let own = landings.first { landing in
      landing.body.ref.flatMap { policies[$0] }?.landers.contains(signer) ?? false
    }
    guard let landing = own ?? landings.first else {
      throw CommandError(
        "no landing ended at '\(target)'", code: "W118", hint: try wayOut(of: target, in: session),
        status: .refused)
    }
    if let branch = landing.body.ref, let tip = session.governed.branches[branch],
      try !attempt({ try session.repository.isAncestor(target, of: tip) })
    {
      throw CommandError(
        "'\(branch)' does not lead through '\(target)'", code: "R107",
        hint: "entangle fetch; if it lost a race, land it again", status: .refused)
    }
    return landing
  }

  /// What helps where no landing ended at a commit. What a protected branch has already, as its baseline, cannot land.
  private func wayOut(of target: ObjectID, in session: Session) throws(CommandError) -> String {
    for branch in session.state.state.policies.keys.sorted() {
      guard let tip = session.governed.branches[branch],
        try attempt({ try tip == target || session.repository.isAncestor(target, of: tip) })
      else { continue }
      return
        "'\(branch)' has it already: where the next landing ends a tag can be recorded, and of this commit 'git push' takes a plain one"
    }
    return "land it, then tag it"
  }
}
