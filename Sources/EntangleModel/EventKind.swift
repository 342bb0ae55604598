/// The kinds of event, by name.
public enum EventName: String, Sendable, Hashable, CaseIterable {
  case taskRequest = "task.request"
  case taskAccept = "task.accept"
  case taskResult = "task.result"
  case changePropose = "change.propose"
  case approvalRequest = "approval.request"
  case approvalResponse = "approval.response"
  case land
}

/// The trailers that belong to a kind.
public enum EventFieldName: String, Sendable, Hashable, CaseIterable {
  case to = "To"
  case input = "Input"
  case attempt = "Attempt"
  case status = "Status"
  case artifact = "Artifact"
  case ref = "Ref"
  case base = "Base"
  case head = "Head"
  case operation = "Operation"
  case approvers = "Approvers"
  case expires = "Expires"
  case decision = "Decision"
  case old = "Old"
  case new = "New"
}

/// What a trailer's value may be (`Docs/format.md` section 1).
public enum EventFieldType: Sendable, Hashable {
  case id
  case ids
  case ref
  case time
  case number
  case commit
  case commitOrNone
  case word([String])
}

/// One trailer of a kind.
public struct EventField: Sendable, Hashable {
  public let name: EventFieldName
  public let type: EventFieldType
}

/// One file that an event's tree may hold.
public struct EventFileRule: Sendable, Hashable {
  public let name: String
  public let isRequired: Bool
}

/// What an event of a kind is made of and who may sign it. The table `EventKind.all` is the one
/// source of the format's text, the decoder, the encoder and the rules.
public struct EventKind: Sendable, Hashable {
  /// Which part of the work a kind belongs to.
  public enum Family: String, Sendable {
    case a2a
    case ref
  }

  public let name: EventName
  public let version: Int
  public let family: Family
  public let signers: [PrincipalKind]
  /// How many causes it has.
  public let causes: ClosedRange<Int>
  /// Its trailers, in order, after those of every event.
  public let fields: [EventField]
  public let files: [EventFileRule]
  /// The trailer that the summary line shows.
  public let headline: EventFieldName?

  /// The value of the trailer `Kind`: `name/version`.
  public let label: String

  private init(
    name: EventName, version: Int, family: Family, signers: [PrincipalKind],
    causes: ClosedRange<Int>, fields: [EventField], files: [EventFileRule],
    headline: EventFieldName?
  ) {
    self.name = name
    self.version = version
    self.family = family
    self.signers = signers
    self.causes = causes
    self.fields = fields
    self.files = files
    self.headline = headline
    label = "\(name.rawValue)/\(version)"
  }

  /// The kind with that `name/version`, or nil where the table has none.
  public static func named(_ label: some Collection<UInt8>) -> EventKind? {
    byLabel[String(decoding: label, as: UTF8.self)]
  }

  /// The kind with that name.
  public static subscript(_ name: EventName) -> EventKind {
    switch name {
    case .taskRequest: taskRequest
    case .taskAccept: taskAccept
    case .taskResult: taskResult
    case .changePropose: changePropose
    case .approvalRequest: approvalRequest
    case .approvalResponse: approvalResponse
    case .land: land
    }
  }

  /// The table.
  public static let all = EventName.allCases.map { EventKind[$0] }

  private static let byLabel = Dictionary(uniqueKeysWithValues: all.map { ($0.label, $0) })

  private static let taskRequest = EventKind(
    name: .taskRequest, version: 1, family: .a2a, signers: [.user, .supervisor, .worker],
    causes: 0...1,
    fields: [EventField(name: .to, type: .id), EventField(name: .input, type: .commit)],
    files: [
      EventFileRule(name: "brief", isRequired: true),
      EventFileRule(name: "command.json", isRequired: false),
    ],
    headline: .to)

  private static let taskAccept = EventKind(
    name: .taskAccept, version: 1, family: .a2a,
    signers: [.user, .supervisor, .worker, .reviewer, .service, .runner], causes: 1...1,
    fields: [EventField(name: .attempt, type: .number)], files: [], headline: nil)

  private static let taskResult = EventKind(
    name: .taskResult, version: 1, family: .a2a,
    signers: [.user, .supervisor, .worker, .reviewer, .service, .runner], causes: 1...1,
    fields: [
      EventField(name: .status, type: .word(["succeeded", "failed"])),
      EventField(name: .artifact, type: .commitOrNone),
    ],
    files: [EventFileRule(name: "report", isRequired: false)], headline: .status)

  private static let changePropose = EventKind(
    name: .changePropose, version: 1, family: .a2a, signers: [.user, .supervisor, .worker],
    causes: 0...1,
    fields: [
      EventField(name: .ref, type: .ref), EventField(name: .base, type: .commit),
      EventField(name: .head, type: .commit),
    ],
    files: [EventFileRule(name: "message", isRequired: true)], headline: .ref)

  private static let approvalRequest = EventKind(
    name: .approvalRequest, version: 1, family: .a2a, signers: [.user, .supervisor, .worker],
    causes: 1...1,
    fields: [
      EventField(name: .operation, type: .word(["land"])), EventField(name: .ref, type: .ref),
      EventField(name: .base, type: .commit), EventField(name: .head, type: .commit),
      EventField(name: .approvers, type: .ids), EventField(name: .expires, type: .time),
    ],
    files: [EventFileRule(name: "message", isRequired: false)], headline: .ref)

  private static let approvalResponse = EventKind(
    name: .approvalResponse, version: 1, family: .a2a, signers: [.user, .supervisor, .reviewer],
    causes: 1...1,
    fields: [
      EventField(name: .decision, type: .word(["approved", "rejected"])),
      EventField(name: .head, type: .commit),
    ],
    files: [EventFileRule(name: "message", isRequired: false)], headline: .decision)

  private static let land = EventKind(
    name: .land, version: 1, family: .ref, signers: [.user, .supervisor, .worker], causes: 1...31,
    fields: [
      EventField(name: .ref, type: .ref), EventField(name: .old, type: .commit),
      EventField(name: .new, type: .commit),
    ],
    files: [], headline: .ref)
}
