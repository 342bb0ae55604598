internal import EntangleGit
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

extension Exchange {
  /// Pushes what the remote lacks and the verifier lets pass, in one transaction, and looks at the
  /// remote again: delivered is what it shows then.
  mutating func push(
    root: SHA256Digest, signing: Signing?
  ) throws(CommandError) -> ExchangeOutcome {
    var outcome = ExchangeOutcome(remote: mirror.remote)
    let order = try order(root: root)
    let redactions = try redactions(root: root)
    let gone = Set(redactions.gone.keys)
    let offer = try RefOffer(
      of: refsToPush(redactions, by: order), to: view.entangle, by: order)
    outcome.problems = try forks(offer)
    // What else is sent is good or bad whatever law somebody has put there that does not stand.
    let law = local.filter { $0.key == EntangleRef.trustName }
    let refused = law.isEmpty ? nil : try refusedLaw(root: root)
    if let refused, !offer.forks.contains(EntangleRef.trustName) {
      outcome.problems.append(ExchangeProblem(refused, holding: [EntangleRef.trustName]))
    }
    let judgement = try OfferJudgement(
      .init(
        entangle: (refused == nil ? view.entangle : view.entangle.merging(law) { _, ours in ours })
          .filter { !gone.contains($0.key) }, branches: view.heads,
        tags: view.tags.filter { !gone.contains($0.key) }, offered: offer.moves,
        offeredBranches: try branchesToPush(root: root).merging(
          redactions.moves.mapValues { .some($0.new) }
        ) { _, moved in moved },
        offeredTags: try tagsToPush(redactions), prefix: "refs/entangle/"),
      governed, repository, root: root, in: context)
    let isLaw = offer.moves[EntangleRef.trustName] != nil
    outcome.problems += judgement.problems.map { problem in
      // (What law of ours would undo, it was made without knowing of.)
      isLaw && judgement.spoils && problem.word == .found
        ? problem.hinting(
          "where it was there before your law, 'entangle trust withdraw', fetch, and make that again"
        )
        : problem
    }
    var sent = judgement.question.offered
    let lost = try branchThatLost(sent)
    // What landed under a law that lost no longer counts; that must not keep the law itself back.
    let isVoid =
      try lost.map { lost throws(CommandError) in
        try !order.isSameLaw(lost, sent[EntangleRef.trustName] ?? lost)
      } ?? false
    guard isVoid || !judgement.spoils else { return outcome }
    for case (let name, let id?) in judgement.question.offeredBranches { sent[name] = id }
    sent.merge(judgement.recordedTags) { _, tag in tag }
    guard !sent.isEmpty || !gone.isEmpty else { return outcome }
    let before = view.entangle.merging(view.heads) { first, _ in first }
      .merging(view.tags) { first, _ in first }
    // A server under guard takes no landing together with the law that allows it, and no redaction without
    // what it moves and takes away.
    let first = sent.filter { $0.key == EntangleRef.trustName || redactions.moves[$0.key] != nil }
    var replaced = redactions.moves.mapValues(\.old).filter { sent[$0.key] != nil }
    replaced[EntangleRef.trustName] = lost
    // (Somebody else's tag may stand where an event puts one.)
    let displaced = try prunedLogs(sent).merging(
      view.tags.filter { judgement.recordedTags[$0.key] != nil }
    ) { log, _ in log }
    let delivery = Delivery(signing: signing, root: root)
    var declined: DeclinedPush?
    if !first.isEmpty, first.count < sent.count, view.entangle[EntangleRef.trustName] != nil,
      !cutsWhatIsSent(judgement.judgement)
    {
      declined = try deliver(first, delivery, replacing: replaced, deleting: redactions.gone)
      if declined == nil {
        declined = try deliver(
          sent.filter { first[$0.key] == nil }, delivery, replacing: displaced)
      }
    } else {
      declined = try deliver(
        sent, delivery, replacing: replaced.merging(displaced) { old, _ in old },
        deleting: redactions.gone)
    }
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
          .undelivered(name, sent: id, theirs: shown, remote: mirror.remote))
      }
    }
    try move(
      remembering(
        sent.keys.filter { view.entangle[$0] == sent[$0] }, by: self.order(root: root)))
    if let known = judgement.judgement {
      NotesWriter(repository: repository, context: context).write(known, tips: local)
    }
    return outcome
  }

  /// How a push is signed.
  struct Signing {
    /// The file with the SSH key; where there is none, git's configuration says with what.
    let key: String?

    /// The same with the path of the file from the root.
    func resolved(in context: CommandContext) -> Signing {
      Signing(key: key.map { context.path($0).argument })
    }

    /// What git is told before the command.
    var configuration: [String] {
      guard let key else { return [] }
      return ["-c", "gpg.format=ssh", "-c", "user.signingKey=\(key)"]
    }
  }

  /// How and of which repository a push is.
  private struct Delivery {
    let signing: Signing?
    let root: SHA256Digest
  }

  /// One atomic push, which moves refs forward only, wherever they are by now; some in place of what they still stand
  /// at; and deletes some that still stand where they stood. Answers why the remote did not take it; nil where it did.
  private func deliver(
    _ sent: [RefName: ObjectID], _ delivery: Delivery,
    replacing replaced: [RefName: ObjectID] = [:], deleting gone: [RefName: ObjectID] = [:]
  ) throws(CommandError) -> DeclinedPush? {
    let (signing, root) = (delivery.signing, delivery.root)
    let command =
      (signing?.configuration ?? []) + ["push", "--atomic", "--quiet", "--no-recurse-submodules"]
    var arguments: [String] = []
    let leases = replaced.merging(gone) { old, _ in old }.sorted { $0.key < $1.key }
    arguments += leases.map { "--force-with-lease=\($0.key):\($0.value)" }
    arguments += ["--", mirror.remote]
    arguments += sent.sorted { $0.key < $1.key }.map { "\($0.value):\($0.key)" }
    arguments += gone.keys.sorted().map { ":\($0)" }
    func run(_ options: [String]) throws(CommandError) -> GitResult {
      try GitProgram.run(
        command + options + arguments, in: repository, context, timeLimit: .seconds(3600))
    }
    let proof =
      try operatorProof(of: sent, deleting: gone, root: root).map { ["--push-option=\($0)"] } ?? []
    let result = try Signing.push(to: root, signing: signing, options: proof, run)
    return result.isSuccess ? nil : DeclinedPush(result)
  }

  /// The push option that proves the token of the environment, of a push that moves the trust chain; nil for others, and where
  /// there is no token.
  private func operatorProof(
    of sent: [RefName: ObjectID], deleting gone: [RefName: ObjectID], root: SHA256Digest
  ) throws(CommandError) -> String? {
    guard let new = sent[EntangleRef.trustName], let token = try OperatorToken.given(in: context)
    else { return nil }
    let updates = sent.map { name, id in
      PushedRef(name, old: view.entangle[name] ?? view.heads[name] ?? view.tags[name], new: id)
    }
    let deletions = gone.map { PushedRef($0.key, old: $0.value, new: nil) }
    return token.proof(
      of: updates + deletions, to: root, format: new.format, at: try context.now(),
      context.cryptography)
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
