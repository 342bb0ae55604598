internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem

/// `entangle host shell`: lets somebody who has logged in fetch and push, and do nothing else.
struct HostShell: Command {
  static let spec = CommandSpec(
    ["host", "shell"], summary: "serve fetches and pushes to whoever logged in by ssh",
    category: .host,
    options: [
      ServedFolder.option,
      .value("key", "key id", isRequired: true, help: "the key with which somebody logged in"),
    ],
    details: [
      "The forced command that 'entangle host authorized-keys' gives out. It runs git-receive-pack, "
        + "git-upload-pack or git-upload-archive on a repository under guard below the root, as the client asks "
        + "in SSH_ORIGINAL_COMMAND, where the repository's law has the key as a valid key for transport of "
        + "somebody who is active; and nothing else.",
      "Names of repositories, and of folders on the way to them, have \(ServedRequest.servable). "
        + "'prj' is 'prj.git' where there is no 'prj'.",
      "Of the environment only the path, the home, the time zone and git's protocol version go on. The lanes "
        + "of others are hidden from a push, so that git itself refuses them.",
    ], environment: [.originalCommand], related: ["git-shell(1)", "sshd(8)"])

  private let root: String
  private let key: KeyID

  init(_ arguments: ParsedArguments) throws(UsageError) {
    root = arguments.value("root") ?? ""
    let text = arguments.value("key") ?? ""
    guard let key = KeyID(text.utf8) else {
      throw UsageError("'\(displayText(text.utf8))' is no key id")
    }
    self.key = key
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let folder = try ServedFolder(root, in: context)
    guard let line = context.environment[EnvironmentVariable.originalCommand.name] else {
      throw CommandError(
        "there is no shell here", hint: "git clone, git fetch and git push are served",
        status: .refused)
    }
    guard let request = ServedRequest(commandLine: line) else {
      if ServedRequest.asksGit(line) {
        throw CommandError(
          "'\(displayText(line.utf8))' names nothing that is served here",
          hint: "names have \(ServedRequest.servable)", status: .refused)
      }
      throw CommandError(
        "'\(displayText(line.utf8))' is not served here",
        hint: "git clone, git fetch and git push are", status: .refused)
    }
    let name = request.path.joined(separator: "/")
    guard let (repository, principal) = served(request.path, in: folder) else {
      throw CommandError(
        "there is no repository '\(name)' for you",
        hint: "its keeper finds with 'entangle host doctor' whether one is damaged",
        status: .refused)
    }
    let program = try attempt { try FileSystem.realPath("/proc/self/exe") }
    let path = "\(program.parent):" + (context.environment["PATH"] ?? "/usr/bin:/bin")
    var environment = ["PATH": path, "ENTANGLE_PUSHER": principal.text, "LC_ALL": "C"]
    for name in ["HOME", "TZ", "TMPDIR"] { environment[name] = context.environment[name] }
    if let version = context.environment["GIT_PROTOCOL"],
      ["version=0", "version=1", "version=2"].contains(version)
    {
      environment["GIT_PROTOCOL"] = version
    }
    let git = try attempt { try ChildProcess.path(of: "git", in: path) }
    let hidden = [
      "receive.hideRefs=refs/entangle/events/",
      "receive.hideRefs=!refs/entangle/events/\(principal)/",
    ]
    let arguments =
      hidden.flatMap { ["-c", $0] } + [request.service.rawValue, repository.governed.path]
    let variables = environment
    try attempt { try ProcessImage.become(git, arguments, environment: variables) }
  }

  /// The repository that is asked for, and as whom; nil where there is none for that key. A stranger is told the same of what is
  /// not there, of what is not his, and of what cannot be read: who he is nobody knows there.
  private func served(_ path: [String], in folder: ServedFolder) -> (HostedRepository, PrincipalID)?
  {
    guard let repository = (try? folder.repository(path)) ?? nil,
      let principal = (try? folder.principal(of: key, in: repository)) ?? nil
    else { return nil }
    return (repository, principal)
  }
}
