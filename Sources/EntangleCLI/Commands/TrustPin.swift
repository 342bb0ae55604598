internal import EntangleModel
internal import EntangleVerify

/// `entangle trust pin`: remembers which trust chain is the right one for a repository.
struct TrustPin: Command {
  static let spec = CommandSpec(
    ["trust", "pin"], summary: "remember or show a repository's trust root", category: .trust,
    options: [RepositoryAccess.repositoryOption],
    operands: [
      OperandSpec("repository id", .optional, help: "the trust root, 64 hexadecimal digits")
    ],
    details: [
      "The repository id has to come from somebody you trust, not from the repository. It is "
        + "kept outside of it, by its path, in place of the one that was there.",
      "Without an id it prints the pinned one, or ends with 1 where there is none.",
    ], environment: [.gitDirectory, .dataHome])

  private let id: SHA256Digest?
  private let path: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    path = arguments.value("repository")
    if let text = arguments.operand(0) {
      id = try RepositoryAccess.repositoryID(text)
    } else {
      id = nil
    }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let governed = try GovernedRepository.open(path, in: context)
    guard governed.repository != nil else {
      throw CommandError(
        "cannot pin '\(governed.path)': a bundle",
        hint: "'entangle verify --trust-root' takes the id")
    }
    let pins = try PinStore(context)
    guard let id else {
      guard let pinned = try pins.root(of: governed.path) else {
        context.diagnostics.line("no trust root is pinned for '\(governed.path)'")
        return .refused
      }
      try context.output.line(pinned.hex)
      return .ok
    }
    let found = governed.trustReport(trustRoot: id, now: try context.now(), in: context).repository
    try pins.pin(id, path: governed.path)
    if let found, found != id {
      context.diagnostics.warning(
        "this repository was founded as '\(found)'",
        hint: "it will be refused; ask again for its id, or fetch the right repository")
    }
    return .ok
  }
}
