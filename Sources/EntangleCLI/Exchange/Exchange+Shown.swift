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
      return "'git push \(mirror.remote) \(sound):\(name)' gives back what '\(mirror.remote)' lost"
    }
    return nil
  }

  /// Remembers where the remote shows protected branches and recorded tags of which nothing is found, and forgets where
  /// those were of which something is: that is to be told again. Does nothing where nothing was judged.
  func rememberSound(_ judgement: OfferJudgement) throws(CommandError) {
    guard let last = judgement.last, let known = judgement.judgement else { return }
    let found = Set(last.findings.filter { $0.severity > .warning }.map(\.object))
    var sound: [RefName: ObjectID] = [:]
    for name in (known.chain.newest?.state.policies ?? [:]).keys { sound[name] = view.heads[name] }
    for (name, id) in view.tags where known.state.isTagged(name, as: id) { sound[name] = id }
    sound = sound.filter { !found.contains($0.key.description) && !judgement.holds($0.key) }
    var updates: [RefUpdate] = []
    for (name, id) in sound where view.sound[name] != id {
      guard let place = mirror.seenName(of: name) else { continue }
      updates.append(RefUpdate(name: place, expectedOld: view.sound[name], new: id))
    }
    try move(updates)
    for (name, id) in view.sound where sound[name] == nil && !judgement.holds(name) {
      if let place = mirror.seenName(of: name) { _ = try takeAway(place, at: id) }
    }
  }
}
