/// What an event of a kind is made of, who may sign it, what it answers and what it does. The table
/// `EventKind.all` is the one source of the format's text, `Docs/events.md`, the decoder, the encoder
/// and the rules.
public final class EventKind: Sendable {
  /// Which part of the work a kind belongs to.
  public enum Family: String, Sendable, CaseIterable {
    case a2a
    case ref
    case control
    case observe
  }

  /// How much somebody who watches should care, whatever the verdict.
  public enum Severity: String, Sendable, CaseIterable {
    /// The daily round.
    case info
    /// Something was decided.
    case notice
    /// Something was taken back, or went wrong.
    case warning
  }

  public let name: EventName
  public let version: Int
  public let family: Family
  public let severity: Severity
  /// What it is for, in one sentence.
  public let purpose: String
  public let signers: [PrincipalKind]
  /// What its causes are, in order.
  public let causeRules: [EventCauseRule]
  /// How many causes it has.
  public let causes: ClosedRange<Int>
  /// The edges without which it may not be.
  public let edges: [EventEdge]
  /// What it does to the work that it is about; nil for what has no phases.
  public let transition: WorkTransition?
  /// Its trailers, in order, after those of every event.
  public let fields: [EventField]
  public let files: [EventFileRule]
  /// The trailer that the summary line shows.
  public let headline: EventFieldName?

  /// The value of the trailer `Kind`: `name/version`.
  public let label: String
  /// What the summary line starts with.
  let summaryStart: [UInt8]

  /// The most causes that an event can have beside its first parent.
  private static let mostCauses = 31

  init(
    _ name: EventName, _ family: Family, _ purpose: String, severity: Severity = .info,
    signers: [PrincipalKind], causes: [EventCauseRule] = [], edges: [EventEdge] = [],
    transition: WorkTransition? = nil, fields: [EventField] = [], files: [EventFileRule] = [],
    headline: EventFieldName? = nil
  ) {
    self.name = name
    self.family = family
    self.purpose = purpose
    self.severity = severity
    self.signers = signers
    self.causeRules = causes
    self.edges = edges
    self.transition = transition
    self.fields = fields
    self.files = files
    self.headline = headline
    version = 1
    label = "\(name.rawValue)/\(version)"
    summaryStart = Array(name.rawValue.utf8)
    let fewest = causes.reduce(0) { $0 + $1.count.lowerBound }
    let most = causes.reduce(0) { $0 + $1.count.upperBound }
    self.causes = fewest...min(most, Self.mostCauses)
  }

  /// Whether it stands by something tainted, and so is not tainted by it.
  public var isRenewal: Bool { name == .eventRenew || name == .approvalRenew }

  /// The kind with that `name/version`, or nil where the table has none.
  public static func named(_ label: some Collection<UInt8>) -> EventKind? {
    byLabel[String(decoding: label, as: UTF8.self)]
  }

  /// The kind with that name.
  public static subscript(_ name: EventName) -> EventKind {
    switch name {
    case .taskRequest: taskRequest
    case .taskAccept: taskAccept
    case .taskReject: taskReject
    case .taskUpdate: taskUpdate
    case .taskResult: taskResult
    case .taskHandoff: taskHandoff
    case .taskCancel: taskCancel
    case .changePropose: changePropose
    case .changeReview: changeReview
    case .approvalRequest: approvalRequest
    case .approvalResponse: approvalResponse
    case .approvalWithdraw: approvalWithdraw
    case .approvalRenew: approvalRenew
    case .eventRenew: eventRenew
    case .question: question
    case .answer: answer
    case .connectionRequest: connectionRequest
    case .connectionVerdict: connectionVerdict
    case .introduction: introduction
    case .close: close
    case .land: land
    case .tag: tag
    case .runnerTrust: runnerTrust
    case .assignmentOffer: assignmentOffer
    case .assignmentRevoke: assignmentRevoke
    case .leaseRenew: leaseRenew
    case .runStart: runStart
    case .runStop: runStop
    case .runRestart: runRestart
    case .runCancel: runCancel
    case .runnerHello: runnerHello
    case .runnerHeartbeat: runnerHeartbeat
    case .runnerStatus: runnerStatus
    case .assignmentAccepted: assignmentAccepted
    case .assignmentRejected: assignmentRejected
    case .runnerReceipt: runnerReceipt
    case .recoveryFinding: recoveryFinding
    case .logSummary: logSummary
    }
  }

  /// The table.
  public static let all = EventName.allCases.map { EventKind[$0] }

  private static let byLabel = Dictionary(uniqueKeysWithValues: all.map { ($0.label, $0) })
}

extension EventKind: Hashable {
  public static func == (left: EventKind, right: EventKind) -> Bool { left.label == right.label }

  public func hash(into hasher: inout Hasher) { hasher.combine(label) }
}
