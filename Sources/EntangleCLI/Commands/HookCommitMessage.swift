internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// `entangle hook commit-msg`: refuses a message that has a secret.
struct HookCommitMessage: Command {
  static let spec = CommandSpec(
    ["hook", "commit-msg"], summary: "look at the message of a commit, as a git hook",
    category: .plumbing,
    operands: [OperandSpec("file", form: .file, help: "the file with the message")],
    details: [
      "Git runs it before it makes a commit. It ends with 1 where the message has what looks like a secret; "
        + "'git commit --no-verify' commits it all the same. Lines that git takes out are looked at as well."
    ], related: ["githooks(5)"])

  /// The longest message that is looked at, in bytes.
  private static let limit = 1 << 20

  private let file: String

  init(_ arguments: ParsedArguments) throws(UsageError) {
    file = arguments.operand(0) ?? ""
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let path = context.path(file)
    let message = try attempt { try FileSystem.read(path, limit: Self.limit) }
    var search = PushedSecrets(allowed: .none, cryptography: context.cryptography)
    search.search(message: message)
    let found = search.facts.found
    guard !found.isEmpty else { return .ok }
    for secret in found {
      context.diagnostics.line(
        "entangle: refused [H110] the message has a secret: line \(secret.line): a \(secret.kind)")
    }
    context.diagnostics.line(
      "hint: take it out; 'git commit --no-verify' commits it all the same, and a server under guard refuses it"
    )
    return .refused
  }
}
