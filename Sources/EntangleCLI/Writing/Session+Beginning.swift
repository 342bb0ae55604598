internal import EntangleModel
internal import EntangleVerify

extension Session {
  /// Lets a branch that is to be protected begin where it stands, in the files of a state, and says so; where no state
  /// has protected it. Throws where it cannot be protected: it is not here, or was protected and has moved since.
  func begin(_ ref: RefName, in files: inout [String: [UInt8]]) throws(CommandError) {
    guard
      var document = files[RepositoryDocument.path].flatMap({
        try? RepositoryDocument(canonical: $0)
      })
    else { return }
    let start = document.baseline[ref]
    if let start, judgement.chain.protected.contains(ref) {
      if state.state.policies[ref] == nil { try requireStanding(ref, from: start) }
      return
    }
    guard let tip = governed.branches[ref] else {
      guard start == nil else { return }
      throw .nowhere(ref)
    }
    guard start?.id != tip else { return }
    guard state.state.withheld[tip] == nil else {
      throw CommandError(
        "'\(ref)' stands at \(tip.short), which is withheld", code: "T114",
        hint: "move it to what is clean: 'entangle redact list'", status: .refused)
    }
    document.baseline[ref] = try reference(to: tip)
    files[RepositoryDocument.path] = document.canonical
    context.diagnostics.line("'\(ref)' begins at \(tip.short)")
  }

  /// Throws where a branch that was protected once stands where nothing has put it.
  private func requireStanding(
    _ ref: RefName, from start: CommitReference
  ) throws(CommandError) {
    guard let tip = governed.branches[ref] else { return }
    let law = state.state
    let ends =
      [start] + judgement.state.landings(of: ref).compactMap { $0.event.body.commit(.new) }
    guard !ends.contains(where: { law.places(of: ref, from: $0).last?.id == tip }) else { return }
    throw CommandError(
      "'\(ref)' was protected before, and stands where no landing has put it since", code: "R101",
      hint: "move it back, or protect a branch of another name that begins there", status: .refused)
  }

  /// Takes back where branches begin that nothing in the files protects, where the state in force says otherwise: as in a
  /// draft of which a policy was taken out again.
  func dropUnusedBeginnings(in files: inout [String: [UInt8]]) {
    guard
      var document = files[RepositoryDocument.path].flatMap({
        try? RepositoryDocument(canonical: $0)
      })
    else { return }
    let protected = Set(
      files.filter { $0.key.hasPrefix("policies/") }.compactMap {
        try? BranchPolicy(canonical: $0.value).ref
      })
    let known = state.state.repository.baseline
    for ref in document.baseline.keys where !protected.contains(ref) {
      document.baseline[ref] = known[ref]
    }
    files[RepositoryDocument.path] = document.canonical
  }
}

extension CommandError {
  /// A branch cannot be protected that does not stand anywhere.
  static func nowhere(_ ref: RefName) -> CommandError {
    CommandError(
      "there is no '\(ref)' here: it begins where it stands when it is first protected",
      code: "T114", hint: "make it, as with 'git branch', or fetch it", status: .refused)
  }
}
