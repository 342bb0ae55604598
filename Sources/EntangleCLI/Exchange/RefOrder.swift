internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// How values of refs stand to each other: chains by what continues what, and the trust chain also by
/// which of two branches has been made void.
struct RefOrder {
  let governed: GovernedRepository
  let repository: Repository
  /// The trust root by which chains are judged.
  let root: SHA256Digest
  let now: Timestamp
  let context: CommandContext

  /// How two values of a ref stand to each other. Throws where an object is missing.
  func compare(
    _ name: RefName, _ first: ObjectID, _ second: ObjectID
  ) throws(CommandError) -> ChainOrder {
    let order = try Self.chainOrder(name, first, second, in: repository)
    if order == .apart, case .receipts = EntangleRef(name, format: first.format) {
      let (objects, cryptography) = (repository.objects, context.cryptography)
      guard let one = LogOrder(first, in: objects, cryptography: cryptography),
        let other = LogOrder(second, in: objects, cryptography: cryptography)
      else { return .apart }
      return one.compared(to: other)
    }
    guard order == .apart, name == EntangleRef.trustName, let fork = fork(first, second) else {
      return order
    }
    if fork.isResolved(cryptography: context.cryptography) { return .behind }
    return fork.reversed.isResolved(cryptography: context.cryptography) ? .ahead : .apart
  }

  /// How two values of a ref stand to each other as git sees them.
  static func chainOrder(
    _ name: RefName, _ first: ObjectID, _ second: ObjectID, in repository: Repository
  ) throws(CommandError) -> ChainOrder {
    guard first != second else { return .same }
    switch EntangleRef(name, format: repository.objectFormat) {
    case .trust, .lane, .receipts, .denylist:
      return try attempt { try repository.chainOrder(of: first, to: second) }
    case .proposal, .input, .artifact, nil: return .apart
    }
  }

  /// The fork between the trust chains that end at two commits; nil where one of them does not stand.
  private func fork(_ ours: ObjectID, _ theirs: ObjectID) -> TrustFork? {
    guard let ours = governed.chain(at: ours, root: root, now: now, in: context),
      let theirs = governed.chain(at: theirs, root: root, now: now, in: context)
    else { return nil }
    return TrustFork(ours, theirs)
  }
}
