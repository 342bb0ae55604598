internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// A bare repository on a server, and what guards it.
struct HostedRepository {
  let governed: GovernedRepository
  let repository: Repository
  let folder: HostFolder

  /// The bare repository that an argument names, or in which the current directory lies; of a linked work tree the one that it
  /// belongs to.
  static func open(
    _ argument: String?, in context: CommandContext
  ) throws(CommandError) -> HostedRepository {
    let governed: GovernedRepository
    do {
      governed = try GovernedRepository.open(argument, in: context)
    } catch {
      let foreign = ForeignFiles(gitDirectory: directory(argument, in: context))
      guard error.hint == nil, foreign.first() != nil else { throw error }
      throw CommandError(error.message, hint: ForeignFiles.hint)
    }
    guard let own = governed.repository?.path, own != governed.path else {
      return try HostedRepository(governed)
    }
    return try HostedRepository(GovernedRepository(repositoryAt: governed.path))
  }

  /// The same, for a command that writes. Throws where the repository is somebody else's, who could use it no more: what is
  /// written is closed to others.
  static func openOwn(
    _ argument: String?, for command: CommandSpec, in context: CommandContext
  ) throws(CommandError) -> HostedRepository {
    let hosted = try open(argument, in: context)
    let path = FilePath(hosted.governed.path)
    guard let owner = try attempt({ try FileSystem.status(path) })?.owner,
      owner != ProcessIdentity.user
    else { return hosted }
    let words = command.name.joined(separator: " ")
    throw CommandError(
      "'\(path)' belongs to the user of number \(owner)",
      hint: "as that user, with the same arguments: 'sudo --user=#\(owner) entangle \(words) ...'")
  }

  /// Where a bare repository lies that an argument names, or the environment, or the current directory.
  static func directory(_ argument: String?, in context: CommandContext) -> FilePath {
    context.path(argument ?? context.environment["GIT_DIR"] ?? ".")
  }

  /// The git directory of a hook; where the push goes to a linked work tree, the one whose refs it moves.
  static func directoryOfHook(in context: CommandContext) throws(CommandError) -> FilePath {
    guard let path = context.environment["GIT_DIR"] else {
      throw CommandError(
        "no push to judge: GIT_DIR is not set", hint: "git runs this as a hook of a repository")
    }
    let own = context.path(path)
    let file = own.appending("commondir")
    guard try attempt({ try FileSystem.status(file) }) != nil else { return own }
    let text = try attempt { try FileSystem.read(file, limit: 65_536) }
    let common = FilePath(Array(text.prefix { $0 != UInt8(ascii: "\n") }))
    return try attempt {
      try FileSystem.realPath(common.isAbsolute ? common : own.appending(common.bytes))
    }
  }

  /// The repository of a hook, with what git keeps apart of the push.
  static func ofHook(in context: CommandContext) throws(CommandError) -> HostedRepository {
    let path = try directoryOfHook(in: context)
    return try HostedRepository(
      GovernedRepository(
        repositoryAt: path.argument,
        environment: GitEnvironment(
          objectDirectory: context.environment["GIT_OBJECT_DIRECTORY"],
          alternateObjectDirectories: context.environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"],
          isQuarantine: context.environment["GIT_QUARANTINE_PATH"] != nil)))
  }

  private init(_ governed: GovernedRepository) throws(CommandError) {
    guard let repository = governed.repository, repository.isBare else {
      throw CommandError(
        "'\(governed.path)' is no bare repository",
        hint: "'git clone --bare' makes one, 'git init --bare' an empty one")
    }
    self.governed = governed
    self.repository = repository
    folder = HostFolder(gitDirectory: FilePath(governed.path))
  }

  /// What was decided when it was put under guard; throws where it was not.
  func settings() throws(CommandError) -> HostFolder.Settings {
    try Self.settings(folder)
  }

  /// What was decided when a repository was put under guard; throws where it was not.
  static func settings(_ folder: HostFolder) throws(CommandError) -> HostFolder.Settings {
    guard let settings = try attempt({ try folder.settings() }) else {
      throw CommandError(
        "'\(folder.path.parent)' is not under guard",
        hint: "on the server, 'entangle host init --trust-root <repository id>'")
    }
    return settings
  }

  /// What was recorded of it when the last push was judged.
  func records(in context: CommandContext) -> RecordStore? {
    RecordStore(in: folder.path, context)
  }

  /// The refs as they stand.
  var standing: StandingRefs {
    let entangle = governed.entangleRefs.map { ($0.name, $0.id) }
    return StandingRefs(
      places: governed.branches.merging(governed.tags) { first, _ in first }
        .merging(entangle) { first, _ in first },
      symbolic: governed.symbolicRefs)
  }

  /// What the verifier is to judge.
  func input(
    _ settings: HostFolder.Settings, in context: CommandContext
  ) throws(CommandError) -> VerificationInput {
    VerificationInput(
      objects: governed.objects.unproven, cryptography: context.cryptography,
      workers: context.workers, entangleRefs: governed.entangleRefs, branches: governed.branches,
      tags: governed.tags, trustRoot: settings.trustRoot, now: try context.now())
  }
}
