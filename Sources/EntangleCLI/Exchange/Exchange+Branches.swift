internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// The branches that a remote shows, and where they are kept here.
extension Exchange {
  /// The protected branches that the remote shows elsewhere than they are known here. Where it
  /// merely lags behind what another remote told, the branch is not judged by it.
  func branchesShown(
    root: SHA256Digest
  ) throws(CommandError) -> [RefName: ObjectID?] {
    var offered: [RefName: ObjectID?] = [:]
    guard let state = try newestState(root: root) else { return offered }
    for name in state.policies.keys {
      let known = governed.branches[name]
      let tracked = try tracked(name)
      guard let shown = view.heads[name] else {
        if tracked != nil { offered[name] = .some(nil) }
        continue
      }
      guard shown != known else { continue }
      let isBehind = try known.map { known throws(CommandError) in
        try attempt { try repository.isAncestor(shown, of: known) }
      }
      let isRollback = try tracked.map { tracked throws(CommandError) in
        try attempt { try shown != tracked && repository.isAncestor(shown, of: tracked) }
      }
      if isBehind != true || isRollback == true { offered[name] = .some(shown) }
    }
    return offered
  }

  /// Where the remote-tracking ref of a branch stands.
  private func tracked(_ branch: RefName) throws(CommandError) -> ObjectID? {
    guard try !repository.hasFollowingBranches(), let name = mirror.trackingName(of: branch) else {
      return nil
    }
    return try attempt { try repository.reference(name) }
  }

  /// Moves of the remote-tracking refs or, in a bare repository, of the branches themselves, and
  /// those forward only, but for what the verifier has judged and came from the remote.
  func branchUpdates(
    areJudged: Bool = false, where isWanted: (RefName) -> Bool
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
        guard areJudged else { continue }
        guard try cameFromRemote(branch, old) else {
          context.diagnostics.warning(
            "'\(branch)' did not move: it has commits that '\(mirror.remote)' never showed",
            hint: "'git update-ref \(branch) \(id)' moves it all the same")
          continue
        }
      }
      updates.append(RefUpdate(name: name, expectedOld: old, new: id))
    }
    return updates
  }

  /// Whether nothing is lost of a branch but what the remote once had there.
  private func cameFromRemote(_ branch: RefName, _ id: ObjectID) throws(CommandError) -> Bool {
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

  /// Takes away remote-tracking refs of branches that the remote no longer has, where they are in the way of what it has: `a`
  /// keeps `a/b` from being made, and the other way about.
  func clearWay(of updates: [RefUpdate], keeping held: Set<RefName>) throws(CommandError) {
    guard try !repository.hasFollowingBranches() else { return }
    let stored = try attempt {
      try repository.references(prefix: "refs/remotes/\(mirror.remote)/")
    }
    let kept = Set((Array(view.heads.keys) + held).compactMap { mirror.trackingName(of: $0) })
    let due = Set(updates.map(\.name))
    let foldersDue = Set(due.flatMap(\.folders))
    for (name, id) in stored where !kept.contains(name) {
      guard foldersDue.contains(name) || name.folders.contains(where: due.contains) else {
        continue
      }
      let gone = try GitProgram.run(
        ["update-ref", "--no-deref", "-d", String(decoding: name.bytes, as: UTF8.self), id.hex],
        in: repository, context)
      guard gone.isSuccess else { continue }
      context.diagnostics.line("'\(name)' is taken away: '\(mirror.remote)' no longer has it")
    }
  }
}

extension RefName {
  /// The names above this one, such as `refs/a` of `refs/a/b`.
  fileprivate var folders: [RefName] {
    bytes.indices.filter { bytes[$0] == UInt8(ascii: "/") }.map { RefName(Array(bytes[..<$0])) }
  }
}
