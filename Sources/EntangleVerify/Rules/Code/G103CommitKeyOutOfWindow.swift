internal import EntangleModel

/// The landing must be within the window of the code key of each of its commits. Stops: an old key
/// used for new code.
struct G103CommitKeyOutOfWindow: EventRule {
  static let text = RuleText(
    "G103", "a commit's key is out of its window",
    rule: "The landing must be within the window of the code key of each of its commits, and none "
      + "of these keys revoked.",
    stops: "an old or lost key used for new code.",
    hint:
      "sign the commits anew with a key in force ('git rebase --force-rebase -S <base>'), and propose them"
  )

  static let kinds: Set<EventName>? = [.land]

  func findings(in context: EventContext) -> [Finding] {
    context.landedCommits.compactMap { reading in
      guard let signer = reading.signer,
        let key = context.named?.state.keys[signer]?.key
      else { return nil }
      let time = context.event.commit.time
      return key.isInWindow(time) && !context.isRevoked(signer, at: time)
        ? nil : Self.broken("\(reading.id)")
    }
  }
}
