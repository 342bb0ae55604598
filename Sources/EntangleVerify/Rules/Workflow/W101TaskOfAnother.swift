internal import EntangleModel

/// What is addressed to somebody is answered by that one alone, and what somebody made is gone on with
/// by that one alone, as the table of kinds says. Stops: one runner signing another's task.
struct W101TaskOfAnother: EventRule {
  static let text = RuleText(
    "W101", "what it answers is another's",
    rule: "What is addressed to somebody is answered by that one alone, and what somebody made is "
      + "gone on with by that one alone, as the table of kinds says.",
    stops: "one runner signing another's task.",
    hint: "let the addressee sign")

  /// Something that is not between the signer and the one whom `To` names.
  private static func apart(_ cause: JudgedEvent, _ context: EventContext) -> Finding {
    let maker = cause.event.body.lane.principal
    let signer = context.principal
    let to = context.body.id(.to).map { "'\($0)'" } ?? "nobody"
    let detail =
      maker == context.body.id(.to)
      ? "is of \(to), and neither addressed to '\(signer)' nor an answer to him"
      : maker == signer
        ? "is by '\(signer)' himself, not by \(to)" : "is by '\(maker)', not by \(to)"
    return broken("\(cause.event.id) \(detail)").hinting(
      "name what \(to) has said to '\(signer)', as the accept of a task, or nothing")
  }

  func findings(in context: EventContext) -> [Finding] {
    let rules = context.body.kind.causeRules
    for case let cause? in context.causes {
      let body = cause.event.body
      guard let tie = rules.first(where: { $0.kinds.contains(body.kind.name) })?.tie else {
        continue
      }
      switch tie {
      case .anyone: continue
      case .own:
        guard body.lane.principal != context.principal else { continue }
        return [Self.broken("\(cause.event.id) is of '\(body.lane.principal)'")]
      case .addressed:
        guard let to = context.addressee(of: cause), to != context.principal else { continue }
        return [Self.broken("\(cause.event.id) is addressed to '\(to)'")]
      case .sameAddressee:
        guard let to = body.id(.to), to != context.body.id(.to) else { continue }
        return [Self.broken("\(cause.event.id) is addressed to '\(to)'")]
      case .ofAddressee:
        guard body.lane.principal != context.body.id(.to) else { continue }
        return [Self.broken("\(cause.event.id) is of '\(body.lane.principal)'")]
      case .counterpart:
        let isWithService = cause.isLetIn && body.id(.to) == context.body.id(.to)
        if isWithService && body.lane.principal == context.principal { continue }
        guard
          body.lane.principal != context.body.id(.to)
            || !context.concerns(cause, context.principal)
        else { continue }
        return [Self.apart(cause, context)]
      case .party:
        guard body.lane.principal != context.principal,
          !context.concerns(cause, context.principal)
        else { continue }
        return [Self.broken("\(cause.event.id) does not concern '\(context.principal)'")]
      }
    }
    return []
  }
}
