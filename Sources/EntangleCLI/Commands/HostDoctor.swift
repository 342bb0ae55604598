internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// `entangle host doctor`: tells what is missing or loosened in a repository under guard.
struct HostDoctor: Command {
  static let spec = CommandSpec(
    ["host", "doctor"], summary: "check that a bare repository is under guard", category: .host,
    options: [.json], operands: [HostAccess.operand],
    details: [
      "Looks at the hooks, at what git is told, at the repository id, at the program on the PATH, and at "
        + "what the repository holds. It changes nothing. Ends with 0 where all is well, and with 1 where "
        + "something is not; each line says how to mend it."
    ])

  private let isJSON: Bool
  private let path: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    isJSON = arguments.flag("json")
    path = arguments.operand(0)
  }

  /// One thing that was looked at.
  private struct Check {
    let name: String
    /// What is wrong; nil where nothing is.
    let problem: String?
    let hint: String

    var json: JSONValue {
      var members: [String: JSONValue] = ["check": .string(name), "isWell": .bool(problem == nil)]
      if let problem {
        members["problem"] = .string(problem)
        members["hint"] = .string(hint)
      }
      return .object(members)
    }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let hosted = try HostedRepository.open(path, in: context)
    let checks = try checks(hosted, in: context)
    let isWell = checks.allSatisfy { $0.problem == nil }
    if isJSON {
      let list = checks.map(\.json)
      try context.output.json(
        .object([
          "schema": .string("entangle/host-doctor@v1"), "checks": .array(list),
          "isWell": .bool(isWell),
        ]))
    } else {
      for check in checks {
        guard let problem = check.problem else {
          try context.output.line("ok   \(check.name)")
          continue
        }
        try context.output.line("bad  \(check.name): \(problem)")
        try context.output.line("     hint: \(check.hint)")
      }
    }
    return isWell ? .ok : .refused
  }

  private func checks(
    _ hosted: HostedRepository, in context: CommandContext
  ) throws(CommandError) -> [Check] {
    let initialise = "'entangle host init --trust-root <repository id>' mends it"
    let guarding = HostGuard(hosted, in: context)
    let folder = hosted.folder
    let settings = try attempt { try folder.settings() }
    var checks = [
      Check(
        name: "repository id", problem: settings == nil ? "none is remembered" : nil,
        hint: initialise)
    ]
    let name = String(
      decoding: FilePath(hosted.governed.path).lastComponent, as: UTF8.self)
    checks.append(
      Check(
        name: "name",
        problem: ServedRequest.isServable(name)
          ? nil : "nobody can ask for '\(displayText(name.utf8))' by ssh",
        hint: "names have \(ServedRequest.servable)"))
    checks += hookChecks(guarding, initialise)
    let wrong = try guarding.wrongSettings()
    for setting in HostSetting.all {
      checks.append(
        Check(
          name: setting.key,
          problem: wrong.contains(setting)
            ? "it is not '\(setting.value)'\(setting.accepted == .fewer ? " or less" : ""), so that \(setting.reason)"
            : nil, hint: initialise))
    }
    checks.append(
      Check(name: NonceSeed.key, problem: try guarding.seedProblem(), hint: initialise))
    for (name, key) in try guarding.loosening() {
      checks.append(
        Check(
          name: name, problem: key.map { "'\($0)' is set, which lets past what git has to refuse" },
          hint: "'git config --show-origin --get-all \(key ?? name)' says where; take it away there"
        ))
    }
    let found = try? ChildProcess.path(of: "entangle", in: context.environment["PATH"] ?? "")
    checks.append(
      Check(
        name: "program", problem: found == nil ? "there is no 'entangle' on the PATH" : nil,
        hint: "'make install' installs it; the PATH of the server's own processes counts"))
    let symbolic = hosted.governed.symbolicRefs.sorted()
    checks.append(
      Check(
        name: "refs",
        problem: symbolic.first.map { "'\($0)' stands for another ref: nobody can push to it" },
        hint: "'git symbolic-ref --delete' takes it away"))
    if let settings {
      let report = Verifier(try hosted.input(settings, in: context))
        .report(recorded: hosted.records(in: context), in: context)
      UntilExit.keep(report)
      checks.append(try keyCheck(report.judgement?.chain.newest?.state, folder, in: context))
      let isEmpty = hosted.governed.entangleRefs.isEmpty
      checks.append(
        Check(
          name: "record",
          problem: report.verdict == .verified || isEmpty
            ? nil : "the repository is \(report.verdict.rawValue)",
          hint: "'entangle verify --trust-root \(settings.trustRoot)' says why"))
    }
    return checks
  }

  private func hookChecks(_ guarding: HostGuard, _ initialise: String) -> [Check] {
    let hooks: [(hook: HostHook, state: HostGuard.HookState)]
    do throws(CommandError) {
      hooks = try guarding.hooks()
      if hooks.contains(where: { $0.state == .missing }) { try guarding.requireOwnHooks() }
    } catch {
      return [Check(name: "hooks", problem: error.message, hint: error.hint ?? initialise)]
    }
    return hooks.map { hook, state in
      let name = "hook \(hook.rawValue)"
      switch state {
      case .ours: return Check(name: name, problem: nil, hint: initialise)
      case .missing: return Check(name: name, problem: "it is missing", hint: initialise)
      case .foreign(let file):
        return Check(
          name: name, problem: "'\(file)' does not run 'entangle hook \(hook.rawValue)'",
          hint: "have it call 'entangle hook \(hook.rawValue)', or take it away, then \(initialise)"
        )
      }
    }
  }

  /// Whether the server has the key for which the law has opened an epoch: without it no push is taken.
  private func keyCheck(
    _ state: TrustState?, _ folder: HostFolder, in context: CommandContext
  ) throws(CommandError) -> Check {
    let key = try attempt { try HostKey.publicKey(in: folder) }
    var problem: String?
    if let (number, epoch) = state?.currentEpoch,
      key.map({ context.cryptography.keyID($0) }) != epoch.key
    {
      problem =
        key == nil
        ? "there is none, and epoch \(number) is open: no push is taken"
        : "epoch \(number) is for another one: no push is taken"
    }
    return Check(
      name: "host key", problem: problem,
      hint:
        "put back the folder 'entangle/keys' from a copy of it; else 'entangle host init' makes a key, and the "
        + "authorities open an epoch for it")
  }
}
