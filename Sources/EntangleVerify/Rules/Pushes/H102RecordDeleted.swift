internal import EntangleModel

/// No ref of the record may be deleted. Stops: taking away what others have seen.
struct H102RecordDeleted: PushRule {
  static let text = RuleText(
    "H102", "a ref of the record deleted",
    rule: "No ref of the record may be deleted.",
    stops: "taking away what others have seen.",
    hint: "leave the ref where it is")

  func findings(in context: PushContext) -> [Finding] {
    context.updates.filter {
      $0.new == nil && $0.name.dropping(prefix: "refs/entangle/") != nil
    }.map { Self.broken("it would be gone").about($0.name) }
  }
}
