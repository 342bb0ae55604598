public import EntangleModel

/// A commit of a lane as the gates left it: read, hashed, parsed, its signature checked.
public struct EventReading: Sendable {
  /// What came of reading it.
  public enum Outcome: Sendable {
    case event(ParsedEvent)
    case defect(EventDefect)
    case missing
    case unreadable(String)
  }

  public let id: ObjectID
  /// The ref of the lane on which it stands.
  public let ref: RefName
  public let outcome: Outcome
  /// What is wrong with the tree and its files, where something is.
  public let treeDefect: TreeDefect?

  /// Whether Ed25519 accepts the signature over the commit by the key that it carries; false until
  /// that has been checked.
  public internal(set) var isSignatureValid = false

  /// Why the tree of an event is not the one that its trailers bind.
  public enum TreeDefect: Sendable {
    case missing(ObjectID)
    case wrong(String)
  }

  /// The event, where it is one.
  public var event: ParsedEvent? {
    if case .event(let event) = outcome { event } else { nil }
  }
}
