internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleRunner
internal import EntangleSystem
internal import EntangleVerify

/// What a command printed on one stream.
struct PrintedStream {
  /// The last of it.
  let end: [UInt8]
  /// Of all of it.
  let digest: SHA256Digest
}

/// What came of running a command.
struct RunOutcome {
  enum Ending {
    case made([CollectedFile])
    case failed(String)
  }

  let ending: Ending
  /// Standard output and standard error.
  let printed: [PrintedStream]
  let sandbox: SandboxReport?

  /// The same where nothing is made of what it made.
  func failed(because message: String) -> RunOutcome {
    RunOutcome(ending: .failed(message), printed: printed, sandbox: nil)
  }
}

/// An accepted task of a runner, from the end of its command to the published result.
struct RunJob {
  let composer: EventComposer
  /// What offers the task to the runner.
  let offer: ParsedEvent
  let accept: ParsedEvent
  let attempt: Int64
  let input: CommitReference
  let command: TaskCommand
  let started: Timestamp

  /// Publishes the result, and answers it and why the task failed, if it did.
  func published(
    _ outcome: RunOutcome
  ) throws(CommandError) -> (result: ObjectID, failure: String?) {
    let result = try publish(outcome)
    return switch outcome.ending {
    case .made: (result, nil)
    case .failed(let why): (result, why)
    }
  }

  /// Publishes the result, with the artifact where there is one; answers the event's id.
  private func publish(_ outcome: RunOutcome) throws(CommandError) -> ObjectID {
    switch outcome.ending {
    case .failed(let message):
      var draft = EventDraft(
        kind: EventKind[.taskResult], causes: [accept.reference],
        values: [.word("failed"), .absent])
      draft.files["report"] = report(message, outcome.printed)
      return try composer.publish(draft)
    case .made(let files):
      let artifact = try artifact(files, outcome)
      let draft = EventDraft(
        kind: EventKind[.taskResult], causes: [accept.reference],
        values: [.word("succeeded"), .commit(artifact)])
      let ref = ArtifactCommit.ref(
        task: offer.id, runner: composer.principal.id, attempt: attempt)
      return try composer.publish(draft) { _ in [(name: ref, id: artifact.id)] }
    }
  }

  private func artifact(
    _ files: [CollectedFile], _ outcome: RunOutcome
  ) throws(CommandError) -> CommitReference {
    let session = composer.session
    let cryptography = session.context.cryptography
    let finished = try session.context.now()
    let outputs = try tree(files.map { ($0.path.text, $0) })
    try OfferedContent(outputs, in: session).requireFit("what the task makes")
    let manifest = Manifest(
      repository: session.trustRoot, task: offer.reference, accept: accept.reference,
      attempt: attempt, runner: composer.principal.id, input: input, command: command,
      sandbox: outcome.sandbox.map(Self.json) ?? .object([:]),
      files: files.map { file in
        ArtifactFile(
          path: file.path.text, digest: cryptography.sha256(file.content),
          isExecutable: file.mode == .executable, size: Int64(file.content.count))
      },
      printed: Dictionary(
        zip(["stderr", "stdout"], outcome.printed.reversed().map(\.digest))
      ) { first, _ in first },
      startedOn: started, finishedOn: max(started, finished))
    let signer = try composer.signer(for: .artifact)
    let payload = manifest.statement
    try Self.requireBounded(payload, of: files.count, by: signer.keyID)
    let envelope = Envelope(
      payload: payload, keyID: signer.keyID,
      signature: try signer.signPlain(
        Envelope.signedData(payload: payload), cryptography: cryptography))
    let blob = try composer.write(RawObject(type: .blob, content: envelope.canonical))
    let top = TreeObject([
      TreeEntry(mode: .file, name: Array(Manifest.fileName.utf8), id: blob),
      TreeEntry(mode: .tree, name: Array(Manifest.outputsName.utf8), id: outputs),
    ])
    let content = ArtifactCommit.encode(
      tree: try composer.write(top.object), parent: accept.id, runner: composer.principal.id,
      time: finished, task: offer.id, attempt: attempt)
    return try session.reference(
      to: try composer.write(RawObject(type: .commit, content: content)))
  }

  /// Throws where nobody would read the manifest that says this.
  private static func requireBounded(
    _ payload: [UInt8], of count: Int, by keyID: KeyID
  ) throws(CommandError) {
    let unsigned = Envelope(
      payload: payload, keyID: keyID, signature: [UInt8](repeating: 0, count: 64))
    let (size, limit) = (unsigned.canonical.count, ReadLimits().manifestBytes)
    guard size > limit else { return }
    throw CommandError(
      "the manifest of \(count) files would have \(size) bytes, and \(limit) are the most")
  }

  private func tree(_ files: [(path: String, file: CollectedFile)]) throws(CommandError) -> ObjectID
  {
    var entries: [TreeEntry] = []
    var folders: [String: [(path: String, file: CollectedFile)]] = [:]
    for (path, file) in files {
      if let slash = path.utf8.firstIndex(of: UInt8(ascii: "/")) {
        let rest = String(path[path.utf8.index(after: slash)...])
        folders[String(path[..<slash]), default: []].append((rest, file))
      } else {
        let id = try composer.write(RawObject(type: .blob, content: file.content))
        entries.append(
          TreeEntry(
            mode: file.mode == .executable ? .executable : .file, name: Array(path.utf8), id: id))
      }
    }
    for (name, inner) in folders {
      entries.append(TreeEntry(mode: .tree, name: Array(name.utf8), id: try tree(inner)))
    }
    return try composer.write(TreeObject(entries).object)
  }

  /// What is kept of a failed run: why, and the end of what it printed, fit for an event. What no server under guard would take,
  /// since it looks like a secret, is left out.
  private func report(_ message: String, _ printed: [PrintedStream]) -> [UInt8] {
    let ends = printed.flatMap { stream in
      // Where the end begins within a letter, that is left out.
      stream.end.suffix(2_000).drop { $0 & 0xc0 == 0x80 }.split(separator: UInt8(ascii: "\n"))
    }
    let note = "what it printed has what looks like a secret, and is left out"
    let texts = [[message] + ends.map { TextDisplay.kept.line($0) }, [message, note], [note]]
    let fit = texts.first { lines in
      var search = PushedSecrets(
        allowed: .none, cryptography: composer.session.context.cryptography)
      search.search(message: Array(lines.joined(separator: "\n").utf8))
      return search.facts.found.isEmpty
    }
    return Array(((fit ?? []).joined(separator: "\n") + "\n").utf8)
  }

  private static func json(_ report: SandboxReport) -> JSONValue {
    .object([
      "mode": .string(report.mode), "network": .string(report.network),
      "user": .string(report.user), "version": .string(report.version),
    ])
  }
}
