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
  case verdict = "Verdict"
  case peer = "Peer"
  case old = "Old"
  case new = "New"
  case tag = "Tag"
  case object = "Object"
  case target = "Target"
  case generation = "Generation"
  case capacity = "Capacity"
  case outcome = "Outcome"
  case reason = "Reason"
}

/// What a trailer's value may be (`Docs/format.md` section 1).
public enum EventFieldType: Sendable, Hashable {
  case id
  case ids
  case ref
  case tag
  case object
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
  /// What stands in front of the value.
  let mark: [UInt8]

  init(_ name: EventFieldName, _ type: EventFieldType) {
    self.name = name
    self.type = type
    mark = Array("\(name.rawValue): ".utf8)
  }
}

/// One file that an event's tree may hold.
public struct EventFileRule: Sendable, Hashable {
  public let name: String
  public let isRequired: Bool

  static func required(_ name: String) -> EventFileRule {
    EventFileRule(name: name, isRequired: true)
  }

  static func optional(_ name: String) -> EventFileRule {
    EventFileRule(name: name, isRequired: false)
  }
}
