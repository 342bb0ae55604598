public import EntangleModel

/// What came of checking a proof.
public struct ProofReport: Sendable {
  /// What a proof leaves open, though it is verified.
  public enum Gap: String, Sendable, CaseIterable {
    /// What came later: newer trust states, and events that take something back.
    case later
    /// What came before the events on their lanes, and what else was said to what they answer.
    case earlier
    /// Whether the landings before a landing stand.
    case landings
    /// The files of the commits and artifacts that the events name.
    case files
  }

  public let claim: ProofClaim
  /// What the rules find in the events and states that the proof holds.
  public let report: Report
  /// Why it does not show what it claims, though no rule is broken; most often none.
  public let defects: [String]
  public let verdict: Verdict
  /// The events that were judged: each after its causes, then by time, then by name.
  public let events: [JudgedEvent]
  /// What it leaves open, in order.
  public let gaps: [Gap]

  init(claim: ProofClaim, report: Report, defects: [String], judged shown: Set<ObjectID>) {
    self.claim = claim
    self.report = report
    self.defects = defects
    verdict = .worst(of: [report.verdict, defects.isEmpty ? .verified : .refused])
    let all = report.judgement?.events
    let events = Self.ordered(shown.compactMap { all?[$0] })
    self.events = events
    let isLate = events.contains { judged in
      judged.event.body.sequence > 1 && !shown.contains(judged.event.commit.parent)
    }
    let citesLanding = events.contains { judged in
      judged.event.body.causes.contains { cause in
        all?[cause.id] != nil && !shown.contains(cause.id)
      }
    }
    let namesFiles = events.contains { judged in
      judged.event.body.kind.fields.contains { judged.event.body.commit($0.name) != nil }
    }
    gaps = Gap.allCases.filter { gap in
      switch gap {
      case .later: true
      case .earlier: isLate
      case .landings: citesLanding
      case .files: namesFiles
      }
    }
  }

  private static func ordered(_ events: [JudgedEvent]) -> [JudgedEvent] {
    let known = Dictionary(events.map { ($0.event.id, $0) }) { first, _ in first }
    var open = events.sorted {
      ($0.event.commit.time, $0.event.id) > ($1.event.commit.time, $1.event.id)
    }.map { (event: $0, isReady: false) }
    var seen: Set<ObjectID> = []
    var found: [JudgedEvent] = []
    while let next = open.popLast() {
      if next.isReady {
        found.append(next.event)
      } else if seen.insert(next.event.event.id).inserted {
        open.append((next.event, true))
        for cause in next.event.event.body.causes.reversed() {
          if let event = known[cause.id] { open.append((event, false)) }
        }
      }
    }
    return found
  }
}
