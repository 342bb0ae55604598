internal import EntangleModel

/// The message must be the summary and the trailers of its kind, each once, in order, in the one
/// spelling. Stops: trailers that one reader sees and another does not.
struct E102EventMessageWrong: ReadingRule {
  static let text = RuleText(
    "E102", "an event has a wrong message",
    rule: "The message must be the summary and the trailers of its kind, each once, in "
      + "order, in the one spelling.",
    stops: "trailers that one reader sees and another does not.",
    hint: "make events with entangle")

  func findings(in reading: EventReading) -> [Finding] {
    guard case .defect(.message(let detail)) = reading.outcome else { return [] }
    return [Self.broken(detail)]
  }
}
