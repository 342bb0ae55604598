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
    guard order == .apart, name == EntangleRef.trustName, let (one, other) = chains(first, second)
    else { return order }
    guard let fork = TrustFork(one, other) else {
      let (mine, theirs) = (one.steps.count, other.steps.count)
      return mine == theirs ? .same : mine > theirs ? .ahead : .behind
    }
    if fork.isResolved(cryptography: context.cryptography) { return .behind }
    return fork.reversed.isResolved(cryptography: context.cryptography) ? .ahead : .apart
  }

  /// How two values of a ref stand to each other as git sees them. What is no commit, as anybody may put it on a remote without
  /// hooks, continues nothing.
  static func chainOrder(
    _ name: RefName, _ first: ObjectID, _ second: ObjectID, in repository: Repository
  ) throws(CommandError) -> ChainOrder {
    guard first != second else { return .same }
    switch EntangleRef(name, format: repository.objectFormat) {
    case .trust, .lane, .receipts, .denylist:
      do {
        return try repository.chainOrder(of: first, to: second)
      } catch {
        switch error {
        case .notACommit, .unreadableObject(.tooLarge): return .apart
        default: throw CommandError(error)
        }
      }
    case .proposal, .input, .artifact, nil: return .apart
    }
  }

  /// Whether two trust chains have the same states, as far as both go, in other commits: as where two have published the
  /// same draft.
  func isSameLaw(_ first: ObjectID, _ second: ObjectID) throws(CommandError) -> Bool {
    guard
      try Self.chainOrder(EntangleRef.trustName, first, second, in: repository) == .apart,
      let (one, other) = chains(first, second)
    else { return false }
    return TrustFork(one, other) == nil
  }

  /// The trust chains that end at two commits; nil where one of them does not stand.
  private func chains(_ first: ObjectID, _ second: ObjectID) -> (TrustChain, TrustChain)? {
    let found = [first, second].compactMap { head in
      let chain = governed.chain(at: head, root: root, now: now, in: context)
      return chain?.newest?.reference.id == head ? chain : nil
    }
    return found.count == 2 ? (found[0], found[1]) : nil
  }
}
