internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// Where the branches that a remote shows are kept here.
extension Exchange {
  /// Moves of the remote-tracking refs or, in a bare repository, of the branches themselves, and
  /// those forward only, but for what the verifier has judged and came from the remote.
  func branchUpdates(
    judgedBy judgement: Judgement? = nil, where isWanted: (RefName) -> Bool
  ) throws(CommandError) -> [RefUpdate] {
    let areOwn = try repository.hasFollowingBranches()
    // At once: to look up each for itself would read all packed refs as often.
    let stored = try attempt {
      try repository.references(prefix: areOwn ? "refs/heads/" : "refs/remotes/\(mirror.remote)/")
    }
    let known = Dictionary(stored.map { ($0.0, $0.1) }) { first, _ in first }
    var updates: [RefUpdate] = []
    for (branch, id) in view.heads.sorted(by: { $0.key < $1.key }) where isWanted(branch) {
      guard let name = areOwn ? branch : mirror.trackingName(of: branch) else { continue }
      let old = known[name]
      guard old != id else { continue }
      if areOwn, let old, try !attempt({ try repository.isAncestor(old, of: id) }) {
        guard let judgement else { continue }
        guard try cameFromRemote(branch, old, by: judgement) else {
          context.diagnostics.warning(
            "'\(branch)' did not move: it has commits that '\(mirror.remote)' never showed",
            hint: "'git update-ref \(branch.word) \(id)' moves it all the same")
          continue
        }
      }
      updates.append(RefUpdate(name: name, expectedOld: old, new: id))
    }
    return updates
  }

  /// Whether nothing is lost of a branch but what the remote once had there, as it was seen or as the law says: a fetch
  /// that broke off may have seen it already where it is now.
  private func cameFromRemote(
    _ branch: RefName, _ id: ObjectID, by judgement: Judgement
  ) throws(CommandError) -> Bool {
    if judgement.places(of: branch).contains(id)
      || judgement.chain.newest?.state.withheld[id] != nil
    {
      return true
    }
    guard let shown = shownBefore[branch] else { return false }
    return try attempt { try repository.isAncestor(id, of: shown) }
  }

  /// Moves tags, and branches that nothing protects, each for itself: one that cannot move, such as `a/b` where
  /// the remote once had `a`, must not keep back what was judged. Gives those that moved.
  ///
  /// All are tried in one transaction, and where that fails each half of them, as a transaction for each
  /// of many thousands would take hours.
  func moveEach(_ updates: [RefUpdate], hint: String) -> [RefUpdate] {
    guard let last = updates.last else { return [] }
    do throws(GitError) {
      try repository.updateReferences(updates, message: "entangle: \(mirror.remote)")
      return updates
    } catch {
      guard updates.count > 1 else {
        context.diagnostics.warning(
          "'\(last.name)' did not move: \(error.description)", hint: hint)
        return []
      }
    }
    let half = updates.count / 2
    return moveEach(Array(updates[..<half]), hint: hint)
      + moveEach(Array(updates[half...]), hint: hint)
  }

  /// Takes away remote-tracking refs of branches that the remote showed and no longer has, where they are in the way of
  /// what it has: `a` keeps `a/b` from being made, and the other way about. What else lies there is not the remote's to
  /// take away. Gives those that something is still in the way of.
  func clearWay(
    of updates: [RefUpdate], keeping held: Set<RefName>
  ) throws(CommandError) -> Set<RefName> {
    let areOwn = try repository.hasFollowingBranches()
    let stored = try attempt {
      try repository.references(prefix: areOwn ? "refs/heads/" : "refs/remotes/\(mirror.remote)/")
    }
    let stale = areOwn ? [] : try staleRefs(besides: held)
    let due = Set(updates.map(\.name))
    let foldersDue = Set(due.flatMap(\.folders))
    var obstacles: [RefName] = []
    for (name, id) in stored
    where foldersDue.contains(name) || name.folders.contains(where: due.contains) {
      guard stale.contains(name), try takeAway(name, at: id) else {
        obstacles.append(name)
        continue
      }
      context.diagnostics.line("'\(name)' is taken away: '\(mirror.remote)' no longer has it")
    }
    let (names, folders) = (Set(obstacles), Set(obstacles.flatMap(\.folders)))
    return due.filter { folders.contains($0) || $0.folders.contains(where: names.contains) }
  }

  /// Remote-tracking refs of branches that the remote showed when it was last looked at, and now does not; without those
  /// that are another remote's, such as `origin/eve` beside `origin`.
  private func staleRefs(besides held: Set<RefName>) throws(CommandError) -> Set<RefName> {
    let others = try attempt { try repository.remotes() }.filter { $0 != mirror.remote }
    let gone = Set(shownBefore.keys).subtracting(view.heads.keys).subtracting(held)
    let names = gone.compactMap { mirror.trackingName(of: $0) }
    return Set(
      names.filter { name in
        !others.contains { name.dropping(prefix: "refs/remotes/\($0)/") != nil }
      })
  }

  /// Deletes a ref that still stands there; false where it does not.
  func takeAway(_ name: RefName, at id: ObjectID) throws(CommandError) -> Bool {
    try GitProgram.run(
      ["update-ref", "--no-deref", "-d", String(decoding: name.bytes, as: UTF8.self), id.hex],
      in: repository, context
    ).isSuccess
  }

  /// What helps where a branch of the remote cannot be kept here.
  func branchHint() throws(CommandError) -> String {
    try repository.hasFollowingBranches()
      ? "'git branch -m <old> <new>' renames what is in its way"
      : "'git remote prune \(shellWord(mirror.remote))' takes away what is gone there; what else is in its way belongs elsewhere "
        + "('git config --get-all \(shellWord("remote.\(mirror.remote).fetch"))')"
  }
}

extension RefName {
  /// The names above this one, such as `refs/a` of `refs/a/b`.
  fileprivate var folders: [RefName] {
    bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }.map { RefName(Array(bytes[..<$0])) }
  }
}
