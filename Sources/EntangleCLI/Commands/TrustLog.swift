internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// `entangle trust log`: shows how the trust of a repository came about.
struct TrustLog: Command {
  static let spec = CommandSpec(
    ["trust", "log"], summary: "show each state of the trust chain", category: .trust,
    options: [.json], operands: [RepositoryAccess.operand],
    details: [
      "For each state, oldest first: version, digest of the statement, when and by whom it was "
        + "published, who signed it, and the documents it adds (+), changes (~) and removes (-). "
        + "A state that ends a fork names the states of the losing branch that it makes void."
    ], environment: RepositoryAccess.environment)

  private let isJSON: Bool
  private let argument: String?

  init(_ arguments: ParsedArguments) {
    isJSON = arguments.flag("json")
    argument = arguments.operand(0)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let governed = try GovernedRepository.open(argument, in: context)
    let chain = try governed.trustChain(in: context)
    let changes = StateChange.all(in: chain, cryptography: context.cryptography)
    if isJSON {
      try context.output.json(
        .object([
          "schema": .string("entangle/trust-log@v1"),
          "repository": .string(chain.root?.hex ?? "unknown"),
          "states": .array(changes.map { Self.document($0) }),
        ]))
      return .ok
    }
    for change in changes { try print(change, to: context.output) }
    return .ok
  }

  private func print(_ change: StateChange, to output: CommandOutput) throws(CommandError) {
    let name = change.step.name
    try output.line("state \(name.version) \(name.digest)")
    try output.line("  commit \(change.step.reference.id)")
    try output.line(
      "  issued \(change.step.state.statement.issued), published by \(change.step.commit.header.principal)"
    )
    for signer in change.signers {
      let person = signer.holder.map { " for \($0.principal.person)" } ?? ""
      try output.line("  signed by \(signer.principal)\(person), key \(signer.key)")
    }
    for cut in change.step.state.statement.cuts {
      try output.line("  cuts \(cut.lane) after \(cut.sequence)")
    }
    for void in change.step.state.statement.voids {
      try output.line("  makes void \(void.version) \(void.digest)")
    }
    for (mark, paths) in [("+", change.added), ("~", change.changed), ("-", change.removed)] {
      for path in paths { try output.line("  \(mark) \(path)") }
    }
  }

  private static func document(_ change: StateChange) -> JSONValue {
    let statement = change.step.state.statement
    func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }
    return .object([
      "version": .integer(change.step.name.version),
      "digest": .string(change.step.name.digest.hex),
      "commit": .string(change.step.reference.id.hex),
      "issued": .string(statement.issued.description),
      "publisher": .string(change.step.commit.header.principal.text),
      "signers": .array(
        change.signers.map { signer in
          var members = ["principal": JSONValue.string(signer.principal.text)]
          members["key"] = .string(signer.key.text)
          members["person"] = signer.holder.map { .string($0.principal.person.text) }
          return .object(members)
        }),
      "cuts": .array(
        statement.cuts.map { cut in
          .object([
            "lane": .string(cut.lane.description), "sequence": .integer(cut.sequence),
            "digest": .string(cut.digest.hex),
          ])
        }),
      "voids": .array(
        statement.voids.map { void in
          .object(["version": .integer(void.version), "digest": .string(void.digest.hex)])
        }),
      "added": texts(change.added), "changed": texts(change.changed),
      "removed": texts(change.removed),
    ])
  }
}
