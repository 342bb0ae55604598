internal import EntangleModel

/// A protected branch must stand at the New of a landing, at its baseline, or where a redaction has moved it from there. Stops: a push around
/// the policy; a branch moved to another's tip.
struct R101RefNotLanded: RepositoryRule {
  static let text = RuleText(
    "R101", "a protected branch stands where no landing put it",
    rule:
      "A protected branch must stand at the New of a landing, at its baseline, or where a redaction has "
      + "moved it from there.",
    stops: "a push around the policy; a branch moved to another's tip.",
    hint:
      "move the branch back, and land the change; where it is new law that has it begin elsewhere, 'entangle trust withdraw'; "
      + "'entangle policy set <branch> --remove' gives up its protection"
  )

  static let needsAllEvents = true

  func findings(in context: RepositoryContext) -> [Finding] {
    context.protectedTips.compactMap { ref, tip, landed in
      guard landed.isEmpty, !context.foundations(ref).contains(where: { $0.id == tip }),
        !context.isRefused(.land, { $0.commit(.new)?.id == tip })
      else { return nil }
      let isVoid =
        context.judgement?.events.values(.land, standing: .void).contains { judged in
          judged.event.body.ref == ref && judged.event.body.commit(.new)?.id == tip
        } ?? false
      return Self.broken(
        isVoid ? "the landing of \(tip) is void: land it again" : "\(tip) was not landed"
      ).about(ref)
    }
  }
}
