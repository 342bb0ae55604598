/// How far a piece of work is.
public enum WorkPhase: String, Sendable, Hashable, CaseIterable {
  case requested
  case accepted
  case failed
  case succeeded
  case rejected
  case handedOff = "handed off"
  case cancelled
}

/// What an event does to the piece of work that its first cause belongs to.
public struct WorkTransition: Sendable, Hashable {
  /// The phases in which it may come; none where it begins one.
  public let from: [WorkPhase]
  /// The phases that it may lead to; none where it changes nothing.
  public let to: [WorkPhase]

  init(_ from: [WorkPhase] = [], to: WorkPhase...) {
    self.from = from
    self.to = to
  }
}
