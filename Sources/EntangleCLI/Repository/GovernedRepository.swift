internal import EntangleGit
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// What a command looks at: a git repository, or a bundle, with its refs as the verifier wants them.
struct GovernedRepository {
  /// The repository; nil where a bundle is looked at.
  let repository: Repository?
  let objects: StoredObjects
  /// The absolute path by which the user's pins know it.
  let path: String
  /// The refs below `refs/entangle/`.
  let entangleRefs: [(name: RefName, id: ObjectID)]
  /// Where each branch stands, by the name that policies call it.
  let branches: [RefName: ObjectID]
  /// Where each tag stands, by its full name.
  let tags: [RefName: ObjectID]
  /// Those of them that stand for others.
  let symbolicRefs: Set<RefName>
  /// The refs of a bundle that are below `refs/remotes/`.
  let bundledRemotes: [(name: RefName, id: ObjectID)]
  /// Where a bundle says that HEAD was.
  let bundledHead: ObjectID?

  /// Opens the work tree, bare repository or bundle file that an argument names; without one the
  /// repository that `GIT_DIR` names, as `git --git-dir` and git's hooks do, or in which the current
  /// directory lies; '.' is the latter.
  static func open(
    _ argument: String?, in context: CommandContext
  ) throws(CommandError) -> GovernedRepository {
    if argument == nil, let named = context.environment["GIT_DIR"], !named.isEmpty {
      return try atGitDirectory(named, in: context)
    }
    // ('.' is what hints say, wherever in the repository they are followed.)
    if argument == nil || argument == "." {
      let start = try Self.text(context.currentDirectory)
      if let found = try attempt({ try Repository.discover(from: start) }) {
        return try GovernedRepository(repositoryAt: found.path, workTree: found.workTree)
      }
    }
    guard let argument else {
      throw CommandError(
        "not a git repository (or any of the parent directories)",
        hint: "name one, or change into one")
    }
    let path = context.path(argument)
    let status = try attempt { try FileSystem.status(path) }
    if status?.kind == .file {
      return try GovernedRepository(bundleAt: path, temporary: context.temporaryDirectory)
    }
    return try GovernedRepository(repositoryAt: text(path))
  }

  /// The repository that `GIT_DIR` names. Its work tree is the one that `GIT_WORK_TREE` or the configuration names, else the
  /// current directory.
  private static func atGitDirectory(
    _ directory: String, in context: CommandContext
  ) throws(CommandError) -> GovernedRepository {
    let path = try text(context.path(directory))
    let governed = try GovernedRepository(repositoryAt: path)
    if let tree = context.environment["GIT_WORK_TREE"], !tree.isEmpty {
      return try GovernedRepository(repositoryAt: path, workTree: text(context.path(tree)))
    }
    guard let own = governed.repository?.workTree, governed.repository?.path == own + "/.git" else {
      return governed
    }
    return try GovernedRepository(repositoryAt: path, workTree: text(context.currentDirectory))
  }

  /// The path as libgit2 takes it; throws where it is not UTF-8.
  private static func text(_ path: FilePath) throws(CommandError) -> String {
    guard let text = path.text else {
      throw CommandError(
        "cannot open '\(path)': its name is not UTF-8", hint: "rename the directory")
    }
    return text
  }

  /// Opens a repository; `environment` says where a hook finds what is being pushed.
  init(
    repositoryAt path: String, workTree: String? = nil, environment: GitEnvironment = .none
  ) throws(CommandError) {
    let repository = try attempt {
      try Repository(
        opening: path, workTree: workTree, environment: environment, ignoringAlternates: true)
    }
    self.repository = repository
    objects = repository.objects
    self.path = repository.commonPath
    func standing(_ prefix: String) throws(CommandError) -> (
      all: [(RefName, ObjectID)], symbolic: [RefName]
    ) {
      let found = try attempt { try repository.referencesAndSymbolic(prefix: prefix) }
      return (found.direct + found.symbolic, found.symbolic.map(\.0))
    }
    let entangle = try standing("refs/entangle/")
    let tags = try standing("refs/tags/")
    let heads = try standing("refs/heads/")
    bundledRemotes = []
    bundledHead = nil
    entangleRefs = entangle.all.map { (name: $0.0, id: $0.1) }
    self.tags = Dictionary(tags.all) { first, _ in first }
    symbolicRefs = Set(entangle.symbolic + tags.symbolic + heads.symbolic)
    var branches = Dictionary(heads.all) { first, _ in first }
    for (name, id) in try repository.trackedBranches() { branches[name] = id }
    self.branches = branches
  }

  private init(bundleAt path: FilePath, temporary: FilePath) throws(CommandError) {
    let bundle = try attempt { try BundleFile(path: path, temporary: temporary) }
    repository = nil
    objects = bundle.objects
    self.path = path.argument
    symbolicRefs = []
    let refs = bundle.references.map { (name: $0.0, id: $0.1) }
    entangleRefs = refs.filter { $0.name.dropping(prefix: "refs/entangle/") != nil }
    bundledHead = refs.first { $0.name == RefName("HEAD") }?.id
    bundledRemotes = refs.filter { $0.name.dropping(prefix: "refs/remotes/") != nil }
    func below(_ prefix: String) -> [RefName: ObjectID] {
      let found = refs.filter { $0.name.dropping(prefix: prefix) != nil }
      return Dictionary(found.map { ($0.name, $0.id) }) { first, _ in first }
    }
    (branches, tags) = (below("refs/heads/"), below("refs/tags/"))
  }

  /// The remote that a command is about: the one that it was given, else the one that counts.
  func remote(_ named: String?) throws(CommandError) -> String {
    guard let repository else { throw CommandError("not a git repository") }
    return try repository.remote(named)
  }

  /// Judges all of it: of a repository only what is new since it was verified last, unless `anew`.
  func report(
    trustRoot: SHA256Digest?, now: Timestamp, anew: Bool = false, in context: CommandContext
  ) -> Report {
    let store = records(in: context)
    let heads = trustRoot.flatMap { HeadStore($0, in: context) }
    let report = Verifier(
      VerificationInput(
        objects: objects.unproven, cryptography: context.cryptography, workers: context.workers,
        entangleRefs: entangleRefs, branches: branches, tags: tags, trustRoot: trustRoot, now: now,
        remembered: heads?.head())
    ).report(recorded: anew ? nil : store, in: context)
    store?.keep(report)
    heads?.remember(report)
    return report
  }

  /// Judges all of it under law that nobody has signed. What comes of that is never recorded.
  func report(
    trustRoot: SHA256Digest?, now: Timestamp, supposing law: SupposedLaw,
    in context: CommandContext
  ) -> Report {
    Verifier(
      VerificationInput(
        objects: objects.unproven, cryptography: context.cryptography, workers: context.workers,
        entangleRefs: entangleRefs, branches: branches, tags: tags, trustRoot: trustRoot, now: now,
        supposed: law)
    ).report(recorded: nil, in: context)
  }

  /// What was recorded when the repository was verified last; nil for a bundle.
  func records(in context: CommandContext) -> RecordStore? {
    repository.flatMap { _ in RecordStore(path, in: context) }
  }
}
