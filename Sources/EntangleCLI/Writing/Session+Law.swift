internal import EntangleModel
internal import EntangleVerify

extension Session {
  /// What makes states that follow the one in force.
  func trustComposer(_ descriptor: Int32?) -> TrustComposer {
    trustComposer(descriptor, after: state)
  }

  /// What makes states that follow a given one.
  func trustComposer(_ descriptor: Int32?, after base: TrustStep) -> TrustComposer {
    TrustComposer(
      context: context, repository: repository, objects: governed.objects, now: now,
      previous: base, tip: state.reference.id, descriptor: descriptor)
  }

  /// A principal of the state whose files these are, active or not.
  func enrolled(
    _ id: PrincipalID, in files: [String: [UInt8]]
  ) throws(CommandError) -> Principal {
    for kind in PrincipalKind.allCases {
      guard let file = files["principals/\(kind.rawValue)/\(id).json"],
        let principal = try? Principal(canonical: file, kind: kind, id: id)
      else { continue }
      return principal
    }
    throw CommandError(
      "'\(id)' is not enrolled", code: "K101", hint: "entangle principal list", status: .refused)
  }

  /// Puts another threshold into the files of a state.
  func setThreshold(
    _ threshold: Int64?, in files: inout [String: [UInt8]]
  ) throws(CommandError) {
    guard let threshold, let file = files[RepositoryDocument.path],
      var repository = try? RepositoryDocument(canonical: file)
    else { return }
    repository.threshold = threshold
    files[RepositoryDocument.path] = repository.canonical
  }

  /// Stores, judges and publishes a signed state, where `check` has nothing against its commit; prints it.
  func publish(
    _ files: [String: [UInt8]], by publisher: TrustComposer.Author, _ composer: TrustComposer,
    _ check: (ObjectID) throws(CommandError) -> Void = { _ in }
  ) throws(CommandError) -> ExitStatus {
    let (commit, state) = try composer.store(files, publisher: publisher)
    try composer.judge(commit, root: trustRoot)
    try check(commit)
    try composer.publish(commit)
    try context.output.line(state.description)
    return .ok
  }

  /// The last event of each lane that is here and not refused, for a state of these files that takes something away; of a
  /// maker who is no authority, of the lanes that he cuts.
  func cuts(by maker: Principal?, to files: [String: [UInt8]]) -> [Cut] {
    let reach =
      maker.map { $0.kind == .authority } ?? true
      ? nil : SoleRights.reach(from: state.state.contentFiles, to: files)
    return judgement.lanes.compactMap { lane in
      guard let last = judgement.events(of: lane).last(where: { $0.standing != .refused })?.event,
        reach?.contains(last.body.lane.principal) ?? true
      else { return nil }
      return Cut(
        lane: last.body.lane, sequence: last.body.sequence, digest: last.reference.digest)
    }
  }
}

extension CommandError {
  /// Something is to be done with a principal who is retired.
  static func retired(_ id: PrincipalID, code: String? = nil) -> CommandError {
    CommandError(
      "'\(id)' is retired", code: code, hint: RuleBook.retiredHint, status: .refused)
  }
}
