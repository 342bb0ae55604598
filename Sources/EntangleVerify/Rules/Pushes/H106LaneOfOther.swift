internal import EntangleModel

/// Where the server knows who pushes, only he may move his lanes. Stops: publishing what another has
/// signed and not published.
struct H106LaneOfOther: PushRule {
  static let text = RuleText(
    "H106", "a lane pushed by somebody else",
    rule: "Where the server knows who pushes, only he may move his lanes.",
    stops: "publishing what another has signed and not published.",
    hint: "leave it to its owner, or log in as him")

  func findings(in context: PushContext) -> [Finding] {
    guard let pusher = context.pusher else { return [] }
    return context.lanes.filter { $0.lane.principal != pusher }.map { update, lane in
      Self.broken("'\(pusher)' pushes a lane of '\(lane.principal)'").about(update.name)
    }
  }
}
