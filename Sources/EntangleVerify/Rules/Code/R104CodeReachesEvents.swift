internal import EntangleModel

/// No commit of a landing may be an event, a trust commit or an artifact. Stops: events hidden in,
/// or dragged along with, code.
struct R104CodeReachesEvents: EventRule {
  static let text = RuleText(
    "R104", "code reaches an object of entangle",
    rule: "No commit of a landing may be an event, a trust commit or an artifact.",
    stops: "events hidden in, or dragged along with, code.",
    hint: "rebuild the branch without that parent")

  static let kinds: Set<EventName>? = [.land]

  func findings(in context: EventContext) -> [Finding] {
    let commits = context.landedCommits
    guard !commits.isEmpty else { return [] }
    let trust = Set(context.chain.steps.map(\.reference.id))
    return commits.compactMap { reading in
      let isOurs =
        trust.contains(reading.id)
        || reading.commit.map { Self.headers($0).contains("@entangle.invalid> ".utf8) } ?? false
      return isOurs ? Self.broken("\(reading.id)") : nil
    }
  }

  /// What stands in front of the message: a message may speak of anything.
  private static func headers(_ commit: CodeCommit) -> ArraySlice<UInt8> {
    let payload = commit.payload
    let end = payload.indices.dropFirst().first { payload[$0] == 0x0a && payload[$0 - 1] == 0x0a }
    return payload[..<(end ?? payload.endIndex)]
  }
}
