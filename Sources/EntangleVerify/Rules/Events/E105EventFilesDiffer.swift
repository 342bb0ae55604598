internal import EntangleModel

/// The tree of an event must hold exactly the files that the trailer Files binds, each of its
/// form. Stops: a brief or a command swapped under a signature.
struct E105EventFilesDiffer: ReadingRule {
  static let text = RuleText(
    "E105", "the files of an event are not those it binds",
    rule: "The tree of an event must hold exactly the files that the trailer Files binds, "
      + "each of its form.",
    stops: "a brief or a command swapped under a signature.",
    hint: "make events with entangle")

  func findings(in reading: EventReading) -> [Finding] {
    guard case .wrong(let detail) = reading.treeDefect else { return [] }
    return [Self.broken(detail)]
  }
}
