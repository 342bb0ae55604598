internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

extension GovernedRepository {
  /// Judges the trust chain alone: no lane is read, and what a policy says of a branch is not
  /// asked.
  func trustReport(
    trustRoot: SHA256Digest?, now: Timestamp, in context: CommandContext
  ) -> Report {
    Verifier(
      VerificationInput(
        objects: objects, cryptography: context.cryptography, workers: context.workers,
        entangleRefs: entangleRefs.filter { $0.name == EntangleRef.trustName }, branches: [:],
        trustRoot: trustRoot, now: now)
    ).report()
  }

  /// The trust chain that ends at a commit; nil where it does not stand, or is another repository's.
  func chain(
    at head: ObjectID, root: SHA256Digest, now: Timestamp, in context: CommandContext
  ) -> TrustChain? {
    let report = Verifier(
      input(
        refs: [(name: EntangleRef.trustName, id: head)], branches: [:], trustRoot: root, now: now,
        in: context)
    ).report()
    guard let chain = report.judgement?.chain, chain.root == root else { return nil }
    return chain
  }

  /// Throws where there is no law: nobody has founded the repository, or its law was not fetched yet.
  func requireLaw() throws(CommandError) {
    guard !entangleRefs.contains(where: { $0.name == EntangleRef.trustName }) else { return }
    throw CommandError(
      "there is no law here", code: "T123",
      hint: "'entangle init' founds it, 'entangle fetch' brings that of a remote",
      status: .undecided)
  }

  /// What the newest trust state says of when it was issued; nil where there is none, or it cannot be read.
  func lawTime() throws(CommandError) -> Timestamp? {
    guard let tip = entangleRefs.first(where: { $0.name == EntangleRef.trustName })?.id,
      let object = try commit(tip)
    else { return nil }
    let read = try? SignedCommit.decode(
      object.content, format: objects.format, limits: ReadLimits())
    return read?.commit.header.time
  }

  /// Whether an object is here, and is a commit that can be read.
  func hasCommit(_ id: ObjectID) throws(CommandError) -> Bool {
    try commit(id) != nil
  }

  /// A commit as it stands in the repository; nil where it is not there, is no commit, or is larger than any that is read.
  private func commit(_ id: ObjectID) throws(CommandError) -> RawObject? {
    do {
      let object = try objects.read(id, limit: ReadLimits().commitBytes)
      return object?.type == .commit ? object : nil
    } catch {
      if case .tooLarge = error { return nil }
      throw CommandError(.unreadableObject(error) as GitError)
    }
  }

  /// The trust chain, judged against the trust root that the user has pinned.
  ///
  /// Throws the first finding where the chain is not there, is refused, or is another one than was
  /// pinned; where nothing is pinned it warns and believes what it finds.
  func trustChain(in context: CommandContext) throws(CommandError) -> TrustChain {
    let root = try RepositoryAccess.trustRoot(nil, for: self, in: context)
    let report = trustReport(trustRoot: root, now: try context.now(), in: context)
    let isFounded = report.findings.first { $0.code == "T102" }
    guard isFounded == nil, let chain = report.judgement?.chain, !chain.steps.isEmpty else {
      let reason = isFounded ?? report.findings.first { $0.code != "T101" } ?? report.findings.first
      throw reason.map { RepositoryAccess.error($0) }
        ?? CommandError("no trust chain", hint: "'entangle init' founds one")
    }
    if root == nil {
      context.diagnostics.warning(
        "nobody has said that this is the right repository: no trust root is pinned",
        hint: "'entangle trust pin \(chain.root?.hex ?? "<repository id>")', if that is its id")
    }
    return chain
  }
}
