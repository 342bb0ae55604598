internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// What `host doctor` looks at.
struct HostCheckup {
  private let hosted: HostedRepository
  private let guarding: HostGuard
  private let context: CommandContext

  private static let initialise = "'entangle host init --trust-root <repository id>' mends it"

  init(_ hosted: HostedRepository, in context: CommandContext) {
    self.hosted = hosted
    self.context = context
    guarding = HostGuard(hosted, in: context)
  }

  func checks() throws(CommandError) -> [HostCheck] {
    let (chain, record) = try record()
    return try [repositoryID, name] + hooks + settings(protecting: chain?.protected ?? [])
      + [program, refs(under: chain?.newest?.state), folder, tokens, owner] + record
  }

  /// What keeps a repository under guard from being read; empty where that is not known.
  static func obstacles(_ directory: FilePath) -> [HostCheck] {
    let folder = HostFolder(gitDirectory: directory).path
    guard (try? FileSystem.status(folder)) ?? nil != nil else { return [] }
    let owner = owner(directory)
    guard owner.problem == nil else { return [owner] }
    guard let repository = try? Repository(opening: directory.argument) else { return [] }
    return [refs(repository)].filter { $0.problem != nil }
  }

  private var repositoryID: HostCheck {
    HostCheck("repository id", hint: Self.initialise) { () throws(CommandError) in
      guard try attempt({ try hosted.folder.settings() }) != nil else {
        throw CommandError("none is remembered")
      }
    }
  }

  private var name: HostCheck {
    let name = String(decoding: FilePath(hosted.governed.path).lastComponent, as: UTF8.self)
    return HostCheck(
      name: "name",
      problem: ServedRequest.isServable(name)
        ? nil : "nobody can ask for '\(displayText(name.utf8))' by ssh",
      hint: "names have \(ServedRequest.servable)")
  }

  private var hooks: [HostCheck] {
    let hooks: [(hook: HostHook, state: HostGuard.HookState)]
    do throws(CommandError) {
      hooks = try guarding.hooks()
      if hooks.contains(where: { $0.state == .missing }) { try guarding.requireOwnHooks() }
    } catch {
      return [
        HostCheck(name: "hooks", problem: error.message, hint: error.hint ?? Self.initialise)
      ]
    }
    let others = ((try? guarding.skippedHooks()) ?? []).map { hook, file in
      Self.skipped(file, name: "hook \(hook)")
    }
    return others
      + hooks.map { hook, state in
        let name = "hook \(hook.rawValue)"
        switch state {
        case .ours: return HostCheck(name: name, problem: nil, hint: Self.initialise)
        case .missing: return HostCheck(name: name, problem: "it is missing", hint: Self.initialise)
        case .earlier:
          return HostCheck(
            name: name, problem: "it is as an earlier version wrote it", hint: Self.initialise)
        case .skipped(let file): return Self.skipped(file, name: name)
        case .foreign(let file):
          return HostCheck(
            name: name, problem: "'\(file)' does not run 'entangle hook \(hook.rawValue)'",
            hint:
              "have it call 'entangle hook \(hook.rawValue)', or take it away, then \(Self.initialise)"
          )
        }
      }
  }

  /// A hook that is there and that git does not run, without a word to whoever wrote it.
  private static func skipped(_ file: FilePath, name: String) -> HostCheck {
    HostCheck(
      name: name, problem: "git skips '\(file)': it is not executable",
      hint: "'chmod +x' it, or take it away")
  }

  /// What git is told.
  private func settings(
    protecting branches: Set<RefName>
  ) throws(CommandError) -> [HostCheck] {
    let wrong = try guarding.wrongSettings()
    var checks = try HostSetting.all.map { setting throws(CommandError) in
      let bound = setting.accepted == .fewer ? " or less" : ""
      guard wrong.contains(setting) else {
        return HostCheck(name: setting.key, problem: nil, hint: Self.initialise)
      }
      let isOverridden = try guarding.isOverridden(setting)
      return HostCheck(
        name: setting.key,
        problem: "it has to be '\(setting.value)'\(bound), so that \(setting.reason)",
        hint: isOverridden ? HostGuard.origin(of: setting.key) : Self.initialise)
    }
    let seed = try guarding.seedProblem()
    checks.append(
      HostCheck(
        name: NonceSeed.key, problem: seed,
        hint: try guarding.isSeedOverridden()
          ? HostGuard.origin(of: NonceSeed.key) : Self.initialise))
    for loose in try guarding.loosening(protecting: branches) {
      checks.append(
        HostCheck(
          name: loose.name, problem: loose.key.map { "'\($0)' is set, \(loose.effect)" },
          hint:
            "'git config --show-origin --get-all \(loose.key ?? loose.name)' says where; take it away there"
        ))
    }
    return checks
  }

  private var program: HostCheck {
    let found = try? ChildProcess.path(of: "entangle", in: context.environment["PATH"] ?? "")
    return HostCheck(
      name: "program", problem: found == nil ? "there is no 'entangle' on the PATH" : nil,
      hint: "'make install' installs it; the PATH of the server's own processes counts")
  }

  private func refs(under state: TrustState?) -> HostCheck {
    if let symbolic = hosted.governed.symbolicRefs.min() {
      return HostCheck(
        name: "refs", problem: "'\(symbolic)' stands for another ref: nobody can push to it",
        hint: "'git symbolic-ref --delete' takes it away")
    }
    let directory = FilePath(hosted.governed.path)
    if ((try? FileSystem.status(directory.appending("shallow"))) ?? nil) != nil {
      return HostCheck(
        name: "refs", problem: "the history is cut off ('shallow'), and so is that of every clone",
        hint: "'git fetch --unshallow <url>' from a whole copy brings the rest")
    }
    if let lock = HostLocks(gitDirectory: directory).old(in: context) {
      return HostCheck(
        name: "refs", problem: "'\(lock)' was left by a process that was killed",
        hint: "remove that file when no git process is running")
    }
    // (Where objects are borrowed, git reads those too.)
    let repository = try? Repository(opening: hosted.governed.path)
    let check = Self.refs(repository ?? hosted.repository)
    guard check.problem == nil, let (ref, branch) = hosted.governed.hidingRefs(state).first else {
      return check
    }
    return HostCheck(
      name: "refs", problem: "git may take '\(ref)' for '\(branch)', and nothing protects it",
      hint: GovernedRepository.renaming(ref))
  }

  private static func refs(_ repository: Repository) -> HostCheck {
    HostCheck("refs", hint: "'git fsck' in the repository") { () throws(CommandError) in
      try DeadRefs(repository).requireNone()
    }
  }

  /// What entangle keeps beside git's own files, and reads with each push.
  private var folder: HostCheck {
    let folder = hosted.folder
    return HostCheck("folder", hint: "see 'entangle host init --help'") { () throws(CommandError) in
      guard
        let status = try attempt({ try FileSystem.status(folder.path, symbolicLinks: .refuse) })
      else { throw CommandError("'\(folder.path)' is missing", hint: Self.initialise) }
      guard status.kind == .directory else {
        throw CommandError(
          "'\(folder.path)' is a \(status.kind): no push is taken",
          hint: "have the folder itself there, or mount it there")
      }
      for open in [folder.path, try guarding.hookFolder()] {
        guard let status = try attempt({ try FileSystem.status(open) }), status.mode & 0o002 != 0
        else { continue }
        throw CommandError(
          "anybody may write to '\(open)'", hint: "chmod o-w \(shellWord(open.description))")
      }
      try attempt { try folder.requireKinds() }
      try attempt { try AdmissionStore.requireKnownVersion(in: folder) }
      _ = try attempt { try AllowedSecrets(in: folder) }
    }
  }

  /// Whether anybody can still push law, where tokens were given out.
  private var tokens: HostCheck {
    HostCheck(
      "tokens",
      hint:
        "'entangle host token add <id>' gives out a new one; where 'host token revoke' has taken back all, none is asked for"
    ) { () throws(CommandError) in
      let tokens = try attempt { try OperatorTokens(in: hosted.folder) }.tokens.values
      guard let last = tokens.map(\.expires).max(), last < (try context.now()) else { return }
      throw CommandError("none has held since \(last): no law is taken")
    }
  }

  private var owner: HostCheck { Self.owner(FilePath(hosted.governed.path)) }

  private static func owner(_ directory: FilePath) -> HostCheck {
    HostCheck(
      name: "owner",
      problem: ForeignFiles(gitDirectory: directory).first().map {
        "'\(displayText($0.utf8))' belongs to somebody else, and is closed to the repository's owner"
      }, hint: ForeignFiles.hint)
  }

  /// The law, and how the record stands.
  private func record() throws(CommandError) -> (chain: TrustChain?, checks: [HostCheck]) {
    guard let settings = try? hosted.folder.settings() else { return (nil, []) }
    let report = Verifier(try hosted.input(settings, in: context))
      .report(recorded: hosted.records(in: context), in: context)
    UntilExit.keep(report)
    let isEmpty = hosted.governed.entangleRefs.isEmpty
    let check = HostCheck(
      name: "record",
      problem: report.verdict == .verified || isEmpty
        ? nil : "the repository is \(report.verdict.rawValue)",
      hint: "'entangle verify --trust-root \(settings.trustRoot)' says why")
    let chain = report.judgement?.chain
    return (chain, [key(chain?.newest?.state), check])
  }

  /// Whether the server has the key for which the law has opened an epoch, without which no push is taken; and whether that
  /// key may still ban.
  private func key(_ state: TrustState?) -> HostCheck {
    HostCheck(
      "host key",
      hint:
        "put back the folder 'entangle/keys' from a copy of it; else 'entangle host init' makes a key, and the "
        + "authorities open an epoch for it"
    ) { () throws(CommandError) in
      let key = try attempt { try HostKey.publicKey(in: hosted.folder) }
      guard let state, let (number, epoch) = state.currentEpoch else { return }
      guard let key else {
        throw CommandError("there is none, and epoch \(number) is open: no push is taken")
      }
      guard context.cryptography.keyID(key) == epoch.key else {
        throw CommandError("epoch \(number) is for another one: no push is taken")
      }
      let reporter = Lane(principal: epoch.host, key: epoch.key)
      let now = try context.now()
      guard !state.mayBan(key, as: reporter, at: now) else { return }
      let end = state.keys[key]?.key.lastSecond.flatMap { $0 < now ? " since \($0)" : nil } ?? ""
      throw CommandError(
        "the law does not count it\(end): receipts go on, and the server bans nobody",
        hint: Self.keyHint(epoch.host, state.principals[epoch.host]?.status))
    }
  }

  /// What lets a host ban again whose key the law does not count.
  private static func keyHint(_ host: PrincipalID, _ status: PrincipalStatus?) -> String {
    guard status != .suspended else {
      return "the authorities call it back: 'entangle principal resume \(host)'"
    }
    let enrolling =
      status == .retired ? "principal add <id> --kind host" : "key rotate \(host)"
    return
      "move the folder 'entangle/keys' away, have 'entangle host init' make another key, and the authorities enrol it "
      + "('entangle \(enrolling)') and open an epoch for it"
  }
}
