internal import EntangleModel

/// The landing must be within the window of the code key of each of its commits. Stops: an old key
/// used for new code.
struct G103CommitKeyOutOfWindow: EventRule {
  static let text = RuleText(
    "G103", "a commit's key is out of its window",
    rule: "The landing must be within the window of the code key of each of its commits.",
    stops: "an old key used for new code.",
    hint: "sign with a key in force")

  func findings(in context: EventContext) -> [Finding] {
    context.landedCommits.compactMap { reading in
      guard let key = reading.signature.flatMap({ context.named?.state.keys[$0.publicKey]?.key }),
        !key.isInWindow(context.event.commit.time)
      else { return nil }
      return Self.broken("\(reading.id)")
    }
  }
}
