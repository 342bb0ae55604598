internal import EntangleModel

/// An event must be of a kind and version in the table. Stops: meaning that only some verifiers
/// give to it.
struct E103EventKindUnknown: ReadingRule {
  static let text = RuleText(
    "E103", "an event is of an unknown kind",
    rule: "An event must be of a kind and version in the table.",
    stops: "meaning that only some verifiers give to it.",
    hint: "use an entangle that knows the kind")

  func findings(in reading: EventReading) -> [Finding] {
    guard case .defect(.unknownKind(let kind)) = reading.outcome else { return [] }
    return [Self.broken("'\(kind)'")]
  }
}
