internal import EntangleModel

/// A response, and a landing that rests on it, must not be after the request's Expires. Stops: an
/// old approval kept for later.
struct W105ApprovalExpired: EventRule {
  static let text = RuleText(
    "W105", "the approval is too late",
    rule: "A response, and a landing that rests on it, must not be after the request's "
      + "Expires.",
    stops: "an old approval kept for later.",
    hint: "ask again")

  func findings(in context: EventContext) -> [Finding] {
    let time = context.event.commit.time
    switch context.body.kind.name {
    case .approvalResponse:
      guard let expires = context.cause(.approvalRequest)?.event.body.time(.expires), time > expires
      else { return [] }
      return [Self.broken("the request expired \(expires)")]
    case .land:
      return LandingApprovals(context).requests.compactMap { request in
        guard let expires = request.event.body.time(.expires), time > expires else { return nil }
        return Self.broken("the request \(request.event.id) expired \(expires)")
      }
    default: return []
    }
  }
}
