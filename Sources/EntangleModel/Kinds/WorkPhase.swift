/// How far a piece of work is.
public enum WorkPhase: String, Sendable, Hashable, CaseIterable {
  case requested
  case accepted
  case failed
  case succeeded
  case rejected
  case handedOff = "handed off"
  case cancelled
  case open
  case answered
  case closed
  case offered
  case revoked

  /// Whether it lasts whatever else is said: the end that another party than the addressee can set.
  public var isFinal: Bool { self == .cancelled || self == .closed || self == .revoked }
}

/// What an event does to the piece of work that its first cause belongs to.
public struct WorkTransition: Sendable, Hashable {
  /// What sort of work it is.
  public enum Subject: String, Sendable, Hashable {
    case task
    case conversation
    case connection
    case assignment
  }

  public let subject: Subject
  /// The phases of what its first cause is about in which it may come; empty where it has no cause.
  public let from: [WorkPhase]
  /// The phases that it may lead to; none where it changes nothing.
  public let to: [WorkPhase]
  /// The phase of the new work that it begins; nil where it begins none.
  public let begins: WorkPhase?

  init(
    _ subject: Subject, _ from: [WorkPhase] = [], to: WorkPhase..., begins: WorkPhase? = nil
  ) {
    self.begins = begins
    self.subject = subject
    self.from = from
    self.to = to
  }
}
