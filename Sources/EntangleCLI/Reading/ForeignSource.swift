internal import EntangleGit
internal import EntangleModel
internal import EntangleSystem

/// Another repository: one on this machine, or what git brings of one.
enum ForeignSource {
  /// Reads a repository or bundle that lies at a path; else the denylist, the law and the log of what git calls so, a remote of
  /// `repository` or a URL.
  static func read<Value>(
    _ argument: String, for repository: Repository, in context: CommandContext,
    _ body: (GovernedRepository) throws(CommandError) -> Value
  ) throws(CommandError) -> Value {
    if try attempt({ try FileSystem.status(context.path(argument)) }) != nil {
      return try body(try GovernedRepository.open(argument, in: context))
    }
    let named = try GitProgram.run(["remote", "get-url", "--", argument], in: repository, context)
    let url = named.isSuccess ? String(named.text.prefix { $0 != "\n" }) : argument
    let folder = try attempt { try TemporaryDirectory(in: context.temporaryDirectory) }
    let path = folder.path.argument
    let listed = try run(
      [
        "ls-remote", "--quiet", "--", url, DenylistEntry.ref.description,
        EntangleRef.trustName.description, "refs/entangle/receipts/*",
      ], argument, context)
    let lines = listed.split(separator: "\n").map { $0.split(separator: "\t") }
    let refs = lines.filter { $0.count == 2 }.map { (id: $0[0], name: $0[1]) }
    let format = refs.first.map { $0.id.utf8.count == 64 } ?? false ? "sha256" : "sha1"
    _ = try run(
      ["init", "--quiet", "--bare", "--object-format=\(format)", path], argument, context)
    if !refs.isEmpty {
      _ = try run(
        [
          "--git-dir=\(path)", "fetch", "--quiet", "--no-tags", "--no-write-fetch-head",
          "--no-auto-maintenance", "--no-recurse-submodules", "--", url,
        ] + refs.map { "\($0.name):\($0.name)" }, argument, context)
    }
    return try body(try GovernedRepository.open(path, in: context))
  }

  private static func run(
    _ arguments: [String], _ name: String, _ context: CommandContext
  ) throws(CommandError) -> String {
    let result = try GitProgram.runOutside(arguments, in: context, timeLimit: .seconds(3600))
    guard result.isSuccess else {
      throw CommandError(
        "cannot read '\(displayText(name.utf8))': \(displayText(result.reason.utf8))",
        hint: "name a repository, a bundle, a remote or a URL")
    }
    return result.text
  }
}
