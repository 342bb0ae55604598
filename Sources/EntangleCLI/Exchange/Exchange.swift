internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// An exchange of refs with a remote: git moves the bytes, the verifier judges what they say.
struct Exchange {
  let context: CommandContext
  let mirror: RemoteMirror
  /// The repository as it is after the remote was last looked at.
  private(set) var governed: GovernedRepository
  private(set) var repository: Repository
  private(set) var view: RemoteView
  /// Where the remote's branches stood when it was looked at before.
  let shownBefore: [RefName: ObjectID]

  /// Looks at the remote. Throws where git knows no such remote or does not reach it.
  init(
    with remote: String, of governed: GovernedRepository, in context: CommandContext
  ) throws(CommandError) {
    guard let repository = governed.repository else { throw CommandError("not a git repository") }
    self.context = context
    self.governed = governed
    self.repository = repository
    mirror = try RemoteMirror(remote, of: repository, in: context)
    shownBefore = try mirror.view(repository).heads
    try mirror.refresh(repository)
    view = RemoteView(entangle: [:], heads: [:], tags: [:], seen: [:], sound: [:])
    try reread()
  }

  /// Looks at the remote again.
  mutating func refresh() throws(CommandError) {
    try mirror.refresh(repository)
    try reread()
  }

  /// Reads the repository anew: git may have brought objects that an open one does not know.
  private mutating func reread() throws(CommandError) {
    let opened = try GovernedRepository(
      repositoryAt: repository.path, workTree: repository.workTree)
    governed = opened
    if let again = opened.repository { repository = again }
    view = try mirror.view(repository)
  }

  /// This repository's refs below `refs/entangle/`.
  var local: [RefName: ObjectID] {
    Dictionary(governed.entangleRefs.map { ($0.name, $0.id) }) { first, _ in first }
  }

  /// How values of refs stand to each other.
  func order(root: SHA256Digest) throws(CommandError) -> RefOrder {
    RefOrder(
      governed: governed, repository: repository, root: root, now: try context.now(),
      context: context)
  }

  /// The newest trust state of both sides that stands: what it protects is exchanged with its
  /// landings.
  func newestState(root: SHA256Digest) throws(CommandError) -> TrustState? {
    try newestChain(root: root)?.newest?.state
  }

  /// The chain that leads there.
  func newestChain(root: SHA256Digest) throws(CommandError) -> TrustChain? {
    var heads = [local, view.entangle].compactMap { $0[EntangleRef.trustName] }
    if heads.count == 2,
      try order(root: root).compare(EntangleRef.trustName, heads[1], heads[0]) == .ahead
    {
      heads.reverse()
    }
    for head in heads {
      let chain = governed.chain(at: head, root: root, now: try context.now(), in: context)
      if let chain, chain.newest != nil { return chain }
    }
    return nil
  }

  /// The trust root that this exchange is judged by; throws where the user has not said which it is.
  func trustRoot() throws(CommandError) -> SHA256Digest {
    if let root = try PinStore(context).root(of: governed.path) { return root }
    let heads = [local, view.entangle].compactMap { $0[EntangleRef.trustName] }
    let found = try heads.first.flatMap { head throws(CommandError) in
      Verifier(
        governed.input(
          refs: [(name: EntangleRef.trustName, id: head)], branches: [:], trustRoot: nil,
          now: try context.now(), in: context)
      ).report().repository
    }
    throw CommandError(
      "no trust root is pinned for this repository, so nothing can be judged or moved",
      code: "T101",
      hint: "ask somebody you trust for its id"
        + (found.map { "; if it is \($0), 'entangle trust pin \($0)' and try again" } ?? ""),
      status: .undecided)
  }

  /// Moves refs of this repository in one transaction.
  func move(_ updates: [RefUpdate]) throws(CommandError) {
    guard !updates.isEmpty else { return }
    do {
      try repository.updateReferences(updates, message: "entangle: \(mirror.remote)")
    } catch {
      guard case .referenceMoved = error else { throw CommandError(error) }
      throw CommandError(
        "something else moved refs here at the same time; nothing has moved", hint: "try again")
    }
  }

  /// Updates that remember how far the remote showed refs that were found good.
  func remembering(
    _ names: some Sequence<RefName>, by order: RefOrder
  ) throws(CommandError) -> [RefUpdate] {
    var updates: [RefUpdate] = []
    for name in names {
      guard let id = view.entangle[name], let place = mirror.seenName(of: name) else { continue }
      let seen = view.seen[name]
      let isFurther =
        try seen.map { seen throws(CommandError) in
          try order.compare(name, id, seen) == .ahead
        } ?? true
      if isFurther { updates.append(RefUpdate(name: place, expectedOld: seen, new: id)) }
    }
    return updates
  }
}
