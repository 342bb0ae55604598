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

  /// An entry that is to be made, with the files that it has.
  struct Draft {
    let content: DenylistEntry.Content
    let files: [String: [UInt8]]
  }

  /// Adds an entry, with the evidence that is kept with it; gives its sequence.
  func publish(
    _ content: DenylistEntry.Content, evidence: [UInt8]? = nil
  ) throws(CommandError) -> Int64 {
    let files = evidence.map { [DenylistEntry.evidenceName: $0] } ?? [:]
    return try publish([Draft(content: content, files: files)])
  }

  /// Adds entries, all or none of them; gives the sequence of the last.
  @discardableResult func publish(_ drafts: [Draft]) throws(CommandError) -> Int64 {
    let start = try denylist().last
    let signer = try Signer.open(
      principal, for: .law, at: session.now, descriptor: descriptor, in: session.context)
    let cryptography = session.context.cryptography
    let time = try time(after: start?.entry)
    var last: (id: ObjectID, digest: SHA256Digest)? = start.map { ($0.id, $0.digest) }
    var sequence = start?.entry.sequence ?? 0
    for draft in drafts {
      sequence += 1
      let entry = DenylistEntry(
        repository: session.trustRoot, sequence: sequence, chain: last?.digest ?? .zero,
        trust: session.state.name, time: time,
        reporter: Lane(principal: principal.id, key: signer.keyID), content: draft.content)
      let commit = entry.commit(on: last?.id, tree: try tree(draft.files))
      let signature = try signer.sign(commit.payload, in: .git, cryptography: cryptography)
      let object = RawObject(type: .commit, content: commit.content(signature: signature))
      last = (try write(object), cryptography.digest(object))
    }
    guard let last else { return sequence }
    try judge(last.id)
    try attempt {
      try session.repository.updateReferences([
        RefUpdate(name: DenylistEntry.ref, expectedOld: start?.id, new: last.id)
      ])
    }
    return sequence
  }

  /// Has the verifier judge the denylist with the new entry, by what the host has signed of it too; throws what it finds.
  private func judge(_ id: ObjectID) throws(CommandError) {
    let refs =
      session.governed.entangleRefs.filter { ref in
        if case .receipts = EntangleRef(ref.name, format: ref.id.format) { return true }
        return ref.name == EntangleRef.trustName
      } + [(name: DenylistEntry.ref, id: id)]
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

  private func tree(_ files: [String: [UInt8]]) throws(CommandError) -> ObjectID {
    var entries: [TreeEntry] = []
    for (name, content) in files {
      let blob = try write(RawObject(type: .blob, content: content))
      entries.append(TreeEntry(mode: .file, name: Array(name.utf8), id: blob))
    }
    return try write(TreeObject(entries).object)
  }

  private func write(_ object: RawObject) throws(CommandError) -> ObjectID {
    try attempt { try session.repository.write(object) }
  }
}
