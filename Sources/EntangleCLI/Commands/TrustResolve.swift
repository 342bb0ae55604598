internal import EntangleGit
internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// `entangle trust resolve`: ends a fork of the trust chain.
struct TrustResolve: Command {
  static let spec = CommandSpec(
    ["trust", "resolve"], summary: "end a fork of the trust chain: choose which branch stands",
    category: .trust,
    options: [
      .value(
        "keep", "side", form: .words(["ours", "theirs"]),
        help: "ours or theirs: the branch that stands, the other becomes void")
    ] + TrustChange.specs,
    operands: [
      .remote("the remote that shows the other branch")
    ],
    details: [
      "Where two states follow the same one, neither clone moves. Without '--keep' both branches are "
        + "shown, as they were last fetched: who signed each state, and what it changes.",
      "With '--keep' it publishes a state on the branch that is kept, which changes nothing and names "
        + "every state of the other branch as void. The threshold of the authorities signs it, never an "
        + "operator; '--draft' writes it to a file for others to sign, who may be on either branch. "
        + "What the other branch changed has to be made again where it is wanted.",
      "Law that was made here and that no remote has shown needs none of this: 'entangle trust withdraw' takes it back.",
      "'entangle fetch' then moves the clones of the other branch by itself, if enough of the authorities "
        + "that they know have signed, and keeps their old tip below refs/entangle-void/. Where the "
        + "authorities themselves differ between the branches nobody moves by himself: look at both, and "
        + "say '--keep theirs'. Events under void states count for nothing; their lanes go on.",
      "Ends with 1 where there is no fork.",
    ], environment: ActorOptions.environment, related: ["entangle-trust-withdraw(1)"])

  /// Which branch stands.
  private enum Side: String { case ours, theirs }

  private let remote: String?
  private let side: Side?
  private let change: TrustChange

  init(_ arguments: ParsedArguments) throws(UsageError) {
    remote = arguments.operand(0)
    side = try arguments.value("keep").map { text throws(UsageError) in
      guard let side = Side(rawValue: text) else {
        throw UsageError("'--keep' takes 'ours' or 'theirs', not '\(displayText(text.utf8))'")
      }
      return side
    }
    change = try TrustChange(arguments)
  }

  func run(in context: CommandContext) throws(CommandError) -> ExitStatus {
    let session = try Session.open(.trust, in: context)
    let remote = try session.repository.remote(remote)
    let fork = try fork(with: remote, in: session)
    let wayBack = try session.governed.wayBack(from: fork, with: remote)
    switch side {
    case nil:
      try show(fork, with: remote, in: context)
      context.diagnostics.line("hint: \(wayBack ?? advice(fork, with: remote, in: context))")
      return .ok
    case .ours:
      return try keep(fork.reversed, in: session, hint: "entangle push \(shellWord(remote))")
    case .theirs:
      guard fork.standing.isEmpty else { return try give(fork, wayBack, in: session) }
      try accept(fork, of: remote, in: session)
      return .ok
    }
  }

  /// The fork between the chain here and what the remote showed; throws where there is none.
  private func fork(
    with remote: String, in session: Session
  ) throws(CommandError) -> TrustFork {
    let name = displayText(remote.utf8)
    guard let shown = try session.governed.shownTrust().first(where: { $0.remote == remote }) else {
      throw CommandError(
        "no trust chain of '\(name)' is here", hint: "entangle fetch \(shellWord(name))")
    }
    guard
      let theirs = session.governed.chain(
        at: shown.tip, root: session.trustRoot, now: session.now, in: session.context)
    else {
      throw CommandError(
        "the trust chain of '\(name)' is refused, so there is nothing to choose",
        hint: "'entangle fetch \(shellWord(name))' says why", status: .refused)
    }
    guard let fork = TrustFork(session.judgement.chain, theirs) else {
      throw CommandError(
        "there is no fork: one of the trust chains here and at '\(name)' continues the other",
        hint: "entangle fetch \(shellWord(name)), or entangle push \(shellWord(name))",
        status: .refused)
    }
    return fork
  }

  /// Publishes, or drafts, a state on their branch that makes ours void.
  private func keep(
    _ fork: TrustFork, in session: Session, hint: String?
  ) throws(CommandError) -> ExitStatus {
    guard !fork.standing.isEmpty else {
      throw CommandError(
        "the branch that is kept has made the other one void already", hint: hint, status: .refused)
    }
    return try change.publish(fork.standing.map(\.name), after: fork.theirs, in: session)
  }

  /// Makes ours void; who may not is told what he may do instead.
  private func give(
    _ fork: TrustFork, _ wayBack: String?, in session: Session
  ) throws(CommandError) -> ExitStatus {
    do throws(CommandError) {
      return try keep(fork, in: session, hint: nil)
    } catch {
      guard let wayBack, error.status == .refused else { throw error }
      throw CommandError(error.message, code: error.code, hint: wayBack, status: error.status)
    }
  }

  /// Moves to their branch, which has made all of ours void. That is where the remote stands from then on, whatever it has
  /// shown before.
  private func accept(
    _ fork: TrustFork, of remote: String, in session: Session
  ) throws(CommandError) {
    let (old, new) = (session.state.reference.id, fork.theirs.tip.reference.id)
    var updates = try TrustRef.updates(from: old, to: new, in: session.repository)
    let mirror = try RemoteMirror(remote, of: session.repository, in: session.context)
    if let place = mirror.seenName(of: EntangleRef.trustName) {
      let seen = try attempt { try session.repository.reference(place) }
      updates.append(RefUpdate(name: place, expectedOld: seen, new: new))
    }
    try attempt { try session.repository.updateReferences(updates) }
    try session.context.output.line(fork.theirs.tip.name.description)
    session.context.diagnostics.line(
      "the branch that was here is kept as '\(TrustRef.keptName(old))'")
  }

  private func show(
    _ fork: TrustFork, with remote: String, in context: CommandContext
  ) throws(CommandError) {
    try context.output.line("both have version \(fork.base.name.version) \(fork.base.name.digest)")
    let name = displayText(remote.utf8)
    let sides = [
      ("ours", fork.ours, fork.theirs.chain), ("theirs, '\(name)'", fork.theirs, fork.ours.chain),
    ]
    for (title, branch, other) in sides {
      try context.output.line("\(title):")
      try show(branch, besides: other, in: context)
    }
    try context.output.flush()
  }

  private func show(
    _ branch: TrustFork.Branch, besides other: TrustChain, in context: CommandContext
  ) throws(CommandError) {
    let all = StateChange.all(in: branch.chain, cryptography: context.cryptography)
    for (previous, change) in zip(all, all.dropFirst())
    where branch.steps.contains(where: {
      $0.name == change.step.name
    }) {
      let name = change.step.name
      try context.output.line(
        "  state \(name.version) \(name.digest)\(other.isVoid(name) ? ", void" : "")")
      try context.output.line(
        "    issued \(change.step.state.statement.issued), published by "
          + "\(change.step.commit.header.principal)")
      for signer in change.signers {
        let person = signer.holder.map { " for \($0.principal.person)" } ?? ""
        try context.output.line("    signed by \(signer.principal)\(person)")
      }
      let difference = GraphDifference(
        from: Graph(previous.step.state), to: Graph(change.step.state),
        cryptography: context.cryptography)
      for change in difference.changes {
        try context.output.line("    " + GraphDiff.line(change, context.outputColours))
      }
      for void in change.step.state.statement.voids {
        try context.output.line("    makes void \(void.version) \(void.digest)")
      }
    }
  }

  /// Which side to keep, and why.
  private func advice(_ fork: TrustFork, with remote: String, in context: CommandContext) -> String
  {
    if fork.standing.isEmpty {
      return "theirs has made ours void; --keep theirs, if those who signed it are the authorities"
    }
    if fork.reversed.standing.isEmpty {
      if fork.reversed.isResolved(cryptography: context.cryptography) {
        return "ours has made theirs void: entangle push"
      }
      let ref = EntangleRef.trustName
      return
        "ours has made theirs void, without the authorities of theirs: where '\(displayText(remote.utf8))' has no hooks, "
        + "'git push --force \(shellWord(displayText(remote.utf8))) \(ref)'; else its keeper puts it there"
    }
    if fork.favours(\.ours) { return "--keep ours: the authorities have signed it, and not theirs" }
    if fork.favours(\.theirs) {
      return "--keep theirs: the authorities have signed it, and not ours"
    }
    return "--keep ours or --keep theirs, as the authorities agree; nothing else decides"
  }
}
