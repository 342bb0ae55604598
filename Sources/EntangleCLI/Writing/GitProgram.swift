internal import EntangleGit
internal import EntangleModel
internal import EntangleSystem

/// The git program, for what only it does: revisions, and remotes with the user's own transport.
enum GitProgram {
  /// Runs git in the session's repository, output captured.
  static func run(
    _ arguments: [String], in session: Session
  ) throws(CommandError) -> GitResult {
    var child = ChildProcess(
      "git", ["--git-dir=\(session.repository.path)", "--no-replace-objects"] + arguments,
      environment: session.context.environment.variables)
    child.timeLimit = .seconds(600)
    let result = try attempt { try child.run() }
    return GitResult(
      isSuccess: result.isSuccess, text: result.standardOutput.text,
      talk: result.standardError.text)
  }
}

/// What git said.
struct GitResult {
  let isSuccess: Bool
  /// Its standard output.
  let text: String
  /// Its standard error.
  let talk: String
}
