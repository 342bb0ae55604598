public import EntangleModel
public import EntangleVerify

/// The notes on commits: for each commit that accepted events are about, one line an event. An index
/// for people; nothing is ever judged by it.
public struct EventNotes: Sendable, Hashable {
  /// The text on each commit, its lines ended by newlines.
  public let texts: [ObjectID: String]
  /// When the newest of the events was signed; nil without events.
  public let newest: Timestamp?

  /// Derives them. `tips` gives, for each lane that counts, its last event: what lies beyond it, or
  /// on other lanes, has no line.
  public init(_ judgement: Judgement, tips: [RefName: ObjectID]) {
    var lines: [ObjectID: [(time: Timestamp, id: ObjectID, text: String)]] = [:]
    var newest: Timestamp?
    for lane in judgement.lanes {
      let events = judgement.events(of: lane)
      guard let tip = tips[lane.ref], let last = events.lastIndex(where: { $0.event.id == tip })
      else {
        continue
      }
      for judged in events[...last] where judged.standing == .accepted {
        let event = judged.event
        guard let subject = Self.subject(of: event.body) else { continue }
        let time = event.commit.time
        let text = "\(time) \(event.body.lane.principal) \(Self.summary(event.body)) \(event.id)\n"
        lines[subject, default: []].append((time, event.id, text))
        newest = max(newest ?? time, time)
      }
    }
    texts = lines.mapValues { lines in
      lines.sorted { ($0.time, $0.id) < ($1.time, $1.id) }.map(\.text).joined()
    }
    self.newest = newest
  }

  /// The commit that an event is about: the first that it names, other than the one that a change
  /// starts from.
  private static func subject(of body: EventBody) -> ObjectID? {
    body.kind.fields.lazy.filter { $0.name != .base && $0.name != .old }
      .compactMap { body.commit($0.name)?.id }.first
  }

  /// The first line of the event's message.
  private static func summary(_ body: EventBody) -> String {
    String(decoding: EventMessage.encode(body).prefix { $0 != UInt8(ascii: "\n") }, as: UTF8.self)
  }
}
