internal import EntangleGit
internal import EntangleModel
internal import EntangleSystem

/// A clone that git has made without what came before some commits (`git clone --depth`).
enum ShallowClone {
  /// Why nothing can be judged in one; nil where the repository is none (`gitrepository-layout(5)`, `shallow`).
  static func error(
    of remote: String, _ repository: Repository
  ) throws(CommandError) -> CommandError? {
    let file = FilePath(repository.commonPath).appending("shallow")
    guard try attempt({ try FileSystem.status(file) }) != nil else { return nil }
    let remote = displayText(remote.utf8)
    return CommandError(
      "this is a shallow clone: what has to be judged came before what is here", code: "O101",
      hint:
        "'git fetch --unshallow \(shellWord(remote))', then 'entangle fetch \(shellWord(remote))' brings all of it",
      status: .undecided)
  }
}
