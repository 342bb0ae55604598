internal import EntangleModel

/// An event must have the headers tree, parent, author, committer and that of the signature, once,
/// in order, in the one spelling, and no other. Stops: two readings of one commit, and junk that is
/// not signed.
struct E101EventHeadersWrong: ReadingRule {
  static let text = RuleText(
    "E101", "an event has wrong headers",
    rule: "An event must have the headers tree, parent, author, committer and gpgsig "
      + "(gpgsig-sha256 in a SHA-256 repository), once, in order, in the one spelling, and no other.",
    stops: "two readings of one commit, and junk that is not signed.",
    hint: "make events with entangle")

  func findings(in reading: EventReading) -> [Finding] {
    guard case .defect(.headers(let detail)) = reading.outcome else { return [] }
    return [Self.broken(detail)]
  }
}
