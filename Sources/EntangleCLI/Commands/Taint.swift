internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// `entangle taint`: lists what a compromised key taints, and how what was meant is stood by.
struct Taint: Command {
  static let spec = CommandSpec(
    ["taint"], summary: "list what a compromised key taints, and what mends it",
    category: .verification,
    options: [
      .json, RepositoryAccess.repositoryOption, RepositoryAccess.trustRootOption,
      RepositoryAccess.asOfOption,
    ] + ProgressChoice.options,
    operands: [
      OperandSpec("key[@event]", help: "the key, and the last event that its holder signed")
    ],
    details: [
      KeySelection.help,
      "Lists in causal order what the key signed after EVENT, what it had renewed, and all that rests on these, as if the key were "
        + "called compromised now, or as it is where it has been: one that is compromised already is "
        + "taken as the law says, unless EVENT is earlier. Then, for landings, how many persons must "
        + "approve them again and who could; what has landed stays landed.",
      "Then the commands, to be pasted: by authorities, by who signed a tainted event, and by who may "
        + "approve a landing again ('entangle renew'). Where the signature was a thief's, leave the line "
        + "out. Nothing is written to the repository. Ends with 0.",
    ], environment: RepositoryAccess.environment + [.noColour, .columns])

  private let key: KeySelection
  private let path: String?
  private let options: JudgedHistory.Options

  init(_ arguments: ParsedArguments) throws(UsageError) {
    key = try KeySelection(arguments.requiredOperand(0, "key[@event]"))
    path = arguments.value("repository")
    options = try JudgedHistory.Options(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let history = try JudgedHistory.open(path, options, in: context)
    let choice = try key.choice(in: history.judgement, cryptography: context.cryptography)
    guard choice.isLaw else {
      throw CommandError(
        "'\(choice.id)' is no law key: it signs no events",
        hint: "entangle what-if --revoke tells of other keys")
    }
    let description = try description(choice, history)
    if options.form == .json {
      let common: [String: JSONValue] = [
        "schema": .string("entangle/taint@v1"),
        "repository": .string(history.report.repository?.hex ?? "unknown"),
        "asOf": .string(history.report.asOf.description),
      ]
      try context.output.json(.object(common.merging(description.members) { own, _ in own }))
    } else {
      try context.output.write(description.text(WhatIfRendering(context.outputStyle)))
    }
    return .ok
  }

  private func description(
    _ choice: KeySelection.Choice, _ history: JudgedHistory
  ) throws(CommandError) -> TaintDescription {
    let chain = history.judgement.chain
    guard let newest = chain.newest else { throw CommandError("no trust chain") }
    if let known = choice.holder.key.revocation?.after, choice.last == nil || known <= choice.after
    {
      let first = chain.steps.first {
        $0.state.keys[choice.holder.key.publicKey]?.key.revocation?.after == known
      }
      return TaintDescription(
        plan: plan(
          history.report, choice, after: known, law: newest.state,
          version: (first ?? newest).name.version, history), isLaw: true)
    }
    let law = try SupposedChange.revocation(choice, history).next()
    return TaintDescription(
      plan: plan(
        history.report(under: law), choice, after: choice.after, law: law.newest ?? newest.state,
        version: newest.name.version + 1, history), isLaw: false)
  }

  private func plan(
    _ report: Report, _ choice: KeySelection.Choice, after: Int64, law: TrustState,
    version: Int64, _ history: JudgedHistory
  ) -> TaintPlan {
    TaintPlan(
      report, key: choice.holder.key.publicKey, lane: choice.lane, after: after, law: law,
      version: version, objects: history.governed.objects,
      cryptography: history.context.cryptography)
  }
}
