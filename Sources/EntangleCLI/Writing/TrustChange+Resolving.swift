internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

extension TrustChange {
  /// Signs a state that follows another one unchanged and makes states of another branch void; publishes
  /// it, or writes it to a file for others to sign.
  func publish(
    _ voids: [StateReference], after branch: TrustFork.Branch, in session: Session
  ) throws(CommandError) -> ExitStatus {
    let context = session.context
    guard voids.count <= ReadLimits().voidStates else {
      throw CommandError(
        "one state makes at most \(ReadLimits().voidStates) others void, not \(voids.count)",
        code: "T129", hint: "resolve the older part of the branch first", status: .refused)
    }
    let base = branch.tip
    let composer = session.trustComposer(actor.descriptor, after: base)
    var stated = composer.stated(base.state.contentFiles, lanes: [], voids: voids)
    try TrustDraft(files: stated).judge(after: branch.chain, in: context)
    let authors = try authors(base, session)
    for author in authors { try composer.sign(&stated, as: author, at: composer.issued) }
    guard let draft else {
      guard let publisher = authors.first else { throw CommandError("nobody signs") }
      return try session.publish(stated, by: publisher, composer)
    }
    let path = context.path(draft)
    guard try attempt({ try FileSystem.status(path) }) == nil else {
      throw CommandError(
        "'\(path)' is there already", hint: "'entangle trust sign' adds a signature to a draft")
    }
    try TrustDraft(files: stated).write(to: path)
    context.diagnostics.line("draft written to '\(path)'; 'entangle trust sign' adds signatures")
    return .ok
  }

  /// Who signs, as the state that is followed knows them; for a draft nobody need.
  private func authors(
    _ base: TrustStep, _ session: Session
  ) throws(CommandError) -> [TrustComposer.Author] {
    var named = actor.principal
    if named == nil {
      named = try Session.defaultPrincipal(session.context, session.repository)
    }
    var ids = cosigners
    if let named, draft == nil || base.state.principals[named]?.kind == .authority {
      ids.insert(named, at: 0)
    } else if draft == nil {
      _ = try session.principal(nil)
    }
    var authors: [TrustComposer.Author] = []
    for id in ids {
      guard let principal = base.state.principals[id] else {
        throw CommandError(
          "'\(id)' is not enrolled on the branch that is kept", code: "K101",
          hint: "an authority of that branch signs", status: .refused)
      }
      authors.append(.init(principal: principal, keyName: nil))
    }
    return authors
  }
}
