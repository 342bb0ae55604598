internal import EntangleCrypto
internal import EntangleGit
internal import EntangleModel
internal import EntangleSystem

/// `entangle init`: founds a repository's trust.
struct Init: Command {
  static let spec = CommandSpec(
    ["init"], summary: "found the trust of a repository", category: .trust,
    options: [
      .value("as", "id", isRequired: true, help: "the first authority"),
      .value("person", "id", help: "the person who answers for it (default: the same id)"),
      .value(
        "key", "name", isRequired: true, form: .key,
        help: "the law key in the key store that it signs with"),
      .value("tenant", "id", help: "its tenant (default: main)"),
      .value(
        "recovery", "key", isRepeatable: true, form: .publicKey,
        help: "a key that can replace lost authorities: a file with the public line"),
      .value(
        "recovery-threshold", "n",
        help: "how many of these must sign (default: more than half)"),
      KeyAccess.descriptorOption,
    ],
    details: [
      "Writes the founding state to refs/entangle/trust. All branches of the repository, as they "
        + "stand, become the baseline. The repository id that is printed is the trust root: whoever "
        + "verifies the repository needs it from you. It is pinned for you here.",
      "Recovery keys can be named now and never again. Keep their private halves off every machine.",
      "A mistake is taken back by 'entangle trust withdraw', as long as nobody else has what was founded and nothing has followed it.",
    ], environment: [.passphraseFile, .agentSocket, .gitDirectory, .dataHome],
    related: ["entangle-trust-withdraw(1)"])

  private let id: PrincipalID
  private let person: PrincipalID
  private let tenant: PrincipalID
  private let key: KeyName
  private let recovery: [String]
  private let recoveryThreshold: Int64?
  private let descriptor: Int32?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    id = try Arguments.principal(arguments.value("as") ?? "")
    person =
      try arguments.value("person").map { text throws(UsageError) in
        try Arguments.principal(text)
      } ?? id
    tenant = try Arguments.tenant(arguments.value("tenant") ?? "main")
    key = try KeyAccess.name(arguments.value("key") ?? "")
    recovery = arguments.values("recovery")
    recoveryThreshold = try arguments.integer("recovery-threshold", in: 1...1_000)
    if recoveryThreshold != nil && recovery.isEmpty {
      throw UsageError("'--recovery-threshold' goes with '--recovery'")
    }
    descriptor = try KeyAccess.descriptor(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let governed = try GovernedRepository.open(nil, in: context)
    guard let repository = governed.repository else { throw CommandError("not a git repository") }
    guard try attempt({ try repository.reference(EntangleRef.trustName) }) == nil else {
      throw CommandError(
        "this repository has been founded already",
        hint:
          "'entangle trust log' shows it; 'entangle trust withdraw' takes that back, where nobody else has it"
      )
    }
    let now = try context.now()
    let randomness = try context.randomness()
    guard let nonce = SHA256Digest(bytes: randomness.bytes(32)) else {
      throw CommandError("no random bytes")
    }
    let signer = try Signer.open(named: key, for: .law, descriptor: descriptor, in: context)
    let authority = Principal(
      id: id, kind: .authority,
      keys: [
        EnrolledKey(publicKey: signer.publicKey, uses: [.law], notBefore: now, notAfter: nil)
      ],
      person: person, tenant: tenant)
    let document = RepositoryDocument(
      baseline: try baseline(repository, in: context), nonce: nonce,
      objectFormat: repository.objectFormat, recovery: try recoverySet(in: context),
      threshold: 1)
    let files = [
      RepositoryDocument.path: document.canonical, authority.path: authority.canonical,
    ]
    let composer = TrustComposer(
      context: context, repository: repository, objects: governed.objects, now: now, previous: nil,
      tip: nil, descriptor: descriptor)
    let founder = TrustComposer.Author(principal: authority, keyName: key)
    var stated = composer.stated(files, lanes: [])
    try composer.sign(&stated, as: founder, at: now)
    let (commit, state) = try composer.store(stated, publisher: founder)
    try composer.judge(commit, root: state.digest)
    try composer.publish(commit)
    try PinStore(context).pin(state.digest, path: governed.path)
    try context.output.line(state.digest.hex)
    try context.output.flush()
    context.diagnostics.line("founded by '\(id)'; the line above is the trust root")
    if document.baseline.isEmpty {
      context.diagnostics.warning(
        "no branch has a commit yet: 'entangle policy set' protects one from where it stands then"
      )
    }
    return .ok
  }

  private func recoverySet(in context: CommandContext) throws(CommandError) -> RecoverySet? {
    var keys: Set<PublicKey> = []
    for text in recovery {
      let key = try NewKeys.publicKey(text, in: context)
      guard key.codeKey == nil else {
        throw CommandError(
          "a recovery key signs law, which a key of the kind '\(key.kind)' cannot",
          hint: "ssh-keygen -t ed25519 makes one that can")
      }
      keys.insert(key)
    }
    guard !keys.isEmpty else { return nil }
    return RecoverySet(
      keys: Array(keys), threshold: recoveryThreshold ?? Int64(keys.count / 2 + 1))
  }

  private static let leftOut =
    "what it has beyond the other branches lands as new work does"

  /// Every branch, as it stands; but those of a remote that no baseline can hold.
  private func baseline(
    _ repository: Repository, in context: CommandContext
  ) throws(CommandError) -> [RefName: CommitReference] {
    var digester = ContentDigesting(repository.objects, context)
    var baseline: [RefName: CommitReference] = [:]
    for (name, id) in try attempt({ try repository.references(prefix: "refs/heads/") }) {
      guard let ref = RefName(branch: name.bytes) else {
        let short = context.texts.line(name.dropping(prefix: "refs/heads/") ?? name.bytes)
        throw CommandError(
          "the branch '\(short)' has a name that no baseline can hold: such names are of ASCII alone",
          hint: "'git branch -m \(shellWord(short)) <name>' renames it")
      }
      do throws(CommandError) {
        baseline[ref] = try digester.reference(to: id)
      } catch {
        let short = displayText((ref.dropping(prefix: "refs/heads/") ?? ref.bytes))
        throw CommandError(
          "the branch '\(short)' cannot be part of the baseline: \(error.message)",
          hint: error.hint
            ?? "commit on it anew; or 'git tag <name> \(shellWord(short))' keeps it, and 'git branch -D \(shellWord(short))' takes it away"
        )
      }
    }
    // What the remote has, and nobody has checked out here.
    for (name, id) in try repository.trackedBranches() where baseline[name] == nil {
      guard let ref = RefName(branch: name.bytes) else {
        let short = context.texts.line(name.dropping(prefix: "refs/heads/") ?? name.bytes)
        context.diagnostics.warning(
          "the remote's branch '\(short)' has a name that no baseline can hold, and is left out",
          hint: Self.leftOut)
        continue
      }
      do throws(CommandError) {
        baseline[ref] = try digester.reference(to: id)
      } catch {
        let short = displayText((ref.dropping(prefix: "refs/heads/") ?? ref.bytes))
        context.diagnostics.warning(
          "the remote's branch '\(short)' cannot be part of the baseline, and is left out: \(error.message)",
          hint: Self.leftOut)
      }
    }
    return baseline
  }
}
