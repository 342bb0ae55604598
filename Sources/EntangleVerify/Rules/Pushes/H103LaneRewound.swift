internal import EntangleModel

/// A lane only grows: the event at which it stands is on it afterwards. Stops: a signer who takes back or
/// replaces what others have seen.
struct H103LaneRewound: PushRule {
  static let text = RuleText(
    "H103", "a lane rewound",
    rule: "A lane only grows: the event at which it stands is on it afterwards.",
    stops: "a signer who takes back or replaces what others have seen.",
    hint: "fetch the lane, and sign again behind what stands there")

  func findings(in context: PushContext) -> [Finding] {
    guard let events = context.outcome?.judgement.events else { return [] }
    return context.lanes.compactMap { update, _ in
      guard let old = update.old, !events.isKnown(old) else { return nil }
      return Self.broken("\(old) would not be on it any more").about(update.name)
    }
  }
}
