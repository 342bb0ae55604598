internal import EntangleModel

/// What accepts or rejects, and a landing that rests on it, must not be after the Expires of what it
/// answers. Stops: an old approval kept for later.
struct W105ApprovalExpired: EventRule {
  static let text = RuleText(
    "W105", "the answer is too late",
    rule: "What accepts or rejects, and a landing that rests on it, must not be after the Expires "
      + "of what it answers.",
    stops: "an old approval kept for later.",
    hint: "ask again")

  func findings(in context: EventContext) -> [Finding] {
    let time = context.event.commit.time
    switch context.body.kind.name {
    case .approvalResponse, .connectionVerdict, .assignmentAccepted:
      guard let expires = context.causes.first??.event.body.time(.expires), time > expires
      else { return [] }
      return [Self.broken("what it answers expired \(expires)")]
    case .land:
      return LandingApprovals(context).requests.compactMap { request in
        guard let expires = request.event.body.time(.expires), time > expires else { return nil }
        return Self.broken("the request \(request.event.id) expired \(expires)")
      }
    default: return []
    }
  }
}
