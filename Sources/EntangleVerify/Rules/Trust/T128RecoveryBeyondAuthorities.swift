internal import EntangleModel

/// A state that the recovery set has signed in place of the authorities must change only who they are,
/// their keys and their threshold. Stops: keys that lie in a safe governing by the way.
struct T128RecoveryBeyondAuthorities: TrustRule {
  static let text = RuleText(
    "T128", "the recovery set changes more than the authorities",
    rule:
      "A state that the recovery set has signed in place of the authorities must change only who "
      + "they are, their keys and their threshold.",
    stops: "keys that lie in a safe governing by the way.",
    hint: "replace the authorities, and have the new ones do the rest")

  func findings(in context: TrustContext) -> [Finding] {
    guard context.isRecovery, let step = context.step, let previous = context.previous else {
      return []
    }
    let (old, new) = (previous.state.contentFiles, step.state.contentFiles)
    let hasSameBaseline =
      previous.state.repository.baseline == step.state.repository.baseline
    return Set(old.keys).union(new.keys).sorted().filter { path in
      let isTheirs =
        (path == RepositoryDocument.path && hasSameBaseline)
        || path.hasPrefix("principals/\(PrincipalKind.authority.rawValue)/")
      return old[path] != new[path] && !isTheirs
    }.map { Self.broken("'\($0)'") }
  }
}
