internal import EntangleGit
internal import EntangleModel

/// A clone that git has made without all objects of a remote (`git clone --filter`).
struct PartialClone {
  private let remote: String
  private let repository: Repository

  /// Nil where git leaves out no object of the remote.
  init?(of remote: String, _ repository: Repository) throws(CommandError) {
    let named = try attempt { try repository.configuration("remote.\(remote).promisor") }
    let whole = try attempt { try repository.configuration("extensions.partialClone") }
    guard named == "true" || whole == remote else { return nil }
    (self.remote, self.repository) = (remote, repository)
  }

  /// Whether objects behind refs below a prefix are missing, and git is no longer told to leave any out.
  func isToBeWhole(_ prefix: String, _ context: CommandContext) throws(CommandError) -> Bool {
    let key = "remote.\(remote).partialclonefilter"
    guard try attempt({ try repository.configuration(key) }) == nil else { return false }
    let found = try GitProgram.run(
      ["rev-list", "--objects", "--missing=print", "--glob=\(prefix)now/*"], in: repository, context
    )
    return !found.isSuccess || found.text.split(separator: "\n").contains { $0.hasPrefix("?") }
  }

  /// Why nothing can be judged.
  var error: CommandError {
    let remote = displayText(remote.utf8)
    return CommandError(
      "this is a partial clone of '\(remote)': objects that have to be judged are not here",
      code: "O101",
      hint:
        "'git config --unset \(shellWord("remote.\(remote).partialclonefilter"))', then 'entangle fetch \(shellWord(remote))' brings all of them",
      status: .undecided)
  }
}
