internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// `entangle host init`: puts a bare repository under guard.
struct HostInit: Command {
  static let spec = CommandSpec(
    ["host", "init"], summary: "have every push to a bare repository judged", category: .host,
    options: [
      .value(
        "trust-root", "sha256", isRequired: true,
        help: "the repository id, from somebody whom you trust"),
      .value(
        "rate", "pushes/seconds",
        help: "how often anybody may push (default: \(PushRate.standard), or as it was)"),
      .value(
        "certificates", "required|optional",
        help: "whether each push must be signed (default: optional, or as it was)"),
      .value(
        "tenant", "id", isRepeatable: true,
        help: "serve nobody of other tenants, but authorities (default: all, or as it was)"),
      .flag("any-tenant", help: "serve all tenants again"),
    ],
    operands: [HostAccess.operand],
    details: [
      "Writes the hooks 'pre-receive', 'post-receive' and 'reference-transaction', which hand over to 'entangle hook', sets what git "
        + "has to be told, and remembers the repository id in the folder 'entangle' of the repository, "
        + "which no push and no fetch reaches. It says what it changes; done again, it changes nothing.",
      "It also makes the host's key, whose public half is 'entangle/host.pub' there. Where authorities enrol it as the "
        + "key for law of a principal of kind host, and open an epoch for that ('entangle host epoch'), every push gets "
        + "a receipt signed with it.",
      "The repository may be empty: then the first push has to bring the trust chain of that id.",
      "A hook that an earlier version wrote is written anew. One that is there already and is not entangle's is left, and nothing is changed: have it call "
        + "'entangle hook pre-receive' (or 'post-receive', or 'reference-transaction') with its standard input, or take it "
        + "away.",
    ], related: ["githooks(5)", "git-receive-pack(1)"])

  private let root: SHA256Digest
  private let rate: PushRate?
  private let certificates: HostFolder.Settings.Certificates?
  private let tenants: Set<PrincipalID>?
  private let path: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    guard let root = try RepositoryAccess.trustRoot(arguments) else {
      throw UsageError("'--trust-root' is missing")
    }
    self.root = root
    rate = try arguments.value("rate").map { text throws(UsageError) in
      guard let rate = PushRate(text) else {
        throw UsageError(
          "'\(displayText(text.utf8))' is no rate: 1 to 10000 pushes, '/', 1 to 86400 seconds")
      }
      return rate
    }
    certificates = try arguments.value("certificates").map { text throws(UsageError) in
      guard let known = HostFolder.Settings.Certificates(rawValue: text) else {
        throw UsageError("'--certificates' is 'required' or 'optional'")
      }
      return known
    }
    var tenants: Set<PrincipalID> = []
    for text in arguments.values("tenant") { tenants.insert(try Arguments.tenant(text)) }
    let isAny = arguments.flag("any-tenant")
    guard !isAny || tenants.isEmpty else {
      throw UsageError("'--any-tenant' does not go with '--tenant'")
    }
    self.tenants = tenants.isEmpty && !isAny ? nil : tenants
    path = arguments.operand(0)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let hosted = try HostedRepository.openOwn(path, for: Self.spec, in: context)
    let guarding = HostGuard(hosted, in: context)
    let hooks = try guarding.hooks()
    for case .skipped(let file) in hooks.map(\.state) {
      throw CommandError(
        "there is a hook already that git skips: '\(file)' is not executable",
        hint: "'chmod +x' it, or take it away")
    }
    for case .foreign(let file) in hooks.map(\.state) {
      throw CommandError(
        "there is another hook already: '\(file)'",
        hint: "have it call 'entangle hook', or take it away; see 'entangle host init --help'")
    }
    if hooks.contains(where: { $0.state == .missing }) { try guarding.requireOwnHooks() }
    let folder = hosted.folder
    var changes: [String] = []
    let (known, isDamaged) = try known(folder)
    let law = try law(hosted, known?.trustRoot, in: context)
    let settings = HostFolder.Settings(
      trustRoot: root, rate: rate ?? known?.rate ?? .standard,
      certificates: certificates ?? known?.certificates ?? .optional,
      tenants: tenants ?? known?.tenants ?? [])
    if known != settings {
      try attempt { try folder.write(settings) }
      if isDamaged {
        changes.append(
          "'\(folder.settingsFile)' was damaged: its rate, certificates and tenants are as said here"
        )
      }
      if known?.trustRoot != root { changes.append("repository id \(root)") }
      if (known?.rate ?? .standard) != settings.rate {
        changes.append("rate: \(settings.rate.pushes) pushes in \(settings.rate.seconds) seconds")
      }
      if (known?.certificates ?? .optional) != settings.certificates {
        changes.append("push certificates: \(settings.certificates.rawValue)")
      }
      if (known?.tenants ?? []) != settings.tenants {
        let names = settings.tenants.sorted().map(\.text).joined(separator: ", ")
        changes.append("tenants: \(names.isEmpty ? "all" : names)")
      }
    }
    if let key = try makeKey(folder, in: context) { changes.append("host key \(key)") }
    for setting in try guarding.wrongSettings() {
      try guarding.set(setting)
      changes.append("\(setting.key) = \(setting.value): \(setting.reason)")
    }
    if let problem = try guarding.seedProblem() {
      try guarding.mendSeed()
      changes.append("\(NonceSeed.key): \(problem); now it is random, and nobody else may read it")
    }
    for (hook, state) in hooks where state == .missing || state == .earlier {
      changes.append("hook '\(context.texts.line(try guarding.write(hook).bytes))'")
    }
    if changes.isEmpty {
      context.diagnostics.line("'\(hosted.governed.path)' is under guard already")
    }
    for change in changes { try context.output.line(change) }
    if let tenants, let law { warn(of: tenants, in: law, context) }
    return .ok
  }

  /// What was decided before; nil where that was nothing, or cannot be read.
  private func known(
    _ folder: HostFolder
  ) throws(CommandError) -> (HostFolder.Settings?, isDamaged: Bool) {
    do throws(HostError) {
      return (try folder.settings(), false)
    } catch {
      guard case .damaged = error else { throw CommandError(error) }
      return (nil, true)
    }
  }

  /// Makes the host's key where there is none, and writes its public half where that is missing or another; gives it where
  /// anything was written.
  private func makeKey(
    _ folder: HostFolder, in context: CommandContext
  ) throws(CommandError) -> String? {
    let known = try attempt { try HostKey.publicKey(in: folder) }
    let now = try context.now()
    let key = try attempt { () throws(HostError) in
      if let known { return known }
      return try HostKey.make(in: folder, at: now)
    }
    let file = folder.path.appending("host.pub")
    let text = Array("\(key.text)\n".utf8)
    if known != nil, (try? FileSystem.read(file, limit: 65_536)) == text { return nil }
    try attempt { try FileSystem.write(text, to: file, existing: .replace) }
    return key.text
  }

  /// Tells which tenants are nobody's: then nobody logs in for them, and a misspelt one shuts out whom it was to serve.
  private func warn(
    of tenants: Set<PrincipalID>, in law: TrustState, _ context: CommandContext
  ) {
    let known = Set(law.principals.values.map(\.tenant))
    for tenant in tenants.subtracting(known).sorted() {
      context.diagnostics.warning(
        "nobody is of tenant '\(tenant)'",
        hint: "the law has somebody of \(known.sorted().map { "'\($0)'" }.joined(separator: ", "))")
    }
  }

  /// The newest law that is here; nil where there is none that stands. Throws where the repository is guarded, or has law, under
  /// another repository id.
  private func law(
    _ hosted: HostedRepository, _ known: SHA256Digest?, in context: CommandContext
  ) throws(CommandError) -> TrustState? {
    if let known, known != root {
      throw CommandError(
        "'\(hosted.governed.path)' is under guard as repository \(known)",
        hint:
          "that id is the right one; who means another takes away '\(hosted.folder.settingsFile)' first",
        status: .refused)
    }
    let now = try context.now()
    let report = hosted.governed.trustReport(trustRoot: root, now: now, in: context)
    guard let other = report.repository, other != root else {
      return report.judgement?.chain.newest?.state
    }
    throw CommandError(
      "the law that is here is that of repository \(other)", code: "T102",
      hint: "compare the id with what the authorities have told you", status: .refused)
  }
}
