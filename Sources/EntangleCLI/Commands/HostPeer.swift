internal import EntangleModel

/// `entangle host peer`: has the bans of another repository's host count here, or no more.
struct HostPeer: Command {
  static let spec = CommandSpec(
    ["host", "peer"], summary: "believe the bans of another repository's host", category: .trust,
    options: [
      .value("repository", "id", help: "that repository's id"),
      .value(
        "key", "file", isRepeatable: true, form: .file,
        help: "a public key by which its host keeps the log; all of them, in place of before"),
      .flag("remove", help: "believe it no more"),
    ] + TrustChange.specs,
    operands: [OperandSpec("name", help: "what the law calls it")],
    details: [
      "Publishes a new trust state. From then on 'entangle deny import' takes in entries of that repository's denylist "
        + "for which its host has given a receipt by one of these keys, also out of the hands of others. "
        + "What they ban here is who has the same keys, never an authority. With '--remove', or fewer keys, what was taken in bars nobody any "
        + "more; an operator whose role is operator or more may do that alone.",
      "That host's key is printed by 'entangle host status' there, and each epoch of its log has another.",
    ], environment: ActorOptions.environment, related: ["entangle-deny-import(1)"])

  private let name: PrincipalID
  private let repository: SHA256Digest?
  private let keys: [String]
  private let isRemoval: Bool
  private let change: TrustChange

  init(_ arguments: ParsedArguments) throws(UsageError) {
    name = try Arguments.principal(arguments.requiredOperand(0, "name"))
    repository = try arguments.value("repository").map { text throws(UsageError) in
      guard let id = SHA256Digest(hex: text.utf8) else {
        throw UsageError("'\(displayText(text.utf8))' is no repository id")
      }
      return id
    }
    keys = arguments.values("key")
    isRemoval = arguments.flag("remove")
    change = try TrustChange(arguments)
    if isRemoval && (repository != nil || !keys.isEmpty) {
      throw UsageError("'--remove' goes with neither '--repository' nor '--key'")
    }
    if !isRemoval && keys.isEmpty { throw UsageError("'--key' is missing") }
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try change.publish(in: context) { files, session throws(CommandError) in
      let path = Peer.path(name)
      let known = files[path].flatMap { try? Peer(canonical: $0) }
      guard !isRemoval else {
        guard known != nil else {
          throw CommandError("the law has no peer '\(name)'", hint: "its peers stand below 'peers'")
        }
        files[path] = nil
        return
      }
      guard let repository = repository ?? known?.repository else {
        throw CommandError("there is no peer '\(name)' yet", hint: "a new one needs --repository")
      }
      var found: [PublicKey] = []
      for file in keys { found.append(try PublicKeyFile.read(file, in: context)) }
      guard found.allSatisfy({ $0.codeKey == nil && !$0.isSecurityKey }) else {
        throw CommandError(
          "a host keeps its log by an Ed25519 key in software", code: "T105",
          hint: "'entangle host status' there prints it", status: .refused)
      }
      files[path] = Peer(keys: found, repository: repository).canonical
    }
  }
}
