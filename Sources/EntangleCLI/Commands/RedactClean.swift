internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// `entangle redact clean`: takes away this repository's refs to what was taken out.
struct RedactClean: Command {
  static let spec = CommandSpec(
    ["redact", "clean"], summary: "let go here of what was taken out of the history",
    category: .trust,
    options: [RepositoryAccess.trustRootOption, RepositoryAccess.repositoryOption],
    details: [
      "Deletes refs that reach what is withheld: what remotes showed, tags, remote-tracking branches; and proposals, inputs and artifacts that "
        + "are withheld themselves. Others of these are part of the record, and are named. Branches, the stash and other work trees are yours: they are named, and left. Prints what it deleted, one ref a line.",
      "Git keeps the objects until 'git reflog expire --expire=now --all' and, an hour later, 'git gc --prune=1.hour.ago'. With "
        + "'--prune=now' git would also delete what others are just writing, as a server does with each push.",
    ], environment: RepositoryAccess.environment, related: ["entangle-redact-add(1)", "git-gc(1)"])

  /// Where refs are that may go.
  private static let open = [
    "refs/entangle/proposals/", "refs/entangle/inputs/", "refs/entangle/artifacts/",
    "refs/entangle-remotes/",
    "refs/entangle-void/", "refs/remotes/", "refs/tags/",
  ]

  private let path: String?
  private let trustRoot: SHA256Digest?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    path = arguments.value("repository")
    trustRoot = try RepositoryAccess.trustRoot(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let governed = try GovernedRepository.open(path, in: context)
    guard let repository = governed.repository else { throw CommandError("not a git repository") }
    let root = try RepositoryAccess.trustRoot(trustRoot, for: governed, in: context)
    guard let root else {
      throw CommandError(
        "no trust root is pinned for this repository", code: "T101",
        hint: "entangle trust pin, or --trust-root", status: .undecided)
    }
    let law = governed.entangleRefs.first { $0.name == EntangleRef.trustName }?.id
    guard let law,
      let chain = governed.chain(at: law, root: root, now: try context.now(), in: context)
    else {
      throw CommandError("the law here does not stand", hint: "entangle verify", status: .refused)
    }
    var here: [ObjectID] = []
    for id in chain.withheld.keys {
      let object = try attempt { try governed.objects.read(id, limit: ReadLimits().commitBytes) }
      if object != nil { here.append(id) }
    }
    var gone: [(name: RefName, id: ObjectID)] = []
    for (name, id) in try refs(reaching: here, in: repository, context) {
      if name.dropping(prefix: "refs/entangle/") != nil, chain.withheld[id] == nil {
        // (The record without it would be refused.)
        context.diagnostics.warning(
          "'\(name)' reaches what is withheld, and is part of the record",
          hint: "'entangle redact add --withhold \(id.hex)' takes that out as well")
      } else if Self.open.contains(where: { name.dropping(prefix: $0) != nil }) {
        gone.append((name, id))
      } else {
        context.diagnostics.warning(
          "'\(name)' still reaches what is withheld", hint: "rebase it, or delete it")
      }
    }
    for (name, id) in gone {
      let deleted = try GitProgram.run(
        ["update-ref", "--no-deref", "-d", name.description, id.hex], in: repository, context)
      guard deleted.isSuccess else {
        throw CommandError("cannot delete '\(name)': \(deleted.reason)")
      }
      try context.output.line(name.description)
    }
    if !here.isEmpty {
      context.diagnostics.line(
        "\(here.count) withheld commits are in the object store: 'git reflog expire --expire=now --all', and an hour later "
          + "'git gc --prune=1.hour.ago'"
      )
    }
    return .ok
  }

  /// The refs that reach any of some commits, with where they stand.
  private func refs(
    reaching commits: [ObjectID], in repository: Repository, _ context: CommandContext
  ) throws(CommandError) -> [(name: RefName, id: ObjectID)] {
    var found: [RefName: ObjectID] = [:]
    // No longer a command line than systems take.
    for start in stride(from: 0, to: commits.count, by: 500) {
      let some = commits[start..<min(start + 500, commits.count)]
      let listed = try GitProgram.run(
        ["for-each-ref", "--format=%(objectname) %(refname)"] + some.map { "--contains=\($0)" },
        in: repository, context)
      guard listed.isSuccess else { throw CommandError("git for-each-ref: \(listed.reason)") }
      for line in listed.text.split(separator: "\n") {
        let parts = line.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let id = ObjectID(hex: parts[0].utf8) else { continue }
        found[RefName(Array(parts[1].utf8))] = id
      }
    }
    return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }
}
