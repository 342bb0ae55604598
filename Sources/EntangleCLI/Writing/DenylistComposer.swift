internal import EntangleCrypto
internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// Makes entries of the denylist: signed, judged, and only then put where the denylist stands.
struct DenylistComposer {
  let session: Session
  let principal: Principal
  let descriptor: Int32?

  init(_ actor: ActorOptions, in context: CommandContext) throws(CommandError) {
    session = try Session.open(.trust, in: context)
    principal = try session.principal(actor.principal)
    descriptor = actor.descriptor
  }

  /// The denylist as it stands; throws where it cannot be read.
  func denylist() throws(CommandError) -> Denylist {
    try DenylistAccess.denylist(in: session.governed, session.context)
  }

  /// Adds an entry, with the evidence that is kept with it; gives its sequence and commit.
  func publish(
    _ content: DenylistEntry.Content, evidence: [UInt8]? = nil
  ) throws(CommandError) -> (sequence: Int64, id: ObjectID) {
    let last = try denylist().last
    let signer = try Signer.open(
      principal, for: .law, at: session.now, descriptor: descriptor, in: session.context)
    let entry = DenylistEntry(
      repository: session.trustRoot, sequence: (last?.entry.sequence ?? 0) + 1,
      chain: last?.digest ?? .zero, trust: session.state.name, time: try time(after: last?.entry),
      reporter: Lane(principal: principal.id, key: signer.keyID), content: content)
    let commit = entry.commit(on: last?.id, tree: try tree(evidence))
    let cryptography = session.context.cryptography
    let signature = try signer.sign(commit.payload, in: .git, cryptography: cryptography)
    let id = try write(RawObject(type: .commit, content: commit.content(signature: signature)))
    try judge(id)
    try attempt {
      try session.repository.updateReferences([
        RefUpdate(name: DenylistEntry.ref, expectedOld: last?.id, new: id)
      ])
    }
    return (entry.sequence, id)
  }

  /// Has the verifier judge the denylist with the new entry; throws what it finds.
  private func judge(_ id: ObjectID) throws(CommandError) {
    let refs =
      session.governed.entangleRefs.filter { $0.name == EntangleRef.trustName }
      + [(name: DenylistEntry.ref, id: id)]
    let findings = DenylistAccess.findings(
      session.governed.input(
        refs: refs, branches: [:], trustRoot: session.trustRoot, now: session.now,
        in: session.context))
    guard findings.isEmpty else { throw CommandError(findings) }
  }

  /// Now, or the moment of the entry before where the clock is a little behind that.
  private func time(after last: DenylistEntry?) throws(CommandError) -> Timestamp {
    let bounds = [last?.time, session.state.state.statement.issued].compactMap { $0 }
    let latest = bounds.max() ?? session.now
    guard latest.seconds - session.now.seconds <= ReadLimits().clockSkewSeconds else {
      throw CommandError(
        "the clock is behind: what this entry follows is of \(latest)", hint: "set the clock")
    }
    return max(latest, session.now)
  }

  private func tree(_ evidence: [UInt8]?) throws(CommandError) -> ObjectID {
    guard let evidence else { return try write(TreeObject([]).object) }
    let blob = try write(RawObject(type: .blob, content: evidence))
    let file = TreeEntry(mode: .file, name: Array(DenylistEntry.evidenceName.utf8), id: blob)
    return try write(TreeObject([file]).object)
  }

  private func write(_ object: RawObject) throws(CommandError) -> ObjectID {
    try attempt { try session.repository.write(object) }
  }
}
