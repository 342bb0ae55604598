internal import EntangleGit
internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem

/// The hooks and settings of a repository under guard: as they are, and as they have to be.
struct HostGuard {
  private let hosted: HostedRepository
  private let context: CommandContext

  init(_ hosted: HostedRepository, in context: CommandContext) {
    self.hosted = hosted
    self.context = context
  }

  /// What is found in a hook's place.
  enum HookState: Equatable {
    /// The hook as entangle writes it, or one that calls it.
    case ours
    /// The hook as an earlier entangle wrote it.
    case earlier
    case missing
    /// A hook that git does not run, since it is not executable.
    case skipped(FilePath)
    /// A hook that does not call entangle.
    case foreign(FilePath)
  }

  /// Where git looks for hooks. Throws where it looks in the root of the file system.
  func hookFolder() throws(CommandError) -> FilePath {
    if let named = try configuration("core.hooksPath"), named.isEmpty {
      throw CommandError(
        "core.hooksPath is empty: git looks for hooks in '/'", hint: Self.ownHooks)
    }
    let asked = try GitProgram.run(
      ["rev-parse", "--path-format=absolute", "--git-path", "hooks"], in: hosted.repository, context
    )
    guard asked.isSuccess else { throw CommandError("cannot find the hooks: \(asked.reason)") }
    // (A name may have line breaks itself.)
    return FilePath(String(asked.text.hasSuffix("\n") ? asked.text.dropLast() : asked.text[...]))
  }

  private static let ownHooks =
    "'git config core.hooksPath hooks' in the repository gives it hooks of its own"

  /// Throws where hooks that are written there would be those of other repositories as well, of which nobody has said that here.
  func requireOwnHooks() throws(CommandError) {
    let folder = try hookFolder()
    let own = FilePath(hosted.governed.path)
    let local = try GitProgram.run(
      ["config", "--local", "--get", "core.hooksPath"], in: hosted.repository, context)
    guard !local.isSuccess else { return }
    let place = try attempt { try FileSystem.realPath(own) }.bytes + [UInt8(ascii: "/")]
    let isNamed = try configuration("core.hooksPath") != nil
    let isThere = try attempt { try FileSystem.status(folder) } != nil
    let real = isThere ? try attempt { try FileSystem.realPath(folder) } : folder
    guard !real.bytes.starts(with: place) else { return }
    throw CommandError(
      "the hooks of this repository are also those of others: "
        + (isNamed ? "core.hooksPath is '\(folder)'" : "'\(folder)' leads to '\(real)'"),
      hint: isNamed
        ? Self.ownHooks
        : "have a folder of its own there; or, where that is meant, 'git config core.hooksPath \(shellWord(real.description))' in the "
          + "repository")
  }

  /// The state of each hook.
  func hooks() throws(CommandError) -> [(hook: HostHook, state: HookState)] {
    let folder = try hookFolder()
    return try HostHook.allCases.map { hook throws(CommandError) in
      let file = folder.appending(hook.rawValue)
      guard let status = try attempt({ try FileSystem.status(file) }) else {
        return (hook, .missing)
      }
      guard status.kind == .file else { return (hook, .foreign(file)) }
      guard status.isExecutable else { return (hook, .skipped(file)) }
      let text = try attempt { try FileSystem.read(file, limit: 1 << 20) }
      if hook.earlier.contains(context.cryptography.sha256(text).hex) { return (hook, .earlier) }
      let call = "entangle hook \(hook.rawValue)"
      let calls = String(decoding: text, as: UTF8.self).split(separator: "\n").contains {
        !$0.drop(while: \.isWhitespace).hasPrefix("#") && $0.contains(call)
      }
      return (hook, calls ? .ours : .foreign(file))
    }
  }

  /// The hooks of a server that entangle has no part in, and where they stand: those that git does not run, since they are not
  /// executable.
  func skippedHooks() throws(CommandError) -> [(hook: String, file: FilePath)] {
    let folder = try hookFolder()
    var skipped: [(hook: String, file: FilePath)] = []
    for hook in ["update", "post-update", "proc-receive", "push-to-checkout"] {
      let file = folder.appending(hook)
      guard let status = try attempt({ try FileSystem.status(file) }), status.kind == .file,
        !status.isExecutable
      else { continue }
      skipped.append((hook, file))
    }
    return skipped
  }

  /// Writes a hook; gives its path.
  func write(_ hook: HostHook) throws(CommandError) -> FilePath {
    let folder = try hookFolder()
    let file = folder.appending(hook.rawValue)
    try attempt {
      try FileSystem.createDirectory(folder)
      try FileSystem.write(Array(hook.text.utf8), to: file, mode: 0o755, existing: .replace)
    }
    return file
  }

  /// The settings that are not as they have to be.
  func wrongSettings() throws(CommandError) -> [HostSetting] {
    var wrong: [HostSetting] = []
    for setting in HostSetting.all {
      // (What git cannot read as it should is not there, and is not well.)
      let isThere = try configuration(setting.key) != nil
      let value = try configuration(setting.key, type: setting.type)
      if isThere ? value == nil || !setting.accepts(value) : !setting.accepts(nil) {
        wrong.append(setting)
      }
    }
    return wrong
  }

  /// Makes a setting as it has to be.
  func set(_ setting: HostSetting) throws(CommandError) {
    let result = try GitProgram.run(
      ["config", "--local", "--replace-all", setting.key, setting.value], in: hosted.repository,
      context)
    guard result.isSuccess else {
      throw CommandError("cannot set '\(setting.key)': \(result.reason)")
    }
    guard try !wrongSettings().contains(setting) else { throw Self.overridden(setting.key) }
  }

  /// Whether the repository's own file says it right, and git is told otherwise elsewhere, as by a file that it includes.
  func isOverridden(_ setting: HostSetting) throws(CommandError) -> Bool {
    let type = setting.type.map { ["--type=\($0)"] } ?? []
    let own = try GitProgram.run(
      ["config", "--local", "--null"] + type + ["--get", setting.key], in: hosted.repository,
      context)
    return own.isSuccess && setting.accepts(String(own.text.prefix { $0 != "\0" }))
  }

  /// What says where git was told something else.
  static func origin(of key: String) -> String {
    "'git config --show-origin --get-all \(key)' in the repository says where; take it away there"
  }

  private static func overridden(_ key: String) -> CommandError {
    CommandError(
      "'\(key)' has another value in a file that git reads after the repository's own",
      hint: origin(of: key))
  }

  /// Something that git must not be told.
  struct Loosening {
    let name: String
    /// The key that is set; nil where none is.
    let key: String?
    /// What comes of it.
    let effect: String
  }

  /// What git was told that lets past what it has to refuse, moves refs without the hooks, or keeps the record, or a branch that
  /// the law protects, from those who fetch and push.
  func loosening(protecting branches: Set<RefName>) throws(CommandError) -> [Loosening] {
    let keys = #"^(receive\.(fsck\..*|procreceiverefs)|(transfer|receive|uploadpack)\.hiderefs)$"#
    let result = try GitProgram.run(
      ["config", "--null", "--get-regexp", keys], in: hosted.repository, context)
    var (checks, refs): (String?, String?)
    var hidden = HiddenRefs()
    for entry in result.isSuccess ? result.text.split(separator: "\0") : [] {
      let parts = entry.split(separator: "\n", maxSplits: 1)
      guard let key = parts.first.map(String.init) else { continue }
      let value = parts.count < 2 ? nil : String(parts[1])
      if key == "receive.procreceiverefs" {
        refs = refs ?? key
      } else if key.hasSuffix(".hiderefs") {
        if let value { hidden.add(key: key, value: value) }
      } else if value?.lowercased() != "error" {
        checks = checks ?? key
      }
    }
    let found = hidden.first(protecting: branches)
    let past = "which lets past what git has to refuse"
    return [
      Loosening(name: "receive.fsck", key: checks, effect: past),
      Loosening(name: "receive.procReceiveRefs", key: refs, effect: past),
      Loosening(
        name: "transfer.hideRefs", key: found?.key,
        effect: "which hides '\(found.map(\.ref.description) ?? "")'"),
    ]
  }

  /// What is wrong with the seed of the nonces of push certificates; nil where nothing is.
  func seedProblem() throws(CommandError) -> String? {
    let known = try ownSeed()
    guard try !isSeedOverridden() else {
      return "another one is set in a file that git reads after the repository's own"
    }
    return try attempt { try seed.problem(of: known) }
  }

  /// Whether git is told another seed than the repository's own file has.
  func isSeedOverridden() throws(CommandError) -> Bool {
    guard let own = try ownSeed() else { return false }
    return try configuration(NonceSeed.key) != own
  }

  /// Closes the file with the seed, and makes one where it is missing or short.
  func mendSeed() throws(CommandError) {
    let randomness = try context.randomness()
    let isNew = try ownSeed().map { $0.utf8.count < NonceSeed.fewest } ?? true
    try attempt { try seed.mend(isNew: isNew, randomness: randomness) }
    guard try !isSeedOverridden() else { throw Self.overridden(NonceSeed.key) }
  }

  private var seed: NonceSeed {
    NonceSeed(gitDirectory: FilePath(hosted.governed.path))
  }

  private func ownSeed() throws(CommandError) -> String? {
    let result = try GitProgram.run(
      ["config", "--local", "--null", "--get", NonceSeed.key], in: hosted.repository, context)
    return result.isSuccess ? String(result.text.prefix { $0 != "\0" }) : nil
  }

  private func configuration(
    _ key: String, type: String? = nil
  ) throws(CommandError) -> String? {
    let result = try GitProgram.run(
      ["config", "--null"] + (type.map { ["--type=\($0)"] } ?? []) + ["--get", key],
      in: hosted.repository, context)
    guard result.isSuccess else { return nil }
    return String(result.text.prefix { $0 != "\0" })
  }
}
