internal import EntangleModel

/// The kind of a principal must be one that may sign the kind of event. Stops: a runner that
/// approves, a reviewer that hands out tasks.
struct A101KindNotAllowed: EventRule {
  static let text = RuleText(
    "A101", "the principal may not sign this kind",
    rule: "The kind of a principal must be one that may sign the kind of event.",
    stops: "a runner that approves, a reviewer that hands out tasks.",
    hint: "let a principal of the right kind sign")

  func findings(in context: EventContext) -> [Finding] {
    guard let kind = context.named?.state.principals[context.principal]?.kind,
      !context.body.kind.signers.contains(kind)
    else { return [] }
    return [Self.broken("\(kind.oneOfThem) signs no \(context.body.kind.name.rawValue)")]
  }
}
