internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem

/// `entangle hook install`: puts the hooks of somebody who works into his repository.
struct HookInstall: Command {
  static let spec = CommandSpec(
    ["hook", "install"], summary: "have commits and pushes looked at before they leave",
    category: .work,
    details: [
      "Writes the hooks 'pre-push' and 'commit-msg' where git looks for hooks, each of which hands over to "
        + "entangle. A hook that is there already and is not entangle's is left, and nothing is written: have it "
        + "call 'entangle hook pre-push \"$@\"' or 'entangle hook commit-msg \"$@\"', or take it away."
    ], environment: [.gitDirectory], related: ["githooks(5)"])

  init(_ arguments: ParsedArguments) throws(UsageError) {}

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let governed = try GovernedRepository.open(nil, in: context)
    guard let repository = governed.repository else { throw CommandError("not a git repository") }
    let asked = try GitProgram.run(
      ["rev-parse", "--path-format=absolute", "--git-path", "hooks"], in: repository, context)
    guard asked.isSuccess else { throw CommandError("cannot find the hooks: \(asked.reason)") }
    let folder = FilePath(String(asked.text.prefix { $0 != "\n" }))
    var missing: [ClientHook] = []
    for hook in ClientHook.allCases where try !isThere(hook, in: folder) { missing.append(hook) }
    for hook in missing {
      try attempt {
        try FileSystem.createDirectory(folder)
        try FileSystem.write(
          Array(hook.text.utf8), to: folder.appending(hook.rawValue), mode: 0o755, existing: .refuse
        )
      }
      try context.output.line(
        "hook '\(context.texts.line(folder.appending(hook.rawValue).bytes))'")
    }
    if missing.isEmpty { context.diagnostics.line("the hooks are there already") }
    return .ok
  }

  /// Whether a hook is there and calls entangle; throws where it is another's.
  private func isThere(_ hook: ClientHook, in folder: FilePath) throws(CommandError) -> Bool {
    let file = folder.appending(hook.rawValue)
    guard let status = try attempt({ try FileSystem.status(file) }) else {
      try requireNoDanglingLink(file)
      return false
    }
    let text = try attempt { try FileSystem.read(file, limit: 1 << 20) }
    let call = "entangle hook \(hook.rawValue)"
    let calls = String(decoding: text, as: UTF8.self).split(separator: "\n").contains {
      !$0.drop(while: \.isWhitespace).hasPrefix("#") && $0.contains(call)
    }
    guard calls else {
      throw CommandError(
        "there is another hook already: '\(file)'",
        hint: "have it call '\(call) \"$@\"', or take it away")
    }
    guard status.isExecutable else {
      throw CommandError(
        "git does not run the hook '\(file)': it is not executable", hint: "chmod +x '\(file)'")
    }
    return true
  }

  /// Throws where what is not there, as links are followed, is a link all the same.
  private func requireNoDanglingLink(_ path: FilePath) throws(CommandError) {
    guard try attempt({ try FileSystem.status(path, symbolicLinks: .refuse) }) != nil else {
      return
    }
    throw CommandError(
      "'\(path)' is a symbolic link to what is not there", hint: "rm '\(path)', then the same again"
    )
  }
}
