internal import EntangleHost
internal import EntangleModel
internal import EntangleSystem

/// `entangle host token add`: gives out a token.
struct HostTokenAdd: Command {
  static let spec = CommandSpec(
    ["host", "token", "add"], summary: "ask a token of whoever pushes law", category: .host,
    options: [
      .value("ttl", "time", help: "how long it holds: 30m, 12h, 90d, the most (default: 30d)")
    ],
    operands: [OperandSpec("id", help: "what the token is called"), HostAccess.operand],
    details: [
      "Prints the token, once: whoever is to push law puts it into ENTANGLE_HOST_OPERATOR_TOKEN, and 'entangle push' proves it. "
        + "From then on a push that moves the trust chain is refused without such a proof, whoever has signed what it brings. "
        + "The token itself is never sent; the proof is of one push alone, and old after five minutes.",
      "The server keeps what proofs are checked with, in 'entangle/operator-tokens.json', which only its owner can read; who reads it can "
        + "make proofs himself, though not sign law. A token of the same id is replaced. Where all have ended, no law is taken "
        + "until there is a new one; where all are revoked, none is asked for.",
    ], related: ["entangle-host-token-revoke(1)", "entangle-push(1)"])

  private let id: PrincipalID
  private let ttl: BanExpiry
  private let path: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    id = try Arguments.principal(arguments.requiredOperand(0, "id"))
    let ttl = try? BanExpiry(arguments.value("ttl") ?? "30d")
    guard let ttl, case .after(let seconds) = ttl, seconds <= ReadLimits().keyLifeSeconds else {
      throw UsageError("'--ttl' is 30m, 12h, 90d or the like, 90 days at most")
    }
    self.ttl = ttl
    path = arguments.operand(1)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let hosted = try HostedRepository.openOwn(path, for: Self.spec, in: context)
    _ = try hosted.settings()
    // (Of two who change the file at once, the second reads what the first has written.)
    let turn = try attempt { try hosted.folder.takeTurn(by: .now + HostSweep.patience) }
    var tokens = try attempt { try OperatorTokens(in: hosted.folder) }
    guard tokens.tokens[id] != nil || tokens.tokens.count < OperatorTokens.most else {
      throw CommandError(
        "there are \(OperatorTokens.most) tokens", hint: "'entangle host token revoke' ends one")
    }
    guard let expires = try ttl.end(from: try context.now()) else {
      throw CommandError("a token has an end")
    }
    let token = OperatorToken(id, randomness: try context.randomness())
    let kept = OperatorTokens.Token(
      id: id, key: token.key(context.cryptography), expires: expires)
    try attempt { try tokens.set(kept, for: id) }
    _ = consume turn
    try context.output.line(token.secret)
    return .ok
  }
}

/// `entangle host token list`: tells which tokens there are.
struct HostTokenList: Command {
  static let spec = CommandSpec(
    ["host", "token", "list"], summary: "list the tokens that prove a push of law", category: .host,
    options: [.json], operands: [HostAccess.operand],
    details: ["One line each: id, end, and whether it holds. What it is made of is not told."],
    related: ["entangle-host-token-add(1)"])

  private let isJSON: Bool
  private let path: String?

  init(_ arguments: ParsedArguments) {
    isJSON = arguments.flag("json")
    path = arguments.operand(0)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let hosted = try HostedRepository.open(path, in: context)
    let tokens = try attempt { try OperatorTokens(in: hosted.folder) }
    let now = try context.now()
    let rows = tokens.tokens.values.sorted { $0.id < $1.id }
    if isJSON {
      try context.output.json(
        .object([
          "schema": .string("entangle/tokens@v1"),
          "tokens": .array(
            rows.map { row in
              .object([
                "id": .string(row.id.text), "expires": .string(row.expires.description),
                "holds": .bool(now <= row.expires),
              ])
            }),
        ]))
    } else {
      try context.output.write(
        TextTable.text(
          rows.map { [$0.id.text, $0.expires.description, now <= $0.expires ? "holds" : "over"] }))
    }
    return .ok
  }
}

/// `entangle host token revoke`: ends a token.
struct HostTokenRevoke: Command {
  static let spec = CommandSpec(
    ["host", "token", "revoke"], summary: "end a token that proves a push of law", category: .host,
    operands: [OperandSpec("id", help: "what the token is called"), HostAccess.operand],
    details: [
      "It proves nothing from then on. Where it was the last, no proof is asked for any more."
    ],
    related: ["entangle-host-token-add(1)"])

  private let id: PrincipalID
  private let path: String?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    id = try Arguments.principal(arguments.requiredOperand(0, "id"))
    path = arguments.operand(1)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let hosted = try HostedRepository.openOwn(path, for: Self.spec, in: context)
    // (Of two who change the file at once, the second reads what the first has written.)
    let turn = try attempt { try hosted.folder.takeTurn(by: .now + HostSweep.patience) }
    var tokens = try attempt { try OperatorTokens(in: hosted.folder) }
    guard tokens.tokens[id] != nil else {
      throw CommandError(
        "there is no token '\(id)'", hint: "'entangle host token list' tells which there are")
    }
    try attempt { try tokens.set(nil, for: id) }
    _ = consume turn
    if tokens.tokens.isEmpty {
      context.diagnostics.line("that was the last: law is taken without a proof")
    }
    return .ok
  }
}
