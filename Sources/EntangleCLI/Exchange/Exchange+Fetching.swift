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
    let state = try newestState(root: root)
    let withheld = state?.withheld ?? [:]
    let offer = try RefOffer(
      of: view.entangle.filter { withheld[$0.value] == nil }, to: local, by: order,
      preferred: true)
    outcome.problems = try forks(offer, root: root)
    outcome.problems += try regressions(
      except: Set(offer.forks).union(view.seen.filter { withheld[$0.value] != nil }.keys),
      under: state, by: order)
    let shown = try shown(under: state)
    let branches = shown.offeredBranches
    let question = OfferJudgement.Question(
      entangle: local, branches: shown.branches, tags: shown.tags, offered: offer.moves,
      offeredBranches: branches, offeredTags: shown.offeredTags, prefix: mirror.mirroredPrefix,
      lanesShown: view.entangle, shownBefore: view.sound)
    let judgement = try judge(question, root: root)
    outcome.problems += try judgement.problems.map { problem throws(CommandError) in
      if let hint = putBack(problem) { return problem.hinting(hint) }
      return try wayBack(problem.refs).map { problem.hinting($0) } ?? problem
    }
    if !outcome.problems.contains(where: { $0.code == OfferJudgement.silence }),
      let silence = try silence(judgement, root: root)
    {
      outcome.problems.append(ExchangeProblem(silence, holding: []))
    }
    let good = judgement.question.offered
    let heldBranches = Set(branches.keys).subtracting(judgement.question.offeredBranches.keys)
    var moves = good.map { RefUpdate(name: $0.key, expectedOld: local[$0.key], new: $0.value) }
    moves += try keeping(good[EntangleRef.trustName], by: order)
    let bad = Set(offer.moves.keys).subtracting(good.keys).union(offer.forks)
    var protected = try branchUpdates(judgedBy: judgement.judgement) {
      branches.keys.contains($0) && !heldBranches.contains($0)
    }
    var each = try branchUpdates { !branches.keys.contains($0) }
    // What cannot move must not keep back the law.
    let blocked = try clearWay(of: protected + each, keeping: heldBranches)
    each += protected.filter { blocked.contains($0.name) }
    protected.removeAll { blocked.contains($0.name) }
    try move(
      moves + protected + remembering(view.entangle.keys.filter { !bad.contains($0) }, by: order))
    judgement.remember()
    try rememberSound(judgement, under: state)
    var others = moveEach(each, hint: try branchHint())
    let lost = view.sound.filter {
      judgement.holds($0.key) && shown.offeredTags[$0.key] == .some(nil)
    }
    let tags = judgement.recordedTags.merging(lost) { tag, _ in tag }
      .filter { governed.tags[$0.key] != $0.value }.sorted { $0.key < $1.key }
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

  /// That the host has been silent for too long, also where nothing new is offered. Nothing is judged for it where the newest
  /// receipt here is not that old.
  private func silence(
    _ judgement: OfferJudgement, root: SHA256Digest
  ) throws(CommandError) -> Finding? {
    if let last = judgement.last {
      return last.findings.first { $0.code == OfferJudgement.silence }
    }
    guard let current = try newestState(root: root)?.currentEpoch,
      let longest = current.epoch.longestSilence
    else { return nil }
    let now = try context.now()
    let log = LogList(from: local[Epoch.ref(current.number)], in: governed.objects)
    if let newest = log.receipts.first(where: { _ in true }),
      now.seconds - newest.reading.receipt.time.seconds <= longest
    {
      return nil
    }
    return governed.report(trustRoot: root, now: now, in: context).findings
      .first { $0.code == OfferJudgement.silence }
  }

  /// Judges what is offered. Throws where objects are missing that a partial or shallow clone leaves out.
  private func judge(
    _ question: OfferJudgement.Question, root: SHA256Digest
  ) throws(CommandError) -> OfferJudgement {
    let partial = try PartialClone(of: mirror.remote, repository)?.error
    let shallow = try ShallowClone.error(of: mirror.remote, repository)
    let lacking = partial ?? shallow
    do throws(CommandError) {
      let judgement = try OfferJudgement(question, governed, repository, root: root, in: context)
      let isFirst = local[EntangleRef.trustName] == nil
      guard let lacking,
        judgement.problems.contains(where: {
          $0.code == "O101" || (isFirst && $0.code?.hasPrefix("T") == true)
        })
      else { return judgement }
      throw lacking
    } catch {
      guard let lacking, error.code?.hasPrefix("T") == true else { throw error }
      throw lacking
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
  func forks(_ offer: RefOffer, root: SHA256Digest) throws(CommandError) -> [ExchangeProblem] {
    var problems: [ExchangeProblem] = []
    for name in offer.forks {
      let (ours, theirs) = (local[name], view.entangle[name])
      if name == EntangleRef.trustName, let theirs,
        let refused = try refusedFork(theirs, root: root)
      {
        problems.append(refused)
        continue
      }
      var first: ObjectID?
      if let ours, let theirs, case .lane? = EntangleRef(name, format: ours.format),
        try governed.hasCommit(theirs)
      {
        let alone = try GitProgram.run(
          ["rev-list", "--first-parent", "--reverse", ours.hex, "^\(theirs.hex)"], in: repository,
          context)
        first = ObjectID(hex: alone.text.prefix { $0 != "\n" }.utf8)
      }
      let wayBack =
        name == EntangleRef.trustName ? try lawWayBack(ours: ours, theirs: theirs, root: root) : nil
      problems.append(
        .fork(
          name, ours: ours, theirs: theirs, remote: mirror.remote, first: first, wayBack: wayBack))
    }
    return problems
  }

  /// What to do about law that is here alone; nil where others may have it.
  private func lawWayBack(
    ours: ObjectID?, theirs: ObjectID?, root: SHA256Digest
  ) throws(CommandError) -> String? {
    let now = try context.now()
    let chains = [ours, theirs].compactMap { tip in
      tip.flatMap { governed.chain(at: $0, root: root, now: now, in: context) }
    }
    guard chains.count == 2, let fork = TrustFork(chains[0], chains[1]) else { return nil }
    return try governed.wayBack(from: fork, with: mirror.remote)
  }

  /// What is wrong with law of the remote that is no chain of this repository, of which there is nothing to choose; nil where
  /// it is one.
  private func refusedFork(
    _ theirs: ObjectID, root: SHA256Digest
  ) throws(CommandError) -> ExchangeProblem? {
    guard
      governed.chain(at: theirs, root: root, now: try context.now(), in: context) == nil,
      let finding = try refusedLaw(root: root)
    else { return nil }
    let problem = ExchangeProblem(finding, holding: [EntangleRef.trustName])
    guard try !governed.hasCommit(theirs) else { return problem }
    return problem.hinting(
      "where '\(mirror.remote)' has no hooks, 'git push --force \(shellWord(mirror.remote)) \(EntangleRef.trustName)' puts the law of here "
        + "in its place")
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
}
