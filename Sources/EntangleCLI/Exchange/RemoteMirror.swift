internal import EntangleGit
internal import EntangleModel

/// What a remote shows, kept apart from this repository's own refs, so that both views survive where
/// they differ. Below `refs/entangle-remotes/<remote>/`, `now/entangle/`, `now/heads/` and `now/tags/`
/// mirror the remote's `refs/entangle/`, `refs/heads/` and `refs/tags/` as they last were; `seen/entangle/` keeps the
/// furthest that it ever showed of what was found good, `seen/heads/` and `seen/tags/` where it last showed protected
/// branches and recorded tags of which nothing was found. A remote that was renamed keeps its mirror under the name that it
/// had, which stands beside its address in git's configuration.
struct RemoteMirror {
  /// The remote's name in git's configuration.
  let remote: String
  /// Below which remotes are mirrored.
  static let prefix = "refs/entangle-remotes/"
  private let name: String
  /// Whether git's configuration has the name.
  private let isNamed: Bool
  private let context: CommandContext

  /// Takes a remote that git knows by this name; throws where there is none.
  init(
    _ remote: String, of repository: Repository, in context: CommandContext
  ) throws(CommandError) {
    let known = try GitProgram.run(["remote"], in: repository, context)
    guard known.text.split(separator: "\n").contains(where: { $0 == remote }) else {
      let shown = displayText(remote.utf8)
      // (A name has no colon, and rarely a slash.)
      let isPlace = remote.contains { ":/".contains($0) }
      let adding =
        "'git remote add \(isPlace ? "<name> \(shellWord(shown))" : "\(shellWord(shown)) <url>")' names one"
      throw CommandError(
        "there is no remote '\(shown)'",
        hint: known.text.isEmpty && !isPlace
          ? "\(adding); a repository of 'git init --bare <path>' will do" : adding)
    }
    self.remote = remote
    self.context = context
    let given = try Self.name(of: remote, in: repository)
    isNamed = given != nil
    name = if let given { given } else { try Self.freeName(for: remote, in: repository) }
  }

  /// The name of a remote's mirror, if it has one.
  private static func name(
    of remote: String, in repository: Repository
  ) throws(CommandError) -> String? {
    try attempt { try repository.configuration("remote.\(remote).\(variable)") }
  }

  /// The remote's own name, unless another one that bore it before has its mirror there.
  private static func freeName(
    for remote: String, in repository: Repository
  ) throws(CommandError) -> String {
    var taken: Set<String> = []
    for other in try attempt({ try repository.remotes() }) where other != remote {
      if let name = try name(of: other, in: repository) { taken.insert(name) }
    }
    var name = remote
    while taken.contains(name) { name += "-" }
    return name
  }

  /// In git's configuration, beside a remote's address: `git remote rename` takes it along.
  private static let variable = "entangleMirror"

  private var prefix: String { "\(Self.prefix)\(name)/" }

  /// Where refs below `refs/entangle/` are mirrored.
  var mirroredPrefix: String { prefix + "now/entangle/" }

  /// Has git bring what the remote shows into `now/`, whatever stood there, and nothing else; with all objects, also
  /// where git otherwise leaves some out.
  func refresh(_ repository: Repository) throws(CommandError) {
    let again = try PartialClone(of: remote, repository)?.isToBeWhole(prefix, context) ?? false
    func fetch(except names: [String]) throws(CommandError) -> GitResult {
      try GitProgram.run(
        ["fetch"] + (again ? ["--refetch"] : []) + [
          "--quiet", "--prune", "--no-tags", "--no-filter", "--refmap=",
          "--no-auto-maintenance", "--no-write-fetch-head", "--no-recurse-submodules", "--", remote,
          "+refs/entangle/*:\(prefix)now/entangle/*", "+refs/heads/*:\(prefix)now/heads/*",
          "+refs/tags/*:\(prefix)now/tags/*",
        ] + names.map { "^" + $0 }, in: repository, context, timeLimit: .seconds(3600))
    }
    var result = try fetch(except: [])
    if !result.isSuccess {
      let names = try namesTooLong(for: repository)
      for name in names {
        context.diagnostics.warning(
          "'\(displayText(name.prefix(60).utf8))...' of '\(remote)' is left out: its name is too long to be kept here",
          hint: "whoever keeps '\(remote)' renames or deletes it")
      }
      if !names.isEmpty { result = try fetch(except: names) }
    }
    guard result.isSuccess else {
      result.tell(besides: result.reason, in: context)
      throw CommandError(
        "cannot fetch from '\(remote)': \(displayText(result.reason.utf8))",
        hint: try lostObject(in: repository)
          ?? "'git ls-remote \(shellWord(remote))' shows whether git reaches it")
    }
    // (Where git cannot write it, a renaming is not followed.)
    guard !isNamed else { return }
    _ = try GitProgram.run(
      ["config", "--local", "remote.\(remote).\(Self.variable)", name], in: repository, context)
  }

  /// What leads out where a ref of the record here stands at what cannot be read, over which git stumbles; nil where none does.
  private func lostObject(in repository: Repository) throws(CommandError) -> String? {
    let refs = try attempt { try repository.references(prefix: "refs/entangle/") }
    let lost = refs.first { repository.objects.isLost($0.1) }
    guard let (name, id) = lost else { return nil }
    guard case .lane? = EntangleRef(name, format: id.format) else {
      return "what '\(name)' stands at cannot be read here: restore it from another clone"
    }
    return
      "what '\(name)' stands at cannot be read here: 'entangle event withdraw \(id)' takes the lane back to the "
      + "newest event that can be"
  }

  /// Names of the remote's refs that are too long for a file of this repository once they are mirrored; none where there
  /// are very many.
  private func namesTooLong(for repository: Repository) throws(CommandError) -> [String] {
    let listed = try GitProgram.run(["ls-remote", "--refs", "--", remote], in: repository, context)
    let names = listed.text.split(separator: "\n").compactMap { line -> String? in
      let name = line.split(separator: "\t").last ?? ""
      guard name.hasPrefix("refs/") else { return nil }
      let file = "\(repository.commonPath)/logs/\(prefix)now/\(name.dropFirst(5)).lock"
      let isShort = name.split(separator: "/").allSatisfy { $0.utf8.count <= Self.nameLimit }
      return isShort && file.utf8.count < Self.pathLimit ? nil : String(name)
    }
    return names.count <= Self.exceptionLimit ? names : []
  }

  /// `PATH_MAX` of Linux, in bytes, the one at the end included.
  private static let pathLimit = 4096
  /// `NAME_MAX` of Linux, in bytes, less `.lock`.
  private static let nameLimit = 250
  /// How many refs git is told to leave out at most.
  private static let exceptionLimit = 100

  /// What the remote shows and showed, as the refs of a repository opened since have it.
  func view(_ repository: Repository) throws(CommandError) -> RemoteView {
    func refs(_ part: String, as root: String) throws(CommandError) -> [RefName: ObjectID] {
      let found = try attempt { try repository.references(prefix: prefix + part) }
      return found.reduce(into: [:]) { refs, ref in
        guard let rest = ref.0.dropping(prefix: prefix + part) else { return }
        refs[RefName(Array(root.utf8) + rest)] = ref.1
      }
    }
    return RemoteView(
      entangle: try refs("now/entangle/", as: "refs/entangle/"),
      heads: try refs("now/heads/", as: "refs/heads/"),
      tags: try refs("now/tags/", as: "refs/tags/"),
      seen: try refs("seen/entangle/", as: "refs/entangle/"),
      sound: try refs("seen/heads/", as: "refs/heads/")
        .merging(refs("seen/tags/", as: "refs/tags/")) { head, _ in head })
  }

  /// Where it is kept how far the remote once showed a ref, or where it was when nothing was found of it.
  func seenName(of ref: RefName) -> RefName? {
    ref.dropping(prefix: "refs/").map { RefName(Array((prefix + "seen/").utf8) + $0) }
  }

  /// Remembers that nothing was found of a branch where the remote shows it.
  func mark(_ branch: RefName, at id: ObjectID, in repository: Repository) throws(CommandError) {
    guard let place = seenName(of: branch) else { return }
    try attempt {
      let old = try repository.reference(place)
      guard old != id else { return }
      try repository.updateReferences([RefUpdate(name: place, expectedOld: old, new: id)])
    }
  }

  /// The remote-tracking ref of a branch.
  func trackingName(of branch: RefName) -> RefName? {
    branch.dropping(prefix: "refs/heads/").map {
      RefName(Array("refs/remotes/\(remote)/".utf8) + $0)
    }
  }
}

/// A remote's refs, by the names that they have there.
struct RemoteView {
  /// Below `refs/entangle/`, as they last were.
  let entangle: [RefName: ObjectID]
  /// Below `refs/heads/`, as they last were.
  let heads: [RefName: ObjectID]
  /// Below `refs/tags/`, as they last were.
  let tags: [RefName: ObjectID]
  /// Below `refs/entangle/`, the furthest that was found good.
  let seen: [RefName: ObjectID]
  /// Protected branches and recorded tags, where they last were when nothing was found of them.
  let sound: [RefName: ObjectID]
}
