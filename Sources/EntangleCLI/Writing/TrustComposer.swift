internal import EntangleCrypto
internal import EntangleGit
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// Makes trust states: files in, signatures added, a judged commit of the chain out.
struct TrustComposer {
  let context: CommandContext
  let repository: Repository
  let objects: any ObjectSource
  let now: Timestamp
  /// The state that the new one follows; nil when founding.
  let previous: TrustStep?
  /// Where `refs/entangle/trust` stands; nil when founding.
  let tip: ObjectID?
  /// Where passphrases are read, if not at the terminal.
  let descriptor: Int32?

  /// Who signs, and with which key of the store; nil for the one that is enrolled.
  struct Author {
    let principal: Principal
    let keyName: KeyName?
  }

  /// When a state is issued that is made now.
  var issued: Timestamp { max(now, previous?.state.statement.issued ?? now) }

  /// Adds the statement over a state's files. `lanes`: the last event of each lane that is known;
  /// `voids`: the states of another branch that it makes void.
  func stated(
    _ files: [String: [UInt8]], lanes: [Cut], voids: [StateReference] = []
  ) -> [String: [UInt8]] {
    let isAdditive = previous.map { step in
      TrustState.isAdditive(files, after: step.state.contentFiles)
    }
    let statement = Statement(
      repository: previous?.repository ?? .zero, previous: previous?.name.digest ?? .zero,
      version: (previous?.name.version ?? 0) + 1,
      contents: Statement.contentsDigest(files, cryptography: context.cryptography),
      issued: issued, cuts: isAdditive ?? true ? [] : lanes, voids: voids)
    var files = files
    files["statement"] = statement.encoded
    return files
  }

  /// Adds an author's signature over the statement of `files`, which was issued at a moment. Throws where that would
  /// count for nothing, if the consent to the state is given.
  func sign(
    _ files: inout [String: [UInt8]], as author: Author, at moment: Timestamp,
    for consent: Consent? = nil
  ) throws(CommandError) {
    guard let statement = files["statement"] else { throw CommandError("nothing to sign") }
    if let obstacle = consent?.obstacle(to: author.principal.id) {
      throw CommandError(obstacle, to: author.principal.id)
    }
    let signer = try signer(author, at: moment)
    if let obstacle = consent?.obstacle(to: author.principal.id, with: signer.publicKey) {
      throw CommandError(obstacle, to: author.principal.id)
    }
    let signature = try signer.sign(statement, in: .trust, cryptography: context.cryptography)
    files["signatures/\(author.principal.id)/\(signer.keyID)"] = signature.armour
  }

  /// Adds the signature of a key of the recovery set; throws where that would count for nothing.
  func sign(
    _ files: inout [String: [UInt8]], asRecovery name: KeyName, for consent: Consent
  ) throws(CommandError) {
    guard let statement = files["statement"] else { throw CommandError("nothing to sign") }
    if let obstacle = consent.obstacleToRecovery {
      throw CommandError(
        "the signature with the key '\(name)' would count for nothing: \(obstacle.detail)",
        code: obstacle.code, hint: "replace the authorities, and have the new ones do the rest",
        status: .refused)
    }
    let signer = try Signer.open(named: name, for: .law, descriptor: descriptor, in: context)
    guard let known = previous?.state.repository.recovery?.keys, known.contains(signer.publicKey)
    else {
      throw CommandError(
        "'\(name)' is no key of the recovery set", code: "T112",
        hint: "the set is named in repository.json", status: .refused)
    }
    let signature = try signer.sign(statement, in: .trust, cryptography: context.cryptography)
    files["signatures/\(RecoverySet.signerName)/\(signer.keyID)"] = signature.armour
  }

  /// Writes a signed state and its commit.
  func store(
    _ files: [String: [UInt8]], publisher: Author
  ) throws(CommandError) -> (id: ObjectID, name: StateReference) {
    let state = try TrustDraft(files: files).state
    let issued = state.statement.issued
    let name = StateReference(
      version: state.statement.version,
      digest: context.cryptography.sha256(state.statement.encoded))
    let signer = try signer(publisher, at: issued)
    let commit = SignedCommit(
      tree: try tree(files), parents: [previous?.reference.id].compactMap { $0 },
      principal: publisher.principal.id, time: issued,
      message: TrustMessage.encode(repository: previous?.repository ?? name.digest, state: name))
    let signature = try signer.sign(commit.payload, in: .git, cryptography: context.cryptography)
    let id = try write(RawObject(type: .commit, content: commit.content(signature: signature)))
    return (id, name)
  }

  /// Has the verifier judge the chain with the new state at its end; throws what it finds. Lanes and
  /// receipts are not read: whether they hold what the law names is not the chain's matter.
  func judge(_ id: ObjectID, root: SHA256Digest) throws(CommandError) {
    let input = VerificationInput(
      objects: objects, cryptography: context.cryptography, workers: context.workers,
      entangleRefs: [(name: EntangleRef.trustName, id: id)], branches: [:], trustRoot: root,
      now: now)
    let findings = Verifier(input).report().findings.filter {
      $0.code != "L111" && !$0.code.hasPrefix("J")
    }
    guard Verdict(findings) == .verified else { throw CommandError(findings) }
  }

  /// Moves `refs/entangle/trust`.
  func publish(_ id: ObjectID) throws(CommandError) {
    let updates = try TrustRef.updates(from: tip, to: id, in: repository)
    try attempt { try repository.updateReferences(updates) }
  }

  private func signer(_ author: Author, at moment: Timestamp) throws(CommandError) -> Signer {
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

extension CommandError {
  /// A signature over a draft that would count for nothing.
  init(_ obstacle: Consent.Obstacle, to signer: PrincipalID) {
    self.init(
      "the signature of '\(signer)' would count for nothing: \(obstacle.detail)",
      code: obstacle.code, hint: "have authorities sign: 'entangle principal list' names them",
      status: .refused)
  }
}
