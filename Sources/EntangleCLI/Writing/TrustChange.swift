internal import EntangleCrypto
internal import EntangleModel
internal import EntangleReport
internal import EntangleSystem
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
        help: "publish nothing: add the change to the draft there, for others to sign"),
    ]

  /// `--threshold`, for commands that change who is an authority.
  static let thresholdOption = OptionSpec.value(
    "threshold", "n", help: "how many authorities' persons must sign from then on")

  /// The value of `thresholdOption`.
  static func threshold(_ arguments: ParsedArguments) throws(UsageError) -> Int64? {
    try arguments.integer("threshold", in: 1...1_000)
  }

  let actor: ActorOptions
  let cosigners: [PrincipalID]
  let draft: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    actor = try ActorOptions(arguments)
    var cosigners: [PrincipalID] = []
    for text in arguments.values("with") { cosigners.append(try Arguments.principal(text)) }
    self.cosigners = cosigners
    draft = arguments.value("draft")
  }

  /// The draft that the change is added to, where the file holds one already.
  private func begun(_ session: Session) throws(CommandError) -> TrustDraft? {
    guard let draft else { return nil }
    let path = session.context.path(draft)
    guard try attempt({ try FileSystem.status(path) }) != nil else { return nil }
    return try TrustDraft(path: path).following(session.state)
  }

  /// Who signs at once: for a draft nobody need, so that somebody who is not enrolled can make one.
  private func actors(_ session: Session) throws(CommandError) -> [PrincipalID] {
    var named = actor.principal
    if named == nil {
      named = try Session.defaultPrincipal(session.context, session.repository)
    }
    if draft != nil, named.flatMap({ session.state.state.principals[$0] })?.status != .active {
      return cosigners
    }
    let maker = try session.principal(named)
    if draft != nil,
      try Signer.publicKey(of: maker, for: .law, at: session.now, in: session.context) == nil
    {
      session.context.diagnostics.line(
        "not signed by '\(maker.id)': no law key of '\(maker.id)' is in the key store")
      return cosigners
    }
    return [maker.id] + cosigners
  }

  /// Changes the files of the newest state, signs, judges and publishes; prints the new state.
  ///
  /// `newKeys`: law keys of the store that the state gives to authorities; these sign too, as their
  /// new holders must. What the graph lets nobody do any longer is told
  /// as a warning; with `checksGraph`, so is what may be meant. `tellsChanges`: what differs is told first.
  func publish(
    in context: CommandContext, newKeys: [(holder: Principal, name: KeyName)] = [],
    checksGraph: Bool = false, tellsChanges: Bool = false,
    _ change: (_ files: inout [String: [UInt8]], _ session: Session) throws(CommandError) -> Void
  ) throws(CommandError) -> ExitStatus {
    let session = try Session.open(.all, in: context)
    var files = session.state.state.contentFiles
    var voids: [StateReference] = []
    if let draft = try begun(session) {
      files = draft.state.contentFiles
      voids = draft.state.statement.voids
    }
    let begun = files
    try change(&files, session)
    session.dropUnusedBeginnings(in: &files)
    guard files != session.state.state.contentFiles else {
      context.diagnostics.line("nothing to change")
      return .ok
    }
    let before = session.state.state.contentFiles
    if Self.canChange(before, at: session.now), !Self.canChange(files, at: session.now) {
      throw CommandError(
        "too few authorities would have a key for law: nobody could change the law any more",
        hint:
          "'entangle key rotate' gives a new key in place of the old; or make another authority first",
        status: .refused)
    }
    if Self.canChange(before, at: session.now, helped: false),
      !Self.canChange(files, at: session.now, helped: false)
    {
      context.diagnostics.warning(
        "too few authorities will have a key for law: nobody but the recovery set can change it from then on"
      )
    }
    let composer = session.trustComposer(actor.descriptor)
    if tellsChanges {
      try Self.tell(
        from: try TrustDraft(files: composer.stated(begun, lanes: [])).state,
        to: try TrustDraft(files: composer.stated(files, lanes: [])).state, in: context)
    }
    var authors: [TrustComposer.Author] = []
    for id in try actors(session) {
      authors.append(.init(principal: try session.principal(id), keyName: nil))
    }
    var stated = composer.stated(
      files, lanes: session.cuts(by: authors.first?.principal, to: files),
      voids: voids)
    var consent: Consent?
    if draft != nil {
      consent = try TrustDraft(files: stated).consent(after: session.state)
      // Who makes a draft without a say in it leaves it to others to sign.
      if let maker = authors.first?.principal.id, !cosigners.contains(maker),
        let obstacle = consent?.obstacle(to: maker)
      {
        context.diagnostics.line("not signed by '\(maker)': \(obstacle.detail)")
        authors.removeFirst()
        stated = composer.stated(
          files, lanes: session.cuts(by: authors.first?.principal, to: files),
          voids: voids)
        consent = try TrustDraft(files: stated).consent(after: session.state)
      }
      try TrustDraft(files: stated).judge(after: session.judgement.chain, in: context)
    }
    for author in authors {
      try composer.sign(&stated, as: author, at: composer.issued, for: consent)
    }
    for new in newKeys {
      let author = TrustComposer.Author(principal: new.holder, keyName: new.name)
      try composer.sign(&stated, as: author, at: composer.issued)
    }
    if let draft {
      let path = context.path(draft)
      try TrustDraft(files: stated).write(to: path)
      context.diagnostics.line("draft written to '\(path)'; 'entangle trust sign' adds signatures")
      try Self.warn(of: stated, errorsAlone: !checksGraph, in: session)
      return .ok
    }
    let status = try session.publish(stated, by: authors[0], composer)
    try Self.warn(of: stated, errorsAlone: !checksGraph, in: session)
    return status
  }

  /// Tells what differs between two states, and which branches the second protects no longer.
  private static func tell(
    from old: TrustState, to new: TrustState, in context: CommandContext
  ) throws(CommandError) {
    let difference = GraphDifference(
      from: Graph(old), to: Graph(new), cryptography: context.cryptography)
    for change in difference.changes {
      context.diagnostics.write(GraphDiff.line(change, context.diagnosticColours) + "\n")
    }
    for ref in old.policies.keys.sorted() where new.policies[ref] == nil {
      context.diagnostics.warning("'\(ref)' is protected no longer")
    }
  }

  /// Warns of what 'entangle graph check' finds in the graph of a state, and not in the one in force.
  private static func warn(
    of files: [String: [UInt8]], errorsAlone: Bool, in session: Session
  ) throws(CommandError) {
    func findings(_ state: TrustState) -> [GraphFinding] {
      GraphChecker(Graph(state), now: session.now).findings.filter {
        $0.severity == .error || ($0.severity == .warning && !errorsAlone)
      }
    }
    let known = Set(findings(session.state.state).map { [$0.word.rawValue, $0.subject] })
    for finding in findings(try TrustDraft(files: files).state)
    where !known.contains([finding.word.rawValue, finding.subject]) {
      session.context.diagnostics.warning(
        "[\(finding.word.rawValue)] \(escapeUnseen(finding.detail))",
        hint: escapeUnseen(finding.fix))
    }
  }

  /// Whether authorities with keys that count are as many as have to sign a change of the law, or a recovery set could
  /// help, if it may. (Where not even all of them are, that is a rule's to speak of.)
  private static func canChange(
    _ files: [String: [UInt8]], at now: Timestamp, helped: Bool = true
  ) -> Bool {
    guard
      let document = files[RepositoryDocument.path].flatMap({
        try? RepositoryDocument(canonical: $0)
      }), document.recovery == nil || !helped
    else { return true }
    let folder = "principals/\(PrincipalKind.authority.rawValue)/"
    var persons: Set<PrincipalID> = []
    var all: Set<PrincipalID> = []
    for (path, bytes) in files {
      guard path.hasPrefix(folder), path.hasSuffix(".json"),
        let id = PrincipalID(Array(path.utf8.dropFirst(folder.utf8.count).dropLast(5))),
        let principal = try? Principal(canonical: bytes, kind: .authority, id: id),
        principal.status == .active
      else { continue }
      all.insert(principal.person)
      let isAble = principal.keys.contains {
        $0.uses.contains(.law) && $0.revocation == nil && ($0.notAfter.map { now < $0 } ?? true)
      }
      if isAble { persons.insert(principal.person) }
    }
    return persons.count >= document.threshold || all.count < document.threshold
  }
}
