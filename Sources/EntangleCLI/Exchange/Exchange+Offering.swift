internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// What a push offers to a remote.
extension Exchange {
  /// Protected branches with landings that the remote lacks or is behind with: they go together
  /// with the events that landed them.
  func branchesToPush(
    root: SHA256Digest
  ) throws(CommandError) -> [RefName: ObjectID?] {
    var offered: [RefName: ObjectID?] = [:]
    guard let chain = try newestChain(root: root), let state = chain.newest?.state else {
      return offered
    }
    let founding = chain.steps.first?.state.repository.baseline ?? [:]
    for name in state.policies.keys {
      // (What was there at founding is everybody's own to push; a branch that begins later goes with its law.)
      guard let known = governed.branches[name], known != view.heads[name],
        known != founding[name]?.id
      else { continue }
      if let shown = view.heads[name],
        try !attempt({ try repository.isAncestor(shown, of: known) })
      {
        continue
      }
      offered[name] = .some(known)
    }
    return offered
  }

  /// What redactions of the newest law, of both sides, make of the remote's refs.
  func redactions(root: SHA256Digest) throws(CommandError) -> RemoteRedactions {
    let state = try newestState(root: root)
    guard state?.redactions.isEmpty == false else {
      return RemoteRedactions(nil, in: view, tagged: [:])
    }
    var tagged: [RefName: ObjectID] = [:]
    for (name, id) in view.tags { tagged[name] = try target(ofTag: id) }
    return RemoteRedactions(state, in: view, tagged: tagged)
  }

  /// The tags that the remote has not, or elsewhere; but those of what is withheld.
  func tagsToPush(
    _ redactions: RemoteRedactions
  ) throws(CommandError) -> [RefName: ObjectID?] {
    var offered: [RefName: ObjectID?] = [:]
    for (name, id) in governed.tags where view.tags[name] != id {
      if !redactions.isEmpty {
        let target = try target(ofTag: id)
        if redactions.isWithheld(target) { continue }
      }
      offered[name] = id
    }
    return offered
  }

  /// The commit that a tag is of, whether by an object of its own or not.
  private func target(ofTag id: ObjectID) throws(CommandError) -> ObjectID {
    let limit = ReadLimits().commitBytes
    let object = try attempt { try governed.objects.read(id, limit: limit) }
    return object.flatMap { CodeTag(content: $0.content, format: id.format)?.target } ?? id
  }

  /// What is wrong with the law that the remote shows, if anything.
  func refusedLaw(root: SHA256Digest) throws(CommandError) -> Finding? {
    let name = EntangleRef.trustName
    guard let theirs = view.entangle[name], theirs != local[name] else { return nil }
    let report = Verifier(
      governed.input(
        refs: [(name: name, id: theirs)], branches: [:], trustRoot: root, now: try context.now(),
        in: context)
    ).report()
    return report.findings.first { $0.code.hasPrefix("T") && $0.severity > .warning }
  }

  /// Where the remote's trust chain ends, if what is sent does not continue it but has made it void, or
  /// has its states in other commits.
  func branchThatLost(_ sent: [RefName: ObjectID]) throws(CommandError) -> ObjectID? {
    let name = EntangleRef.trustName
    guard let new = sent[name], let theirs = view.entangle[name],
      try RefOrder.chainOrder(name, new, theirs, in: repository) == .apart
    else { return nil }
    return theirs
  }

  /// The refs below `refs/entangle/` here, but those of what is withheld.
  func refsToPush(
    _ redactions: RemoteRedactions, by order: RefOrder
  ) throws(CommandError) -> [RefName: ObjectID] {
    var offered: [RefName: ObjectID] = [:]
    for (name, id) in local where !redactions.isWithheld(id) {
      if try isLogLost(name, by: order) { continue }
      offered[name] = id
    }
    return offered
  }

  /// Whether a ref is a log of which the remote shows less than it once did. A host has always all of its log, so only a
  /// remote without one is given any; but a host that has lost receipts must not seem to have them from a clone.
  private func isLogLost(_ name: RefName, by order: RefOrder) throws(CommandError) -> Bool {
    guard case .receipts? = EntangleRef(name, format: repository.objectFormat),
      let seen = view.seen[name]
    else { return false }
    guard let shown = view.entangle[name] else { return true }
    return try order.compare(name, shown, seen) == .behind
  }

  /// Where logs of the remote stand that what is sent does not continue, but leaves out refusals of.
  func prunedLogs(_ sent: [RefName: ObjectID]) throws(CommandError) -> [RefName: ObjectID] {
    var pruned: [RefName: ObjectID] = [:]
    for (name, new) in sent {
      guard case .receipts? = EntangleRef(name, format: new.format), let old = view.entangle[name],
        try RefOrder.chainOrder(name, new, old, in: repository) == .apart
      else { continue }
      pruned[name] = old
    }
    return pruned
  }

  /// Whether law that the remote lacks counts events that it lacks as well, as after it was restored from a backup: neither
  /// can go without the other.
  func cutsWhatIsSent(_ judgement: Judgement?) -> Bool {
    guard let judgement else { return false }
    let known = judgement.chain.steps.firstIndex {
      $0.reference.id == view.entangle[EntangleRef.trustName]
    }
    return judgement.chain.steps.dropFirst(known.map { $0 + 1 } ?? 0).contains { step in
      step.state.statement.cuts.contains { cut in
        let tip = view.entangle[cut.lane.ref]
        let shown = tip.flatMap { judgement.events[$0]?.event.body.sequence }
        return (shown ?? 0) < cut.sequence
      }
    }
  }
}
