internal import EntangleModel

/// An introduction must be of another active principal than the one it is addressed to, and a request
/// for a connection that cites one must be to its Peer. Stops: an introduction to a name that nobody
/// bears yet.
struct W117IntroductionOfNobody: EventRule {
  static let text = RuleText(
    "W117", "the introduction is of somebody else, or nobody",
    rule:
      "An introduction must be of another active principal than the one it is addressed to, and "
      + "a request for a connection that cites one must be to its Peer.",
    stops: "an introduction to a name that nobody bears yet.",
    hint: "name an enrolled principal")

  func findings(in context: EventContext) -> [Finding] {
    let body = context.body
    switch body.kind.name {
    case .introduction:
      guard let peer = body.id(.peer), let state = context.named?.state else { return [] }
      guard peer != body.id(.to), state.principals[peer]?.status == .active else {
        return [Self.broken("'\(peer)'")]
      }
    case .connectionRequest:
      guard let peer = context.cause(.introduction)?.event.body.id(.peer), peer != body.id(.to)
      else { return [] }
      return [Self.broken("the introduction is of '\(peer)'")]
    default: break
    }
    return []
  }
}
