internal import EntangleModel
internal import EntangleVerify

extension Session {
  /// Throws where a branch that is here has no beginning that the law knows: nothing could land on it, and where it
  /// stands would be refused.
  func requireFoundation(of ref: RefName) throws(CommandError) {
    guard governed.branches[ref] != nil, state.state.repository.baseline[ref] == nil,
      judgement.state.landings(of: ref).isEmpty
    else { return }
    throw CommandError(
      "'\(ref)' was not there when the repository was founded: nothing can ever land on it",
      code: "R101",
      hint:
        "protect a branch that was; 'git show refs/entangle/trust:repository.json' tells which there are",
      status: .refused)
  }
}
