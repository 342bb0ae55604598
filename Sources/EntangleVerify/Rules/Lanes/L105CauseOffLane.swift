internal import EntangleModel

/// Every cause must stand on a lane of the repository. Stops: a lane rolled back, or an event
/// published by somebody else.
struct L105CauseOffLane: EventRule {
  static let text = RuleText(
    "L105", "a cause is not on its lane",
    rule: "Every cause must stand on a lane of the repository.",
    stops: "a lane rolled back, or an event published by somebody else.",
    hint: "fetch all lanes; if it stays, the lane lost events")

  func findings(in context: EventContext) -> [Finding] {
    context.strayCauses.sorted().map { cause in
      context.knowsAllEvents
        ? Self.broken("\(cause) is stored but on no lane")
        : Self.undecided("\(cause) may stand on a lane that cannot be read to its beginning")
    }
  }
}
