internal import EntangleModel

/// Only the one of whom a task is requested may accept it, and only the one who accepted it may
/// give its result; a proposal serves a task of its signer. Stops: one runner signing another's
/// task.
struct W101TaskOfAnother: EventRule {
  static let text = RuleText(
    "W101", "the task is another's",
    rule: "Only the one of whom a task is requested may accept it, and only the one who "
      + "accepted it may give its result; a proposal serves a task of its signer.",
    stops: "one runner signing another's task.",
    hint: "let the addressee sign")

  func findings(in context: EventContext) -> [Finding] {
    let body = context.body
    switch body.kind.name {
    case .taskAccept:
      guard let to = context.cause(.taskRequest)?.event.body.id(.to), to != context.principal else {
        return []
      }
      return [Self.broken("it is requested of '\(to)'")]
    case .taskResult, .changePropose:
      guard let signer = context.cause(.taskAccept)?.event.body.lane.principal,
        signer != context.principal
      else { return [] }
      return [Self.broken("'\(signer)' accepted it")]
    default: return []
    }
  }
}
