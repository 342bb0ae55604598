internal import EntangleModel
internal import EntangleVerify

/// `entangle deny lift`: takes a ban back.
struct DenyLift: Command {
  static let spec = CommandSpec(
    ["deny", "lift"], summary: "take a ban back", category: .host, options: ActorOptions.specs,
    operands: [OperandSpec("entry", help: "the ban's number, as 'entangle deny list' tells it")],
    details: [
      "Authorities, and whoever made the ban while he may still ban. The entry that lifts it is signed and put "
        + "behind what stands at refs/entangle/denylist; both stay there. 'entangle push' brings it to the "
        + "server. Prints the entry's number."
    ], environment: ActorOptions.environment,
    related: ["entangle-deny-add(1)", "entangle-deny-list(1)"])

  private let number: Int64
  private let actor: ActorOptions

  init(_ arguments: ParsedArguments) throws(UsageError) {
    let text = try arguments.requiredOperand(0, "entry")
    guard let number = Decimal.read(text.utf8), number > 0 else {
      throw UsageError("'\(displayText(text.utf8))' is no number of an entry")
    }
    self.number = number
    actor = try ActorOptions(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let composer = try DenylistComposer(actor, in: context)
    guard let ban = try composer.denylist().bans[number] else {
      throw CommandError(
        "no ban has the number \(number)", code: "D109", hint: "entangle deny list --all",
        status: .refused)
    }
    if let lift = ban.lift {
      throw CommandError(
        "ban \(number) was lifted already, by entry \(lift.sequence)", code: "D109",
        hint: "entangle deny list --all", status: .refused)
    }
    try context.output.line(String(try composer.publish(.lift(number))))
    return .ok
  }
}
