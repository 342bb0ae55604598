internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// The branches and tags that a remote shows, and where they were when nothing was found of them.
///
/// What is new there cannot be told from git's own refs: a stock `git fetch` moves and deletes remote-tracking refs and
/// tags, whatever the law says of them.
extension Exchange {
  /// Branches and tags, as they are and as a remote would have them.
  struct Shown {
    /// Of the remote that counts where nothing was found of them, else as they are here.
    var branches: [RefName: ObjectID]
    var tags: [RefName: ObjectID]
    /// What the remote shows in other places; nil of what is gone.
    var offeredBranches: [RefName: ObjectID?] = [:]
    var offeredTags: [RefName: ObjectID?] = [:]
  }

  /// What is to be judged of the branches that a state protects, and of the tags. Where the remote merely lags behind what
  /// another one told, a branch is not judged by it.
  func shown(under state: TrustState?) throws(CommandError) -> Shown {
    var shown = Shown(branches: governed.branches, tags: governed.tags)
    let counts = try repository.defaultRemote() == mirror.remote
    let follow = try repository.hasFollowingBranches()
    for name in (state?.policies ?? [:]).keys {
      let known = governed.branches[name]
      let there = view.heads[name]
      let (sound, tracked) = (view.sound[name], try tracked(name))
      if counts {
        // (Of what is gone, the remote-tracking ref says that it was there.)
        let before = sound ?? (there == nil ? tracked : nil)
        shown.branches[name] = before
        // (What moves by itself here may stand elsewhere.)
        if there != before || (follow && there != known) {
          shown.offeredBranches[name] = .some(there)
        }
      } else if let there {
        guard there != known else { continue }
        let isRollback = try isBehind(there, [sound, tracked])
        let lags = try isBehind(there, [known])
        if isRollback || !lags { shown.offeredBranches[name] = .some(there) }
      } else if (sound ?? tracked) != nil {
        shown.offeredBranches[name] = .some(nil)
      }
    }
    for (name, there) in view.tags where governed.tags[name] != there {
      shown.offeredTags[name] = .some(there)
    }
    for (name, sound) in view.sound
    where name.dropping(prefix: "refs/tags/") != nil && view.tags[name] != sound {
      shown.tags[name] = sound
      shown.offeredTags[name] = .some(view.tags[name])
    }
    return shown
  }

  /// Whether a commit is behind any of the others.
  private func isBehind(_ id: ObjectID, _ others: [ObjectID?]) throws(CommandError) -> Bool {
    for case let other? in others where other != id {
      if try attempt({ try repository.isAncestor(id, of: other) }) { return true }
    }
    return false
  }

  /// Where the remote-tracking ref of a branch stands or, where the repository's own branches follow the remote that counts,
  /// the branch itself.
  private func tracked(_ branch: RefName) throws(CommandError) -> ObjectID? {
    if try repository.hasFollowingBranches() {
      return try repository.defaultRemote() == mirror.remote ? governed.branches[branch] : nil
    }
    guard let name = mirror.trackingName(of: branch) else { return nil }
    return try attempt { try repository.reference(name) }
  }

  /// How a remote gets back what it has lost of a branch or tag, where it is one of these that are held; nil else.
  func wayBack(_ held: [RefName]) throws(CommandError) -> String? {
    for name in held {
      guard let sound = view.sound[name] else { continue }
      if let there = view.heads[name] ?? view.tags[name] {
        guard try isBehind(there, [sound]) else { continue }
      }
      return
        "'git push \(shellWord(mirror.remote)) \(sound):\(name.word)' gives back what '\(mirror.remote)' lost"
    }
    return nil
  }

  /// How a branch comes back that left what had landed, and how it is taken as it is; nil for any other problem.
  func putBack(_ problem: ExchangeProblem) -> String? {
    guard problem.word == .rolledBack, let branch = problem.refs.first, let before = problem.ours,
      let place = mirror.seenName(of: branch)
    else { return nil }
    return
      "'git push --force \(shellWord(mirror.remote)) \(before):\(branch.word)' puts it back, on a server under guard whoever keeps that; "
      + "'git update-ref -d \(place.word)' takes it as it is there"
  }

  /// Remembers where the remote shows protected branches and recorded tags of which nothing is found, and forgets where
  /// those were of which something was told, so that it is told again. Where nothing was judged, for there was nothing new, what
  /// stands there as it does here is remembered.
  func rememberSound(
    _ judgement: OfferJudgement, under state: TrustState?
  ) throws(CommandError) {
    guard let last = judgement.last else {
      let policies = state?.policies ?? [:]
      return try move(
        marks(
          view.heads.filter { policies[$0.key] != nil && governed.branches[$0.key] == $0.value }))
    }
    guard let known = judgement.judgement else { return }
    let found = Set(last.findings.filter { $0.severity > .warning }.map(\.object))
    let told = Set(judgement.problems.map(\.subject))
    var shown = view.heads.filter { known.chain.newest?.state.policies[$0.key] != nil }
    shown.merge(view.tags.filter { known.state.isTagged($0.key, as: $0.value) }) { head, _ in head }
    try move(
      marks(shown.filter { !found.contains($0.key.description) && !judgement.holds($0.key) }))
    for (name, id) in view.sound where !judgement.holds(name) {
      guard shown[name] == nil || told.contains(name.description),
        let place = mirror.seenName(of: name)
      else { continue }
      _ = try takeAway(place, at: id)
    }
  }

  /// Updates that remember where branches and tags stand at the remote.
  func marks(_ shown: [RefName: ObjectID]) -> [RefUpdate] {
    shown.compactMap { name, id in
      guard view.sound[name] != id, let place = mirror.seenName(of: name) else { return nil }
      return RefUpdate(name: place, expectedOld: view.sound[name], new: id)
    }
  }
}
