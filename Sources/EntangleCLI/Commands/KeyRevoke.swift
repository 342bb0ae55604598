internal import EntangleModel
internal import EntangleVerify

/// `entangle key revoke`: ends a principal's key.
struct KeyRevoke: Command {
  static let spec = CommandSpec(
    ["key", "revoke"], summary: "end a principal's key", category: .keys,
    options: [
      .value(
        "reason", "reason", isRequired: true,
        form: .words(KeyRevocation.Reason.allCases.map(\.rawValue)),
        help: "retired, frozen or compromised"),
      .value(
        "after", "n",
        help: "of a compromised law key: the last event that is its holder's, 0 for none"),
    ] + TrustChange.specs,
    operands: [
      OperandSpec("id", form: .principal, help: "the principal whose key it is"),
      OperandSpec("key", help: "the first digits of its key id, at least 4"),
    ],
    details: [
      "The key is a beginning of its key id, as 'entangle principal list' shows it. Retired: what it "
        + "signed until now stays good. Frozen: nothing counts that had not been published by now. "
        + "Compromised: what had been published after event <n> of its lane is tainted besides.",
      "A revocation cannot be taken back; it can be made graver.",
    ], environment: ActorOptions.environment)

  private let id: PrincipalID
  private let key: String
  private let reason: KeyRevocation.Reason
  private let after: Int64?
  private let change: TrustChange

  init(_ arguments: ParsedArguments) throws(UsageError) {
    id = try Arguments.principal(arguments.requiredOperand(0, "id"))
    key = try arguments.requiredOperand(1, "key")
    let word = arguments.value("reason") ?? ""
    guard let reason = KeyRevocation.Reason(rawValue: word) else {
      throw UsageError(
        "'\(displayText(word.utf8))' is no reason; there are retired, frozen and compromised")
    }
    self.reason = reason
    after = try arguments.integer("after", in: 0...JSONValue.largestInteger)
    change = try TrustChange(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try change.publish(in: context) { files, session throws(CommandError) in
      var principal = try session.enrolled(id, in: files)
      let found = principal.keys.indices.filter {
        context.cryptography.keyID(principal.keys[$0].publicKey).text.hasPrefix(key)
      }
      guard key.utf8.count >= 4 else {
        throw CommandError(
          "'\(displayText(key.utf8))' is too short for a key id",
          hint: "give at least 4 of its first digits")
      }
      guard let index = found.first, found.count == 1 else {
        throw CommandError(
          found.count > 1
            ? "'\(displayText(key.utf8))' is ambiguous"
            : "'\(id)' has no key '\(displayText(key.utf8))'",
          hint: "entangle principal list")
      }
      let isBounded = reason == .compromised && principal.keys[index].uses.contains(.law)
      guard isBounded == (after != nil) else {
        throw CommandError(
          isBounded
            ? "which events are still its holder's?" : "'--after' is for a compromised law key",
          hint: isBounded ? "--after <n>, the last of its lane, or 0 for none" : nil)
      }
      principal.keys[index].revocation = KeyRevocation(
        replacing: principal.keys[index].revocation, reason: reason,
        issued: session.trustComposer(nil).issued, after: after)
      files[principal.path] = principal.canonical
    }
  }
}
