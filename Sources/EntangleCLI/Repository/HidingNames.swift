internal import EntangleModel
internal import EntangleVerify

extension GovernedRepository {
  /// The refs that git takes for a branch that this state protects, each with that branch; sorted.
  func hidingRefs(_ state: TrustState?) -> [(ref: RefName, branch: RefName)] {
    let policies = state?.policies ?? [:]
    let protected = policies.keys.sorted()
    return (Array(branches.keys) + tags.keys).filter { policies[$0] == nil }.sorted()
      .compactMap { ref in
        protected.first { ref.mayHide($0) }.map { (ref, $0) }
      }
  }

  /// Warns where git takes another ref for a protected branch: nothing that is judged is wrong there, but whoever asks git for
  /// the branch gets something else.
  func warnOfHiding(_ state: TrustState?, in context: CommandContext) {
    let hiding = hidingRefs(state)
    guard let first = hiding.first else { return }
    let more = hiding.count > 1 ? " (and \(hiding.count - 1) more)" : ""
    context.diagnostics.warning(
      "git may take '\(first.ref)' for '\(first.branch)', and nothing protects it\(more)",
      hint:
        "name the branch in whole, '\(first.branch)'; whoever made the other ref may give it another name"
    )
  }

  /// How a ref gets another name, without that anything is lost.
  static func renaming(_ ref: RefName) -> String {
    let short = ref.dropping(prefix: "refs/tags/") == nil ? "refs/heads" : "refs/tags"
    return
      "give it another name: 'git update-ref \(short)/<name> \(ref.word)', then 'git update-ref -d \(ref.word)'"
  }
}
