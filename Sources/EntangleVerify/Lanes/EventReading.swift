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

  /// The ref of the lane on which it stands.
  public let ref: RefName
  /// What is wrong with the tree and its files, where something is.
  public let treeDefect: TreeDefect?

  /// Whether Ed25519 accepts the signature over the commit by the key that it carries; false until
  /// that has been checked.
  public private(set) var isSignatureValid = false

  /// Few commits are no events, and an event knows its own name: so a reading is small.
  private enum Content: Sendable {
    case event(ParsedEvent)
    indirect case other(ObjectID, Outcome)
  }

  private let content: Content

  init(_ id: ObjectID, ref: RefName, outcome: Outcome, treeDefect: TreeDefect?) {
    self.ref = ref
    self.treeDefect = treeDefect
    if case .event(let event) = outcome {
      content = .event(event)
    } else {
      content = .other(id, outcome)
    }
  }

  /// The name of the commit.
  public var id: ObjectID {
    switch content {
    case .event(let event): event.id
    case .other(let id, _): id
    }
  }

  public var outcome: Outcome {
    switch content {
    case .event(let event): .event(event)
    case .other(_, let outcome): outcome
    }
  }

  /// Checks whether the signature is valid.
  mutating func checkSignature(_ cryptography: any Cryptography) {
    isSignatureValid = event?.isSignatureValid(cryptography) ?? false
  }

  /// Why the tree of an event is not the one that its trailers bind.
  public indirect enum TreeDefect: Sendable {
    case missing(ObjectID)
    case wrong(String)
  }

  /// The event, where it is one.
  public var event: ParsedEvent? {
    if case .event(let event) = content { event } else { nil }
  }
}
