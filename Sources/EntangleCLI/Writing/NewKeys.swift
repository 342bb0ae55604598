internal import EntangleCrypto
internal import EntangleModel
internal import EntangleSystem

/// The keys that a command enrols, by their uses.
struct NewKeys: Sendable {
  /// The options, for a command's specification.
  static let specs: [OptionSpec] = [
    .value(
      "law", "key", isRepeatable: true, form: .publicKey,
      help: "a key for events: a name in the key store, or a file with the public line"),
    .value(
      "code", "key", isRepeatable: true, form: .publicKey,
      help: "a key for commits: Ed25519, ECDSA or RSA"),
    .value("artifact", "key", isRepeatable: true, form: .publicKey, help: "a key for manifests"),
    .value("transport", "key", isRepeatable: true, form: .publicKey, help: "a key for ssh login"),
    .value(
      "days", "n",
      help: "how long the keys are valid, 1 to 90 (default: 90; an authority's have no end)"),
  ]

  private let texts: [(use: KeyUse, text: String)]
  /// Nil where none are named.
  private let days: Int64?

  init(_ arguments: ParsedArguments) throws(UsageError) {
    texts = KeyUse.allCases.flatMap { use in arguments.values(use.rawValue).map { (use, $0) } }
    guard !texts.isEmpty else { throw UsageError("no key is given") }
    days = try arguments.integer("days", in: 1...90)
  }

  /// What the keys are for.
  var uses: Set<KeyUse> { Set(texts.map(\.use)) }

  /// The law keys that are names.
  var lawNames: [KeyName] { texts.filter { $0.use == .law }.compactMap { KeyName($0.text) } }

  /// The keys, valid from a moment on; an authority's have no end but the one that is named.
  func enrolled(
    from start: Timestamp, kind: PrincipalKind, in context: CommandContext
  ) throws(CommandError) -> [EnrolledKey] {
    var uses: [PublicKey: Set<KeyUse>] = [:]
    for (use, text) in texts {
      uses[try Self.publicKey(text, in: context), default: []].insert(use)
    }
    let isEndless = kind == .authority && days == nil
    guard let end = start.adding(seconds: (days ?? 90) * 86_400) else {
      throw CommandError("the keys would end after the year 9999")
    }
    return uses.map { key, uses in
      EnrolledKey(
        publicKey: key, uses: uses, notBefore: start, notAfter: isEndless ? nil : end)
    }.sorted { $0.publicKey.text < $1.publicKey.text }
  }

  /// The law keys that are in the store: they sign a state that makes them an authority's.
  func signing(_ holder: Principal, in context: CommandContext) throws(CommandError) -> [(
    holder: Principal, name: KeyName
  )] {
    guard holder.kind == .authority else { return [] }
    let stored = try attempt { try KeyAccess.store(in: context).list() }
    return lawNames.filter { stored.contains($0) }.map { (holder, $0) }
  }

  /// The public key that a name in the key store, or a file with an OpenSSH public line, gives.
  static func publicKey(_ text: String, in context: CommandContext) throws(CommandError)
    -> PublicKey
  {
    if let name = KeyName(text) {
      let store = try KeyAccess.store(in: context)
      if try attempt({ try store.list() }).contains(name) {
        return try attempt { try store.load(name) }.header.publicKey
      }
      let path = context.path(text)
      guard try attempt({ try FileSystem.status(path) }) != nil else {
        throw CommandError(
          "there is neither a key '\(name)' in the key store nor a file '\(path)'",
          hint: "'entangle key list' shows the keys there are, 'entangle key new' makes one")
      }
    }
    return try PublicKeyFile.read(text, in: context)
  }
}
