internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem

extension Repository {
  /// The remote of git's that counts where none is named: `entangle.remote` of git's configuration, else `origin`, else
  /// the only one there is, else the one that all local branches follow. Nil where there are several and none of them is it.
  func defaultRemote() throws(CommandError) -> String? {
    let named = try attempt { try configuration("entangle.remote") }
    guard named == nil else { return named }
    let remotes = try attempt { try self.remotes() }
    guard remotes.count > 1, !remotes.contains("origin") else {
      return remotes.count == 1 ? remotes.first : "origin"
    }
    let followed = try attempt { try remotesOfBranches() }.intersection(remotes)
    return followed.count == 1 ? followed.first : nil
  }

  /// The remote that a command is about: the one that it was given, else the one that counts.
  func remote(_ named: String?) throws(CommandError) -> String {
    if let named { return named }
    if let remote = try defaultRemote() { return remote }
    let all = try attempt { try self.remotes() }.map { "'\(displayText($0.utf8))'" }
    throw CommandError(
      "none of the remotes is called 'origin': \(all.joined(separator: ", "))",
      hint: "name one, or 'git config entangle.remote <name>' once and for all")
  }

  /// Whether what is pushed to a remote goes elsewhere than it is fetched from. Throws where it goes to several places: what
  /// one takes the next may refuse.
  func pushesElsewhere(_ remote: String) throws(CommandError) -> Bool {
    let places = try attempt { try pushURLs(remote) }
    guard places.count < 2 else {
      let name = displayText(remote.utf8)
      throw CommandError(
        "a push to '\(name)' would go to \(places.count) addresses, and one may take what another refuses",
        hint:
          "give each a name of its own: 'git remote set-url --delete \(shellWord(name)) <url>', "
          + "'git remote set-url --push --delete \(shellWord(name)) <url>', and 'git remote add <name> <url>'"
      )
    }
    let fetched = try attempt { try configuration("remote.\(remote).url") }
    return places.first != fetched
  }

  /// Where the branches of the remote that counts stood when it was last looked at, by their names there; none where the
  /// repository's own follow by themselves.
  func trackedBranches() throws(CommandError) -> [(RefName, ObjectID)] {
    guard try !hasFollowingBranches(), let remote = try defaultRemote() else { return [] }
    let prefix = "refs/remotes/\(remote)/"
    let found = try attempt { try referencesAndSymbolic(prefix: prefix) }
    // (`HEAD` says with which branch a clone of the remote begins.)
    let symbolic = found.symbolic.filter { $0.0 != RefName(prefix + "HEAD") }
    return (found.direct + symbolic).compactMap { name, id in
      name.dropping(prefix: prefix).map { (RefName(Array("refs/heads/".utf8) + $0), id) }
    }
  }
}

extension Repository {
  /// Whether branches are brought in place of the repository's own, as into a bare one; but where somebody works in it, in work
  /// trees that are linked to it, they are kept apart as in every clone. (What a server under guard judges are its own.)
  func hasFollowingBranches() throws(CommandError) -> Bool {
    guard isBare else { return false }
    let common = FilePath(commonPath)
    let trees = common.appending("worktrees")
    let hasTrees = try attempt {
      try FileSystem.status(trees) != nil && !FileSystem.list(trees).isEmpty
    }
    guard hasTrees else { return true }
    return try attempt { try HostFolder(gitDirectory: common).settings() } != nil
  }
}

extension OperandSpec {
  /// A remote of git's; help: what it is, where not any.
  static func remote(_ help: String = "the name of a remote of git's") -> OperandSpec {
    OperandSpec("remote", .optional, help: "\(help) (default: \(Self.defaultRemote))")
  }

  /// Which one counts where none is named.
  static let defaultRemote =
    "entangle.remote of git's configuration, else origin, else the only one, else that of all branches"
}
