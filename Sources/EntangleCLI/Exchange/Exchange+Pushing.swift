internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

extension Exchange {
  /// Pushes what the remote lacks and the verifier lets pass, and looks at the remote again: delivered is what it shows
  /// then. Lanes that a server under guard does not take from whoever pushes stay here, and the rest goes.
  mutating func push(
    root: SHA256Digest, signing: Signing?
  ) throws(CommandError) -> ExchangeOutcome {
    var outcome = ExchangeOutcome(remote: mirror.remote)
    let isElsewhere = try repository.pushesElsewhere(mirror.remote)
    let order = try order(root: root)
    let redactions = try redactions(root: root)
    let offer = try RefOffer(
      of: refsToPush(redactions, by: order), to: view.entangle, by: order)
    outcome.problems = try forks(offer, root: root)
    // What else is sent is good or bad whatever law somebody has put there that does not stand.
    let law = local.filter { $0.key == EntangleRef.trustName }
    let refused = law.isEmpty ? nil : try refusedLaw(root: root)
    if let refused, !offer.forks.contains(EntangleRef.trustName) {
      outcome.problems.append(ExchangeProblem(refused, holding: [EntangleRef.trustName]))
    }
    var question = OfferJudgement.Question(
      entangle: (refused == nil ? view.entangle : view.entangle.merging(law) { _, ours in ours })
        .filter { redactions.gone[$0.key] == nil }, branches: view.heads,
      tags: view.tags.filter { redactions.gone[$0.key] == nil }, offered: offer.moves,
      offeredBranches: try branchesToPush(root: root).merging(
        redactions.moves.mapValues { .some($0.new) }
      ) { _, moved in moved },
      offeredTags: try tagsToPush(redactions), prefix: "refs/entangle/")
    let before = view.entangle.merging(view.heads) { first, _ in first }
      .merging(view.tags) { first, _ in first }
    let delivery = Delivery(signing: signing, root: root)
    var (sent, done): ([RefName: ObjectID], [Parcel]) = ([:], [])
    var judgement: OfferJudgement
    var declined: DeclinedPush?
    repeat {
      judgement = try OfferJudgement(question, governed, repository, root: root, in: context)
      declined = nil
      for parcel in try parcels(judgement, redactions, by: order) where !done.contains(parcel) {
        sent.merge(parcel.refs) { _, new in new }
        declined = try deliver(parcel, delivery)
        guard declined == nil else { break }
        done.append(parcel)
      }
      guard let kept = declined?.lanes(among: question.offered.keys), !kept.isEmpty else { break }
      outcome.problems += kept
      for name in kept.flatMap(\.refs) { question.offered[name] = nil }
      sent = done.reduce(into: [:]) { $0.merge($1.refs) { _, new in new } }
    } while true
    outcome.problems += judgement.problems.map { problem in
      // (What law of ours would undo, it was made without knowing of.)
      offer.moves[EntangleRef.trustName] != nil && judgement.spoils && problem.word == .found
        ? problem.hinting(
          "where it was there before your law, 'entangle trust withdraw', fetch, and make that again"
        )
        : problem
    }
    guard !sent.isEmpty || !done.isEmpty || declined != nil else { return outcome }
    if let declined {
      outcome.talk = declined.reasons.isEmpty ? declined.result : nil
      outcome.problems += declined.problems(of: mirror.remote)
    }
    try refresh()
    for (name, id) in sent.sorted(by: { $0.key < $1.key }) {
      let shown = view.entangle[name] ?? view.heads[name] ?? view.tags[name]
      if try isDelivered(name, id, shown, root: root) {
        outcome.moves.append(.init(ref: name, old: before[name], new: id))
      } else if declined == nil {
        outcome.problems.append(
          .undelivered(
            name, sent: id, theirs: shown, remote: mirror.remote, isElsewhere: isElsewhere))
      }
    }
    try move(
      remembering(
        sent.keys.filter { view.entangle[$0] == sent[$0] }, by: self.order(root: root))
        + marks(sent.filter { (view.heads[$0.key] ?? view.tags[$0.key]) == $0.value }))
    if let known = judgement.judgement {
      NotesWriter(repository: repository, context: context).write(known, tips: local)
    }
    return outcome
  }

  /// What is to be sent of what the verifier lets pass, one after another; none where it found what speaks against all of it.
  ///
  /// A server under guard takes no landing together with the law that allows it, and no redaction without
  /// what it moves and takes away. Bans are lifted before anything else of whom they are of.
  private func parcels(
    _ judgement: OfferJudgement, _ redactions: RemoteRedactions, by order: RefOrder
  ) throws(CommandError) -> [Parcel] {
    var sent = judgement.question.offered
    let lost = try branchThatLost(sent)
    // What landed under a law that lost no longer counts; that must not keep the law itself back.
    let isVoid =
      try lost.map { lost throws(CommandError) in
        try !order.isSameLaw(lost, sent[EntangleRef.trustName] ?? lost)
      } ?? false
    guard isVoid || !judgement.spoils else { return [] }
    for case (let name, let id?) in judgement.question.offeredBranches { sent[name] = id }
    sent.merge(judgement.recordedTags) { _, tag in tag }
    var law = sent.filter { $0.key == EntangleRef.trustName || redactions.moves[$0.key] != nil }
    var bans = sent.filter { $0.key == DenylistEntry.ref }
    if view.entangle[EntangleRef.trustName] == nil || cutsWhatIsSent(judgement.judgement) {
      (law, bans) = ([:], [:])
    }
    let rest = sent.filter { law[$0.key] == nil && bans[$0.key] == nil }
    var replaced = redactions.moves.mapValues(\.old).filter { sent[$0.key] != nil }
    replaced[EntangleRef.trustName] = lost
    // (Somebody else's tag may stand where an event puts one.)
    replaced.merge(
      try prunedLogs(sent).merging(
        view.tags.filter { judgement.recordedTags[$0.key] != nil }
      ) { log, _ in log }
    ) { old, _ in old }
    return [law, bans, rest].enumerated().map { index, refs in
      Parcel(
        refs: refs, replacing: replaced.filter { refs[$0.key] != nil },
        deleting: index == (law.isEmpty ? 2 : 0) ? redactions.gone : [:])
    }.filter { !$0.refs.isEmpty || !$0.deleting.isEmpty }
  }

  /// Whether the remote shows what was sent, or what somebody built on it since.
  private func isDelivered(
    _ name: RefName, _ sent: ObjectID, _ shown: ObjectID?, root: SHA256Digest
  ) throws(CommandError) -> Bool {
    guard let shown else { return false }
    guard name.dropping(prefix: "refs/heads/") == nil else {
      return try attempt { try repository.isAncestor(sent, of: shown) }
    }
    switch try order(root: root).compare(name, shown, sent) {
    case .same, .ahead: return true
    case .behind, .apart: return false
    }
  }
}
