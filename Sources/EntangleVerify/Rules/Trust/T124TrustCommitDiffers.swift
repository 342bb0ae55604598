internal import EntangleModel

/// Time, message and parent of the commit must be those that its statement gives. Stops: a state
/// shown under another date, version or place.
struct T124TrustCommitDiffers: TrustRule {
  static let text = RuleText(
    "T124", "a trust commit does not fit its statement",
    rule: "Time, message and parent of the commit must be those that its statement gives.",
    stops: "a state shown under another date, version or place.",
    hint: "publish the state with entangle")

  func findings(in context: TrustContext) -> [Finding] {
    guard let step = context.step else { return [] }
    guard step.commit.header.time == step.state.statement.issued else {
      return [Self.broken("the commit is of \(step.commit.header.time)")]
    }
    guard step.commit.message == TrustMessage.encode(repository: step.repository, state: step.name)
    else { return [Self.broken("the message")] }
    guard step.commit.header.parents == [context.previous?.reference.id].compactMap({ $0 }) else {
      return [Self.broken("the parent")]
    }
    return []
  }
}
