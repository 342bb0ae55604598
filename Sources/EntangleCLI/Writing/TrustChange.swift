internal import EntangleCrypto
internal import EntangleModel
internal import EntangleVerify

/// Publishes a new trust state made from the one in force, or writes it to a file for others to sign.
struct TrustChange: Sendable {
  /// The options of every command that does.
  static let specs =
    ActorOptions.specs + [
      .value(
        "with", "id", isRepeatable: true, form: .principal,
        help: "have this authority, whose key is here, sign too"),
      .value(
        "draft", "file", form: .file,
        help: "publish nothing: write the state there for others to sign"),
    ]

  /// `--threshold`, for commands that change who is an authority.
  static let thresholdOption = OptionSpec.value(
    "threshold", "n", help: "how many authorities' persons must sign from then on")

  /// The value of `thresholdOption`.
  static func threshold(_ arguments: ParsedArguments) throws(UsageError) -> Int64? {
    try arguments.integer("threshold", in: 1...1_000)
  }

  let actor: ActorOptions
  private let cosigners: [PrincipalID]
  private let draft: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    actor = try ActorOptions(arguments)
    var cosigners: [PrincipalID] = []
    for text in arguments.values("with") { cosigners.append(try Arguments.principal(text)) }
    self.cosigners = cosigners
    draft = arguments.value("draft")
  }

  /// Changes the files of the newest state, signs, judges and publishes; prints the new state.
  ///
  /// `newKeys`: law keys of the store that the state gives to authorities; these sign too, as their
  /// new holders must.
  func publish(
    in context: CommandContext, newKeys: [(holder: Principal, name: KeyName)] = [],
    _ change: (_ files: inout [String: [UInt8]], _ session: Session) throws(CommandError) -> Void
  ) throws(CommandError) -> ExitStatus {
    let session = try Session.open(.all, in: context)
    var files = session.state.state.contentFiles
    try change(&files, session)
    guard files != session.state.state.contentFiles else {
      context.diagnostics.line("nothing to change")
      return .ok
    }
    let composer = session.trustComposer(actor.descriptor)
    var authors: [TrustComposer.Author] = []
    for id in [try session.principal(actor.principal).id] + cosigners {
      authors.append(.init(principal: try session.principal(id), keyName: nil))
    }
    var stated = composer.stated(files, lanes: session.cuts)
    for author in authors + newKeys.map({ .init(principal: $0.holder, keyName: $0.name) }) {
      try composer.sign(&stated, as: author, at: composer.issued)
    }
    if let draft {
      let path = context.path(draft)
      try TrustDraft(files: stated).write(to: path)
      context.diagnostics.line("draft written to '\(path)'; 'entangle trust sign' adds signatures")
      return .ok
    }
    return try session.publish(stated, by: authors[0], composer)
  }
}

extension Session {
  /// What makes states that follow the one in force.
  func trustComposer(_ descriptor: Int32?) -> TrustComposer {
    TrustComposer(
      context: context, repository: repository, objects: governed.objects, now: now,
      previous: state, descriptor: descriptor)
  }

  /// A principal of the state in force, active or not.
  func enrolled(_ id: PrincipalID) throws(CommandError) -> Principal {
    guard let principal = state.state.principals[id] else {
      throw CommandError(
        "'\(id)' is not enrolled", code: "K101", hint: "entangle principal list",
        status: .refused)
    }
    return principal
  }

  /// Puts another threshold into the files of a state.
  func setThreshold(
    _ threshold: Int64?, in files: inout [String: [UInt8]]
  ) throws(CommandError) {
    guard let threshold else { return }
    let old = state.state.repository
    files[RepositoryDocument.path] =
      RepositoryDocument(
        baseline: old.baseline, nonce: old.nonce, objectFormat: old.objectFormat,
        threshold: threshold
      ).canonical
  }

  /// Stores, judges and publishes a signed state; prints it.
  func publish(
    _ files: [String: [UInt8]], by publisher: TrustComposer.Author, _ composer: TrustComposer
  ) throws(CommandError) -> ExitStatus {
    let (commit, state) = try composer.store(files, publisher: publisher)
    try composer.judge(commit, root: trustRoot)
    try composer.publish(commit)
    try context.output.line(state.description)
    return .ok
  }

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
