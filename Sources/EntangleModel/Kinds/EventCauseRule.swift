/// What some of an event's causes, one after the other, must be.
public struct EventCauseRule: Sendable, Hashable {
  /// How a cause and the signer of the event hang together.
  public enum Tie: String, Sendable, Hashable {
    /// It may be anybody's.
    case anyone = "of anybody"
    /// The signer made it.
    case own = "the signer's own"
    /// It is addressed to the signer.
    case addressed = "addressed to the signer"
    /// Its signer is the one whom `To` names, and it is addressed to the signer or answers him.
    ///
    /// Or it is the signer's own request for a connection with the service whom `To` names, which was let in
    /// at once: that one has nothing to cite.
    case counterpart =
      "of `To`, addressed to the signer or in answer to him, or his own request that a service has let in"
    /// It is the signer's own, addressed to him, or answers him.
    case party = "the signer's own, addressed to him or in answer to him"
    /// It is addressed to the one whom `To` names.
    case sameAddressee = "addressed to `To`"
    /// The one whom `To` names made it.
    case ofAddressee = "of `To`"
  }

  /// The kinds that it may be of.
  public let kinds: [EventName]
  /// The one kind that it may not be of, where it may be of all others.
  let excepted: EventName?
  /// How many there are.
  public let count: ClosedRange<Int>
  public let tie: Tie

  init(_ kinds: EventName..., count: ClosedRange<Int> = 1...1, tie: Tie = .anyone) {
    self.kinds = kinds
    excepted = nil
    self.count = count
    self.tie = tie
  }

  /// One cause of any kind but one.
  init(anyBut excepted: EventName, tie: Tie) {
    kinds = EventName.allCases.filter { $0 != excepted }
    self.excepted = excepted
    count = 1...1
    self.tie = tie
  }
}

/// An edge without which an event may not be.
public struct EventEdge: Sendable, Hashable {
  /// Who stands at an end of it.
  public enum End: String, Sendable, Hashable {
    case signer
    /// Whom the trailer `To` names.
    case to = "`To`"
    /// Each of those whom the trailer `Approvers` names.
    case approvers = "each of `Approvers`"
    /// Who signed the first cause.
    case author = "signer of the cause"
    /// Each of those who asked for the approvals on which the landing that is the cause rests.
    case requesters = "each who asked for an approval of the cause"
    /// The runner to whom the assignment of the first cause is offered.
    case assignee
  }

  public let from: End
  public let relation: Relation
  public let to: End
  /// Whether an event that has a cause does without it.
  public let onlyUnasked: Bool
  /// Whether the access list of a service stands in its place, where it would lead to one.
  public let exceptServices: Bool

  init(
    _ from: End, _ relation: Relation, _ to: End, onlyUnasked: Bool = false,
    exceptServices: Bool = false
  ) {
    self.onlyUnasked = onlyUnasked
    self.exceptServices = exceptServices
    self.from = from
    self.relation = relation
    self.to = to
  }
}
