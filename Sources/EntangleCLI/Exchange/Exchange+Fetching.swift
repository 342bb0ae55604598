internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

extension Exchange {
  /// Judges what the remote shows together with what is here, and moves the refs here forward.
  func fetch(root: SHA256Digest) throws(CommandError) -> ExchangeOutcome {
    guard [local, view.entangle].contains(where: { $0[EntangleRef.trustName] != nil }) else {
      throw CommandError(
        "'\(mirror.remote)' shows no law, and there is none here: nothing can be judged",
        code: "T123",
        hint:
          "if the repository is governed, its server hides that: ask whoever gave you the trust root",
        status: .undecided)
    }
    var outcome = ExchangeOutcome(remote: mirror.remote)
    let order = try order(root: root)
    let withheld = try newestState(root: root)?.withheld ?? [:]
    let offer = try RefOffer(
      of: view.entangle.filter { withheld[$0.value] == nil }, to: local, by: order,
      preferred: true)
    outcome.problems = try forks(offer)
    outcome.problems += try regressions(
      except: Set(offer.forks).union(view.seen.filter { withheld[$0.value] != nil }.keys),
      under: try newestState(root: root), by: order)
    let branches = try branchesShown(root: root)
    let question = OfferJudgement.Question(
      entangle: local, branches: governed.branches, tags: governed.tags, offered: offer.moves,
      offeredBranches: branches,
      offeredTags: view.tags.filter { governed.tags[$0.key] != $0.value },
      prefix: mirror.mirroredPrefix)
    let judgement = try judge(question, root: root)
    outcome.problems += judgement.problems
    let good = judgement.question.offered
    let heldBranches = Set(branches.keys).subtracting(judgement.question.offeredBranches.keys)
    var moves = good.map { RefUpdate(name: $0.key, expectedOld: local[$0.key], new: $0.value) }
    moves += try keeping(good[EntangleRef.trustName], by: order)
    let bad = Set(offer.moves.keys).subtracting(good.keys).union(offer.forks)
    let protected = try branchUpdates(areJudged: true) {
      branches.keys.contains($0) && !heldBranches.contains($0)
    }
    try move(
      moves + protected + remembering(view.entangle.keys.filter { !bad.contains($0) }, by: order))
    judgement.remember()
    var others = moveEach(
      try branchUpdates { !branches.keys.contains($0) },
      hint: "'git remote prune \(mirror.remote)' takes away what is gone there")
    let tags = judgement.recordedTags.sorted { $0.key < $1.key }
    others += moveEach(
      tags.filter { governed.tags[$0.key] == nil }.map {
        RefUpdate(name: $0.key, expectedOld: nil, new: $0.value)
      }, hint: "'git tag -d' takes away a tag that is in its way")
    outcome.problems += tags.compactMap { name, due in
      governed.tags[name].map { .tagElsewhere(name, ours: $0, due: due, remote: mirror.remote) }
    }
    if let known = judgement.judgement {
      NotesWriter(repository: repository, context: context)
        .write(known, tips: local.merging(good) { _, new in new })
    }
    outcome.moves = (moves + protected + others).sorted { $0.name < $1.name }.map {
      .init(ref: $0.name, old: $0.expectedOld, new: $0.new)
    }
    return outcome
  }

  /// Judges what is offered. Throws where objects are missing that a partial clone leaves out.
  private func judge(
    _ question: OfferJudgement.Question, root: SHA256Digest
  ) throws(CommandError) -> OfferJudgement {
    let partial = try PartialClone(of: mirror.remote, repository)
    do throws(CommandError) {
      let judgement = try OfferJudgement(question, governed, repository, root: root, in: context)
      let isFirst = local[EntangleRef.trustName] == nil
      guard let partial,
        judgement.problems.contains(where: {
          $0.code == "O101" || (isFirst && $0.code?.hasPrefix("T") == true)
        })
      else { return judgement }
      throw partial.error
    } catch {
      guard let partial, error.code?.hasPrefix("T") == true else { throw error }
      throw partial.error
    }
  }

  /// The update that keeps the end of the branch of the trust chain that is left for another, if one is: of the same law in
  /// other commits nothing is lost.
  private func keeping(
    _ new: ObjectID?, by order: RefOrder
  ) throws(CommandError) -> some Sequence<RefUpdate> {
    let old = local[EntangleRef.trustName]
    guard let new, let old, try !order.isSameLaw(old, new) else { return [RefUpdate]()[...] }
    return try TrustRef.updates(from: old, to: new, in: repository).dropFirst()
  }

  /// What went on in two ways, here and there.
  func forks(_ offer: RefOffer) throws(CommandError) -> [ExchangeProblem] {
    var problems: [ExchangeProblem] = []
    for name in offer.forks {
      let (ours, theirs) = (local[name], view.entangle[name])
      var first: ObjectID?
      if let ours, let theirs, case .lane? = EntangleRef(name, format: ours.format),
        try isCommit(theirs)
      {
        let alone = try GitProgram.run(
          ["rev-list", "--first-parent", "--reverse", ours.hex, "^\(theirs.hex)"], in: repository,
          context)
        first = ObjectID(hex: alone.text.prefix { $0 != "\n" }.utf8)
      }
      problems.append(
        .fork(name, ours: ours, theirs: theirs, remote: mirror.remote, first: first))
    }
    return problems
  }

  private func isCommit(_ id: ObjectID) throws(CommandError) -> Bool {
    try GitProgram.run(["cat-file", "-t", id.hex], in: repository, context).text == "commit\n"
  }

  /// What the remote once showed and now does not.
  private func regressions(
    except forks: Set<RefName>, under state: TrustState?, by order: RefOrder
  ) throws(CommandError) -> [ExchangeProblem] {
    var problems: [ExchangeProblem] = []
    let epochs = state?.epochs ?? [:]
    for (name, seen) in view.seen.sorted(by: { $0.key < $1.key }) where !forks.contains(name) {
      // (Of an epoch that the law has ended, the law says how far it counts.)
      if case .receipts(let number)? = EntangleRef(name, format: seen.format),
        epochs[number + 1] != nil
      {
        continue
      }
      guard let theirs = view.entangle[name] else {
        problems.append(
          .dropped(name, seen: seen, remote: mirror.remote, isLogged: !epochs.isEmpty))
        continue
      }
      switch try order.compare(name, theirs, seen) {
      case .same, .ahead: break
      case .behind:
        problems.append(
          .rolledBack(
            name, seen: seen, theirs: theirs, remote: mirror.remote, isLogged: !epochs.isEmpty))
      case .apart:
        problems.append(.fork(name, ours: seen, theirs: theirs, remote: mirror.remote))
      }
    }
    return problems
  }

  /// The protected branches that the remote shows elsewhere than they are known here. Where it
  /// merely lags behind what another remote told, the branch is not judged by it.
  private func branchesShown(
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
    guard !repository.isBare, let name = mirror.trackingName(of: branch) else { return nil }
    return try attempt { try repository.reference(name) }
  }

  /// Moves of the remote-tracking refs or, in a bare repository, of the branches themselves, and
  /// those forward only, but for what the verifier has judged.
  private func branchUpdates(
    areJudged: Bool = false, where isWanted: (RefName) -> Bool
  ) throws(CommandError) -> [RefUpdate] {
    // At once: to look up each for itself would read all packed refs as often.
    let stored = try attempt {
      try repository.references(
        prefix: repository.isBare ? "refs/heads/" : "refs/remotes/\(mirror.remote)/")
    }
    let known = Dictionary(stored.map { ($0.0, $0.1) }) { first, _ in first }
    var updates: [RefUpdate] = []
    for (branch, id) in view.heads.sorted(by: { $0.key < $1.key }) where isWanted(branch) {
      guard let name = repository.isBare ? branch : mirror.trackingName(of: branch) else {
        continue
      }
      let old = known[name]
      guard old != id else { continue }
      if repository.isBare, !areJudged, let old,
        try !attempt({ try repository.isAncestor(old, of: id) })
      {
        continue
      }
      updates.append(RefUpdate(name: name, expectedOld: old, new: id))
    }
    return updates
  }

  /// Moves tags, and branches that nothing protects, each for itself: one that cannot move, such as `a/b` where
  /// the remote once had `a`, must not keep back what was judged. Gives those that moved.
  ///
  /// All are tried in one transaction, and where that fails each half of them, as a transaction for each
  /// of many thousands would take hours.
  private func moveEach(_ updates: [RefUpdate], hint: String) -> [RefUpdate] {
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
}
