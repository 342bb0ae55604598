internal import EntangleCrypto
internal import EntangleGit
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// Makes trust states: files in, a judged commit of the chain out.
struct TrustComposer {
  let context: CommandContext
  let repository: Repository
  let objects: any ObjectSource
  let now: Timestamp
  /// The state that the new one follows; nil when founding.
  let previous: TrustStep?

  /// Who signs: the publisher first.
  struct Author {
    let principal: Principal
    let keyName: KeyName?
  }

  /// Writes a state and its commit. `lanes`: the last event of each lane that is known.
  func store(
    files: [String: [UInt8]], authors: [Author], lanes: [Cut], descriptor: Int32?
  ) throws(CommandError) -> (id: ObjectID, name: StateReference) {
    let cryptography = context.cryptography
    var files = files
    let issued = max(now, previous?.state.statement.issued ?? now)
    let isAdditive = previous.map { step in
      step.state.contentFiles.allSatisfy { files[$0.key] == $0.value }
    }
    let statement = Statement(
      repository: previous?.repository ?? .zero, previous: previous?.name.digest ?? .zero,
      version: (previous?.name.version ?? 0) + 1,
      contents: Statement.contentsDigest(files, cryptography: cryptography), issued: issued,
      cuts: isAdditive ?? true ? [] : lanes)
    let bytes = statement.encoded
    let name = StateReference(version: statement.version, digest: cryptography.sha256(bytes))
    files["statement"] = bytes
    for author in authors {
      let signer = try signer(author, at: issued, descriptor)
      let signature = signer.sign(bytes, in: .trust, cryptography: cryptography)
      files["signatures/\(author.principal.id)/\(signer.keyID)"] = signature.armour
    }
    guard let publisher = authors.first else { throw CommandError("nobody signs") }
    let signer = try signer(publisher, at: issued, descriptor)
    let commit = SignedCommit(
      tree: try tree(files), parents: [previous?.reference.id].compactMap { $0 },
      principal: publisher.principal.id, time: issued,
      message: TrustMessage.encode(repository: previous?.repository ?? name.digest, state: name))
    let signature = signer.sign(commit.payload, in: .git, cryptography: cryptography)
    let id = try write(RawObject(type: .commit, content: commit.content(signature: signature)))
    return (id, name)
  }

  /// Has the verifier judge the chain with the new state at its end; throws what it finds.
  func judge(_ id: ObjectID, root: SHA256Digest) throws(CommandError) {
    let input = VerificationInput(
      objects: objects, cryptography: context.cryptography, workers: context.workers,
      entangleRefs: [(name: EntangleRef.trustName, id: id)], branches: [:], trustRoot: root,
      now: now)
    let report = Verifier(input).report()
    guard report.verdict == .verified else { throw CommandError(report.findings) }
  }

  /// Moves `refs/entangle/trust`.
  func publish(_ id: ObjectID) throws(CommandError) {
    try attempt {
      try repository.updateReferences([
        RefUpdate(name: EntangleRef.trustName, expectedOld: previous?.reference.id, new: id)
      ])
    }
  }

  private func signer(
    _ author: Author, at moment: Timestamp, _ descriptor: Int32?
  ) throws(CommandError) -> Signer {
    if let name = author.keyName {
      return try Signer.open(named: name, for: .law, descriptor: descriptor, in: context)
    }
    return try Signer.open(
      author.principal, for: .law, at: moment, descriptor: descriptor, in: context)
  }

  private func tree(_ files: [String: [UInt8]]) throws(CommandError) -> ObjectID {
    var entries: [TreeEntry] = []
    var folders: [String: [String: [UInt8]]] = [:]
    for (path, content) in files {
      if let slash = path.firstIndex(of: "/") {
        let rest = String(path[path.index(after: slash)...])
        folders[String(path[..<slash]), default: [:]][rest] = content
      } else {
        let id = try write(RawObject(type: .blob, content: content))
        entries.append(TreeEntry(mode: .file, name: Array(path.utf8), id: id))
      }
    }
    for (name, inner) in folders {
      entries.append(TreeEntry(mode: .tree, name: Array(name.utf8), id: try tree(inner)))
    }
    return try write(TreeObject(entries).object)
  }

  private func write(_ object: RawObject) throws(CommandError) -> ObjectID {
    try attempt { try repository.write(object) }
  }
}
