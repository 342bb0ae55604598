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
      throw CommandError(
        "there is no '\(ref)' here: it begins where it stands when it is first protected",
        code: "T114",
        hint: "make it, as with 'git branch', or fetch it", status: .refused)
    }
    guard start?.id != tip else { return }
    let exempt = try exemptCount(behind: tip)
    document.baseline[ref] = try reference(to: tip)
    files[RepositoryDocument.path] = document.canonical
    context.diagnostics.line("'\(ref)' begins at \(tip.short)")
    if exempt > 0 {
      let what = exempt == 1 ? "1 commit" : "\(exempt) commits"
      context.diagnostics.line(
        "exempt from the rules for code from now on: \(what) there that no landing has brought")
    }
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

  /// How many commits a branch has that are neither exempt nor on a protected branch.
  private func exemptCount(behind tip: ObjectID) throws(CommandError) -> Int {
    let protected = state.state.policies.keys.sorted().compactMap { governed.branches[$0] }
    let known = judgement.chain.exemptTips.map(\.hex).sorted() + protected.map(\.hex)
    let result = try GitProgram.run(
      ["rev-list", "--count", "--ignore-missing", tip.hex, "--not"] + known + ["--"], in: self)
    guard result.isSuccess, let count = Int(result.text.trimmingNewline) else {
      throw CommandError("git rev-list: \(result.reason)")
    }
    return count
  }
}
