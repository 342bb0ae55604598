internal import EntangleModel
internal import EntangleVerify

/// Publishes a new trust state made from the one in force.
struct TrustChange: Sendable {
  /// The options of every command that does.
  static let specs =
    ActorOptions.specs + [
      .value(
        "with", "id", isRepeatable: true, help: "have this authority, whose key is here, sign too")
    ]

  let actor: ActorOptions
  let cosigners: [PrincipalID]

  init(_ arguments: ParsedArguments) throws(UsageError) {
    actor = try ActorOptions(arguments)
    var cosigners: [PrincipalID] = []
    for text in arguments.values("with") { cosigners.append(try Arguments.principal(text)) }
    self.cosigners = cosigners
  }

  /// Changes the files of the newest state, signs, judges and publishes; prints the new state.
  func publish(
    in context: CommandContext,
    _ change: (_ files: inout [String: [UInt8]], _ session: Session) throws(CommandError) -> Void
  ) throws(CommandError) -> ExitStatus {
    let session = try Session.open(.all, in: context)
    var files = session.state.state.contentFiles
    try change(&files, session)
    guard files != session.state.state.contentFiles else {
      context.diagnostics.line("nothing to change")
      return .ok
    }
    var authors: [TrustComposer.Author] = []
    for id in [try session.principal(actor.principal).id] + cosigners {
      authors.append(.init(principal: try session.principal(id), keyName: nil))
    }
    let composer = TrustComposer(
      context: context, repository: session.repository, objects: session.governed.objects,
      now: session.now, previous: session.state)
    let (commit, state) = try composer.store(
      files: files, authors: authors, lanes: session.cuts, descriptor: actor.descriptor)
    try composer.judge(commit, root: session.trustRoot)
    try composer.publish(commit)
    try context.output.line(state.description)
    return .ok
  }
}

extension Session {
  /// The last event of each lane that is here and not refused, for a state that takes something away.
  var cuts: [Cut] {
    judgement.lanes.compactMap { lane in
      guard let last = lane.events.last(where: { $0.standing != .refused })?.event else {
        return nil
      }
      return Cut(
        lane: last.body.lane, sequence: last.body.sequence, digest: last.reference.digest)
    }
  }
}
