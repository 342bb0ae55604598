import EntangleModel

/// No branch or tag may have a name by which git looks for a protected branch, in whatever case: the branch's own, that with
/// 'origin/' before it, 'origin', 'origin/HEAD', or one that begins with 'refs/'. Stops: a tag called main, which
/// git shows, merges and archives for whoever asks for the branch; a branch called Main, found in its place where file systems
/// ignore case.
struct H134ProtectedBranchHidden: PushRule {
  static let text = RuleText(
    "H134", "a ref that git takes for a protected branch",
    rule:
      "No branch or tag may have a name by which git looks for a protected branch, in whatever case: the branch's own, that with "
      + "'origin/' before it, 'origin', 'origin/HEAD', or one that begins with 'refs/'.",
    stops:
      "a tag called main, which git shows, merges and archives for whoever asks for the branch; a branch called Main, found in its "
      + "place where file systems ignore case.",
    hint: "give it another name")

  func findings(in context: PushContext) -> [Finding] {
    guard let policies = context.outcome?.judgement.chain.newest?.state.policies else { return [] }
    return context.updates.filter { $0.new != nil && policies[$0.name] == nil }.compactMap {
      update in
      policies.keys.sorted().first { update.name.mayHide($0) }.map {
        Self.broken("git would take it for \($0)").about(update.name)
      }
    }
  }
}
