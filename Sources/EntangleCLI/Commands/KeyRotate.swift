internal import EntangleModel
internal import EntangleVerify

/// `entangle key rotate`: gives a principal new keys and retires those that they follow.
struct KeyRotate: Command {
  static let spec = CommandSpec(
    ["key", "rotate"], summary: "give a principal new keys in place of the old", category: .keys,
    options: NewKeys.specs + [
      .value("overlap", "hours", help: "how long the old keys go on, 0 to 48 (default: 0)")
    ] + TrustChange.specs,
    operands: [OperandSpec("id", form: .principal, help: "the principal whose keys they are")],
    details: [
      "The old keys for these uses are retired: what they signed until their end stays good. A new "
        + "law key opens a new lane. An authority's new law key signs the change too, with its key "
        + "if that is in the store, else through '--draft'."
    ], environment: ActorOptions.environment)

  private let id: PrincipalID
  private let keys: NewKeys
  private let overlap: Int64
  private let change: TrustChange

  init(_ arguments: ParsedArguments) throws(UsageError) {
    id = try Arguments.principal(arguments.requiredOperand(0, "id"))
    keys = try NewKeys(arguments)
    overlap = try arguments.integer("overlap", in: 0...48) ?? 0
    change = try TrustChange(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let session = try Session.open(.trust, in: context)
    let known = try session.enrolled(id, in: session.state.state.files)
    return try change.publish(in: context, newKeys: try keys.signing(known, in: context)) {
      files, session throws(CommandError) in
      var principal = try session.enrolled(id, in: files)
      // No rule forbids it, and no event that the key signed would count.
      guard principal.status != .retired else { throw .retired(id) }
      let start = session.trustComposer(nil).issued
      guard let end = start.adding(seconds: overlap * 3_600) else {
        throw CommandError("the old keys would end after the year 9999")
      }
      for index in principal.keys.indices {
        let key = principal.keys[index]
        guard !key.uses.isDisjoint(with: keys.uses) else { continue }
        if let known = key.revocation {
          // A retirement stays as it is; only a graver revocation ends it earlier.
          if known.at > end {
            let digits = String(context.cryptography.keyID(key.publicKey).text.prefix(8))
            context.diagnostics.warning(
              "a key that was retired before goes on until \(known.at)",
              hint: "'entangle key revoke \(id) \(digits) --reason frozen' ends it now")
          }
          continue
        }
        guard key.uses.isSubset(of: keys.uses) else {
          let uses = key.uses.subtracting(keys.uses).map { "--\($0.rawValue)" }.sorted()
          throw CommandError(
            "the old key has other uses too", hint: "give also " + uses.joined(separator: ", "))
        }
        principal.keys[index].revocation = KeyRevocation(
          reason: .retired, at: max(end, key.notBefore))
      }
      principal.keys += try keys.enrolled(from: start, kind: principal.kind, in: context)
      files[principal.path] = principal.canonical
    }
  }
}
