internal import EntangleModel

/// What a lane has cited of other lanes so far: of each, how far.
///
/// What somebody else takes back (a task cancelled, an approval withdrawn) binds a lane from the event on
/// that cites it, or anything later of the same lane. That depends on nothing but the two lanes, so all
/// verifiers agree on it in whatever order they judge. (ADR 0008.)
struct CitedLanes: Sendable {
  private(set) var furthest: [Lane: Int64] = [:]

  /// Takes in a cause that stands on another lane than the one that cites it.
  mutating func cite(_ body: EventBody) {
    if furthest[body.lane, default: 0] < body.sequence { furthest[body.lane] = body.sequence }
  }

  /// Whether that event, or a later one of its lane, is cited.
  func covers(_ body: EventBody) -> Bool { body.sequence <= furthest[body.lane] ?? 0 }
}
