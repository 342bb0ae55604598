internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// `entangle hook pre-push`: judges what is about to be pushed, as far as one can know here.
struct HookPrePush: Command {
  static let spec = CommandSpec(
    ["hook", "pre-push"], summary: "judge what is about to be pushed, as a git hook",
    category: .plumbing,
    operands: [
      OperandSpec("remote", help: "the name of the remote, or its address where it has no name"),
      OperandSpec("url", help: "its address"),
    ],
    details: [
      "Git runs it before it pushes, and tells it on standard input which refs are to move: '<local ref> <local "
        + "id> <remote ref> <remote id>'. It ends with 1 where what is new to the remote has what looks like a "
        + "secret, or where a server under guard that stands as the remote was last seen ('entangle fetch', "
        + "'entangle push') would refuse the push. Where the remote was never seen with a trust chain, secrets alone "
        + "are looked for. What is only undecided here is told.",
      "What only looks like a secret is let by where its digest stands in 'entangle/allowed-secrets' of the git directory. "
        + "'git push --no-verify' pushes all the same; what a server then says is another matter.",
    ], environment: [.gitDirectory, .dataHome], related: ["githooks(5)"])

  private static let longestInput = 16 << 20

  private let remote: String

  init(_ arguments: ParsedArguments) throws(UsageError) {
    remote = arguments.operand(0) ?? ""
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let governed = try GovernedRepository.open(nil, in: context)
    guard let repository = governed.repository else { throw CommandError("not a git repository") }
    let updates = try updates(in: context, format: repository.objectFormat)
    guard !updates.isEmpty else { return .ok }
    var facts = AdmissionFacts(updates: updates)
    facts.secrets = try secrets(updates, governed, repository, in: context)
    var findings = facts.findings
    findings += try judged(updates, governed, repository, in: context)
    guard !findings.isEmpty else { return .ok }
    ReasonsTold.tell(findings, to: context.diagnostics)
    guard findings.contains(where: { $0.severity == .refused }) else { return .ok }
    context.diagnostics.line("hint: 'git push --no-verify' pushes all the same")
    return .refused
  }

  private func updates(
    in context: CommandContext, format: ObjectFormat
  ) throws(CommandError) -> [PushedRef] {
    let bytes = try context.input.readAll(limit: Self.longestInput)
    var updates: [PushedRef] = []
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      let words = line.split(separator: UInt8(ascii: " "))
      guard words.count == 4,
        let update = PushedRef(
          line: words[3] + [0x20] + words[1] + [0x20] + words[2], format: format)
      else {
        throw CommandError("'\(displayText(line))' is no line of a push", status: .refused)
      }
      updates.append(update)
    }
    return updates
  }

  /// Searches what the remote has not, as far as that is known here.
  private func secrets(
    _ updates: [PushedRef], _ governed: GovernedRepository, _ repository: Repository,
    in context: CommandContext
  ) throws(CommandError) -> SecretFacts {
    let tips = updates.compactMap(\.new)
    let folder = HostFolder(gitDirectory: FilePath(repository.commonPath))
    var search = PushedSecrets(
      allowed: try attempt { try AllowedSecrets(in: folder) }, cryptography: context.cryptography)
    search.search(names: updates.filter { $0.new != nil }.map(\.name))
    guard !tips.isEmpty else { return search.facts }
    let known = updates.compactMap { $0.old?.hex }
    let listed = try GitProgram.run(
      ["rev-list", "--objects", "--no-object-names", "--ignore-missing"] + tips.map(\.hex)
        + ["--not", "--remotes=\(remote)"] + known, in: repository, context)
    guard listed.isSuccess else {
      throw CommandError("cannot list what is new to the remote: \(listed.reason)")
    }
    let new = Set(listed.text.split(separator: "\n").compactMap { ObjectID(hex: Array($0.utf8)) })
    do throws(ObjectReadError) {
      try search.search(from: tips, in: governed.objects) { id throws(ObjectReadError) in
        new.contains(id)
      }
    } catch {
      throw CommandError(GitError.unreadableObject(error))
    }
    return search.facts
  }

  /// What the gate of a server says that stands as the remote was last seen; nothing where it is not known
  /// how that was.
  private func judged(
    _ updates: [PushedRef], _ governed: GovernedRepository, _ repository: Repository,
    in context: CommandContext
  ) throws(CommandError) -> [Finding] {
    guard let mirror = try? RemoteMirror(remote, of: repository, in: context),
      let root = try PinStore(context).root(of: governed.path)
    else { return [] }
    let view = try mirror.view(repository)
    guard view.entangle[EntangleRef.trustName] != nil else { return [] }
    let input = VerificationInput(
      objects: governed.objects.unproven, cryptography: context.cryptography,
      workers: context.workers, entangleRefs: view.entangle.map { (name: $0.key, id: $0.value) },
      branches: view.heads, tags: view.tags, trustRoot: root, now: try context.now())
    return PushGate(input, updates: updates).answer {
      $0.report(recorded: nil, in: context)
    }.findings
  }
}
