internal import EntangleModel
internal import EntangleVerify

/// `entangle deny import`: takes in what another repository's host bans.
struct DenyImport: Command {
  static let spec = CommandSpec(
    ["deny", "import"], summary: "take in the bans of a host that the law believes",
    category: .host, options: ActorOptions.specs,
    operands: [
      OperandSpec(
        "source", form: .directory,
        help: "a repository or bundle, the name of a remote, or a URL")
    ],
    details: [
      "Of the denylist there, each ban that holds, and each lift of one that was taken in before, comes with its "
        + "reporter's signature, its host's receipt, and what shows which keys its subject has. Those of peers alone are taken "
        + "('entangle host peer' names them), wherever they are found: what was imported there comes with the signatures of the host "
        + "where it was made. Each counts for whoever has one of these keys here, and ends as it would there. Who may "
        + "ban may import; 'entangle push' brings the entries to the server.",
      "Prints how many were taken in. Ends with 1 where there were some, and none of a host that the law believes.",
    ], environment: ActorOptions.environment,
    related: ["entangle-host-peer(1)", "entangle-deny-list(1)"])

  private let source: String
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    source = try arguments.requiredOperand(0, "source")
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try DenylistComposer(actor, in: context)
    let session = composer.session
    let known = try composer.denylist()
    let found = try ForeignSource.read(source, for: session.repository, in: context) {
      governed throws(CommandError) in
      try ForeignDenylist(governed, at: session.now, in: context).offers(
        to: known, under: session.state.state)
    }
    for (repository, count) in found.refused.sorted(by: { $0.key.hex < $1.key.hex }) {
      context.diagnostics.line(
        "not taken: \(count) of \(repository), which the law does not believe [D111]")
    }
    for reason in found.failed { context.diagnostics.line("not taken: \(reason)") }
    if !found.drafts.isEmpty { try composer.publish(found.drafts) }
    guard !found.drafts.isEmpty || found.refused.isEmpty else {
      throw CommandError(
        "nothing was taken in", code: "D111",
        hint: "'entangle host peer' names the repositories whose hosts are believed",
        status: .refused)
    }
    try context.output.line(String(found.drafts.count))
    return .ok
  }
}
