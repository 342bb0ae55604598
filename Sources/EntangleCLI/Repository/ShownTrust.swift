internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// Where the trust chain of a remote ended when it was last fetched.
struct ShownTrust {
  let remote: String
  let tip: ObjectID
}

extension GovernedRepository {
  /// What each remote showed, sorted by remote; nothing for a bundle.
  func shownTrust() throws(CommandError) -> [ShownTrust] {
    try rememberedTrust(at: "/now/entangle/trust")
  }

  private func rememberedTrust(at place: String) throws(CommandError) -> [ShownTrust] {
    guard let repository else { return [] }
    let found = try attempt { try repository.references(prefix: RemoteMirror.prefix) }
    return found.compactMap { name, tip in
      guard let rest = name.dropping(prefix: RemoteMirror.prefix) else { return nil }
      let text = String(decoding: rest, as: UTF8.self)
      guard text.hasSuffix(place) else { return nil }
      return ShownTrust(remote: String(text.dropLast(place.count)), tip: tip)
    }
  }

  /// What ends a fork of the trust chain without a further state, where no remote has shown what is ours of it: who has made
  /// that takes it back, and makes it again. Nil where others may have it, and where one has made the other void.
  func wayBack(from fork: TrustFork, with remote: String) throws(CommandError) -> String? {
    guard let repository, let first = fork.ours.steps.first?.reference.id, !fork.standing.isEmpty,
      !fork.reversed.standing.isEmpty
    else { return nil }
    for place in ["/now/entangle/trust", "/seen/entangle/trust"] {
      for shown in try rememberedTrust(at: place) {
        let order = try attempt { try repository.chainOrder(of: first, to: shown.tip) }
        guard order == .apart || order == .ahead else { return nil }
      }
    }
    let count = fork.ours.steps.count
    return
      "no remote has shown ours: 'entangle trust withdraw'\(count > 1 ? ", \(count) times" : ""), then "
      + "'entangle fetch \(shellWord(displayText(remote.utf8)))', and make the change again"
  }

  /// Tells of each remote whose trust chain is another branch than the one here. What is judged does not
  /// depend on it.
  func warnOfForks(
    _ chain: TrustChain?, now: Timestamp, in context: CommandContext
  ) throws(CommandError) {
    guard let chain, let root = chain.root else { return }
    for shown in try shownTrust()
    where !chain.steps.contains(where: { $0.reference.id == shown.tip }) {
      guard let theirs = self.chain(at: shown.tip, root: root, now: now, in: context),
        let fork = TrustFork(chain, theirs),
        !fork.reversed.isResolved(cryptography: context.cryptography)
      else { continue }
      let isResolved = fork.isResolved(cryptography: context.cryptography)
      let name = displayText(shown.remote.utf8)
      context.diagnostics.warning(
        "'\(name)' shows another branch of the trust chain after version \(fork.base.name.version)",
        hint: isResolved
          ? "entangle fetch \(shellWord(name))" : "entangle trust resolve \(shellWord(name))")
    }
  }
}
