internal import EntangleModel

/// A commit that an event names must have the object digest and content digest that the event
/// gives. Stops: another object under the same SHA-1.
struct O106CommitDiffers: EventRule {
  static let text = RuleText(
    "O106", "a commit is not what its digests say",
    rule: "A commit that an event names must have the object digest and content digest that "
      + "the event gives.",
    stops: "another object under the same SHA-1.",
    hint: "ask the signer for the object that was signed")

  func findings(in context: EventContext) -> [Finding] {
    context.references.compactMap { reading in
      guard case .differs(let detail) = reading.outcome else { return nil }
      return Self.broken("'\(reading.field.rawValue)' names \(reading.reference.id): \(detail)")
    }
  }
}
