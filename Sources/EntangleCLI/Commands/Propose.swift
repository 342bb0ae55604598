internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// `entangle propose`: freezes a change for review.
struct Propose: Command {
  static let spec = CommandSpec(
    ["propose"], summary: "freeze a change for review", category: .work,
    options: [
      .value(
        "ref", "branch", isRequired: true, form: .branch, help: "the protected branch it is for"),
      .value("message", "text", letter: "m", isRequired: true, help: "what it does"),
      .value(
        "base", "revision", form: .branch,
        help: "where it starts (default: where the branch stands)"),
      .value("head", "revision", form: .branch, help: "where it ends (default: HEAD)"),
      .value("for", "task", help: "the task, accepted by you, that it serves"),
    ] + ActorOptions.specs,
    details: [
      "Prints the id of the proposal; refs/entangle/proposals/<id> keeps its commits. What no server under guard would take, "
        + "since git refuses it there or since it looks like a secret, is not proposed; digests of what only looks like one stand in "
        + "'entangle/allowed-secrets' of the git directory."
    ],
    environment: ActorOptions.environment, related: ["gitrevisions(7)"])

  private let ref: RefName
  private let message: String
  private let base: String?
  private let head: String
  private let task: String?
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    ref = try Arguments.branch(arguments.value("ref") ?? "")
    message = arguments.value("message") ?? ""
    base = arguments.value("base")
    head = arguments.value("head") ?? "HEAD"
    task = arguments.value("for")
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try actor.composer(.all, in: context)
    let session = composer.session
    let base: CommitReference
    if let revision = self.base {
      base = try session.commit(revision)
    } else {
      guard let tip = session.governed.branches[ref] else {
        throw CommandError("'\(ref)' is not there", hint: "entangle fetch, or --base")
      }
      base = try session.reference(to: tip)
    }
    let head = try session.commit(self.head)
    guard head.id != base.id else {
      throw CommandError(
        "there is nothing to propose: '\(displayText(self.head.utf8))' is where the change would start, "
          + "'\(base.id.short)'", code: "W108", hint: "commit first, or say --head",
        status: .refused)
    }
    try OfferedContent(head: head.id, in: session).requireFit("each commit that has it")
    try UnsignedCommits(for: ref, from: base, to: head, in: session).warn(context.diagnostics)
    var draft = EventDraft(
      kind: EventKind[.changePropose], values: [.ref(ref), .commit(base), .commit(head)])
    draft.files["message"] = try Arguments.text(message)
    if let task {
      draft.causes = [
        try session.task(task, for: composer.principal.id, toSay: .changePropose).accept
      ]
    }
    let made = try composer.publish(draft) { id in
      [(name: RefName("refs/entangle/proposals/\(id)"), id: head.id)]
    }
    try context.output.line(made.hex)
    return .ok
  }
}
