internal import EntangleModel

/// Repository, task, accept, attempt, input, command and runner of a manifest must be those of the
/// events, and the artifact must hang from the accept. Stops: one artifact for two tasks.
struct M103ManifestOfOther: EventRule {
  static let text = RuleText(
    "M103", "the manifest is of something else",
    rule: "Repository, task, accept, attempt, input, command and runner of a manifest must "
      + "be those of the events, and the artifact must hang from the accept.",
    stops: "one artifact for two tasks.",
    hint: "publish artifacts with entangle run")

  static let kinds: Set<EventName>? = [.taskResult]

  func findings(in context: EventContext) -> [Finding] {
    guard let artifact = context.artifact, let manifest = artifact.manifest,
      let accept = context.cause(.taskAccept)?.event,
      let task = context.state.course(accept: accept.id)
    else { return [] }
    let request = task.request.event
    let command = request.body.files.first { $0.name == TaskCommand.fileName }?.digest
    let isSame =
      manifest.repository == context.body.repository && manifest.task == task.offer.event.reference
      && manifest.accept == accept.reference && manifest.runner == context.principal
      && manifest.attempt == accept.body.number(.attempt)
      && manifest.input == request.body.commit(.input)
      && context.cryptography.sha256(manifest.command.json.encodeCanonical()) == command
    guard isSame else { return [Self.broken("the manifest is of another run")] }
    return artifact.parent == accept.id ? [] : [Self.broken("it does not hang from the accept")]
  }
}
