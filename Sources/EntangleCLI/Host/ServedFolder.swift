internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// A folder with the repositories of a server, and who may log in to them.
struct ServedFolder {
  /// `--root`.
  static let option = OptionSpec.value(
    "root", "directory", isRequired: true, form: .directory,
    help: "the folder in which the repositories lie")

  /// How many folders lie between the root and a repository at most.
  private static let deepest = 8
  /// The most folders that are looked at.
  private static let mostFolders = 100_000

  let root: FilePath
  private let context: CommandContext

  /// What paths have that can stand in a forced command, in words.
  static let plain = "letters, digits and '/._+-'"

  /// Whether a byte of a path stands for itself in a forced command.
  static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), 0x2f, 0x2e, 0x5f, 0x2b, 0x2d:
      true
    default: false
    }
  }

  /// Takes an absolute path, which must be one that can stand in a forced command, wherever links lead.
  init(_ path: String, in context: CommandContext) throws(CommandError) {
    let given = FilePath(path)
    guard given.isAbsolute, given.bytes.allSatisfy(Self.isPlain) else {
      throw CommandError(
        "the root '\(displayText(path.utf8))' is no absolute path of \(Self.plain)",
        hint: "it has to stand in a line of authorized_keys")
    }
    root = try attempt { try FileSystem.realPath(given) }
    guard root.bytes.allSatisfy(Self.isPlain) else {
      throw CommandError(
        "the root '\(given)' leads to '\(root)', which is no path of \(Self.plain)",
        hint: "mount it there, or move it: it has to stand in a line of authorized_keys")
    }
    self.context = context
  }

  /// Who in a repository logs in with a key, as its newest trust state says now; nil where nobody does, or
  /// only one whom the repository is not served to.
  func principal(
    of key: KeyID, in repository: HostedRepository
  ) throws(CommandError) -> PrincipalID? {
    let settings = try repository.settings()
    let now = try context.now()
    let report = repository.governed.trustReport(
      trustRoot: settings.trustRoot, now: now, in: context)
    // (What a cut says of a lane is not asked: lanes are not looked at.)
    guard !report.findings.contains(where: { $0.code.hasPrefix("T") }),
      let chain = report.judgement?.chain, chain.root == settings.trustRoot,
      let state = chain.newest?.state
    else { return nil }
    let found = state.keys.first { publicKey, holder in
      context.cryptography.keyID(publicKey) == key && holder.key.uses.contains(.transport)
        && holder.key.isValid(at: now) && holder.principal.status == .active
    }?.value.principal.id
    guard let found, !settings.tenants.isEmpty else { return found }
    return TenantFacts(.init(found, in: state), served: settings.tenants).isServed ? found : nil
  }

  /// The repository at a path below the root, or, as git has it, at that path with `.git` behind it; nil where none
  /// is served there.
  func repository(_ parts: [String]) throws(CommandError) -> HostedRepository? {
    if let found = try repository(at: parts.reduce(root) { $0.appending($1) }) { return found }
    guard let last = parts.last, !last.hasSuffix(".git") else { return nil }
    return try repository(
      at: (parts.dropLast() + [last + ".git"]).reduce(root) { $0.appending($1) })
  }

  /// The repository at a path that no link is on.
  private func repository(at path: FilePath) throws(CommandError) -> HostedRepository? {
    guard let real = try? FileSystem.realPath(path), real == path else { return nil }
    return try open(real)
  }

  private func open(_ path: FilePath) throws(CommandError) -> HostedRepository? {
    guard (try? HostFolder(gitDirectory: path).settings()) ?? nil != nil else { return nil }
    return try HostedRepository.open(path.argument, in: context)
  }

  /// Whether somebody logs in with a key to one of the repositories.
  func knows(_ key: KeyID) -> Bool {
    var waiting = [(path: root, depth: 0)]
    var count = 0
    while let (path, depth) = waiting.popLast(), count < Self.mostFolders {
      count += 1
      if let repository = try? open(path) {
        if (try? principal(of: key, in: repository)) ?? nil != nil { return true }
        continue
      }
      guard depth < Self.deepest, let names = try? FileSystem.list(path) else { continue }
      for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
        let inner = path.appending(name)
        if (try? FileSystem.status(inner, symbolicLinks: .refuse))??.kind == .directory {
          waiting.append((inner, depth + 1))
        }
      }
    }
    return false
  }
}
