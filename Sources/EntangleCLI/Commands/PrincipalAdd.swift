internal import EntangleCrypto
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// `entangle principal add`: enrols a person, agent, runner or machine.
struct PrincipalAdd: Command {
  static let spec = CommandSpec(
    ["principal", "add"], summary: "enrol a principal and its keys", category: .trust,
    options: [
      .value(
        "kind", "kind", isRequired: true, help: "what it is: user, worker, runner, reviewer, …"),
      .value("person", "id", isRequired: true, help: "the person who answers for it"),
      .value("tenant", "id", help: "its tenant (default: main)"),
      .value(
        "law", "key", isRepeatable: true,
        help: "a key for events: a name in the key store, or a file with the public line"),
      .value("code", "key", isRepeatable: true, help: "a key for commits"),
      .value("artifact", "key", isRepeatable: true, help: "a key for manifests"),
      .value("transport", "key", isRepeatable: true, help: "a key for ssh login"),
      .value("days", "n", help: "how long the keys are valid, 1 to 90 (default: 90)"),
    ] + TrustChange.specs,
    operands: [OperandSpec("id")])

  private let id: PrincipalID
  private let kind: PrincipalKind
  private let person: PrincipalID
  private let tenant: PrincipalID
  private let keys: [(KeyUse, String)]
  private let days: Int64
  private let change: TrustChange

  init(_ arguments: ParsedArguments) throws(UsageError) {
    id = try Arguments.principal(arguments.requiredOperand(0, "id"))
    let kindText = arguments.value("kind") ?? ""
    guard let kind = PrincipalKind(rawValue: kindText) else {
      let kinds = PrincipalKind.allCases.map(\.rawValue).joined(separator: ", ")
      throw UsageError(
        "'\(displayText(kindText.utf8))' is no kind of principal; there are \(kinds)")
    }
    self.kind = kind
    person = try Arguments.principal(arguments.value("person") ?? "")
    tenant = try Arguments.principal(arguments.value("tenant") ?? "main")
    keys = KeyUse.allCases.flatMap { use in arguments.values(use.rawValue).map { (use, $0) } }
    guard !keys.isEmpty else { throw UsageError("no key is given") }
    days = try arguments.integer("days", in: 1...90) ?? 90
    change = try TrustChange(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    try change.publish(in: context) { files, session throws(CommandError) in
      guard session.state.state.principals[id] == nil else {
        throw CommandError("'\(id)' is enrolled already", code: "T115", status: .refused)
      }
      var uses: [PublicKey: Set<KeyUse>] = [:]
      for (use, text) in keys { uses[try publicKey(text, in: context), default: []].insert(use) }
      guard let end = session.now.adding(seconds: days * 86_400) else {
        throw CommandError("the keys would end after the year 9999")
      }
      let enrolled = uses.map { key, uses in
        EnrolledKey(publicKey: key, uses: uses, notBefore: session.now, notAfter: end)
      }.sorted { $0.publicKey.text < $1.publicKey.text }
      let principal = Principal(
        id: id, kind: kind, keys: enrolled, person: person, tenant: tenant)
      files[principal.path] = principal.canonical
    }
  }

  /// The public key that a name in the key store, or a file with an OpenSSH public line, gives.
  private func publicKey(
    _ text: String, in context: CommandContext
  ) throws(CommandError) -> PublicKey {
    if let name = KeyName(text) {
      let store = try KeyAccess.store(in: context)
      if try attempt({ try store.list() }).contains(name) {
        let bytes = try attempt { try store.load(name) }.header.publicKey
        guard let key = PublicKey(bytes: bytes) else {
          throw CommandError("key '\(name)' is damaged")
        }
        return key
      }
    }
    let path = context.path(text)
    let bytes = try attempt { try FileSystem.read(path, limit: 16_384) }
    let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard words.count >= 2, let key = PublicKey(text: "\(words[0]) \(words[1])") else {
      throw CommandError(
        "'\(path)' holds no Ed25519 public key", hint: "ssh-keygen -t ed25519 makes one")
    }
    return key
  }
}
