internal import EntangleModel

/// What is kept of each commit of a lane, whatever came of it: a line of a table, of a fixed size.
struct EventRow: Sendable {
  /// What judgement has made of it so far.
  enum Standing: UInt8, Sendable {
    /// Not judged yet.
    case open
    /// No event; what builds on it is undecided.
    case brokenUndecided
    /// No event; what builds on it is refused.
    case brokenRefused
    case accepted
    case void
    case undecided
    case refused
  }

  var standing = Standing.open
  var name = EventName.taskRequest
  /// The phase into which it brings the work that it is about.
  var leadsTo: WorkPhase?
  /// The version of the trust state that counts as named by it; 0 where there is none.
  var named: UInt32 = 0
  /// The version of the trust state from which on it is tainted; 0 where it is not.
  var taintedSince: UInt32 = 0
  /// How many were judged before it.
  var turn: UInt32 = 0
  /// What it answers: its first cause.
  var asked = EventNumber.none
  /// The last answer to it, and the answer that its own first cause got before it: so the answers to each
  /// event are a list, the last of them first.
  var lastAnswer = EventNumber.none
  var previousAnswer = EventNumber.none

  /// Whether it is an event that takes part in the workflow.
  var counts: Bool { standing == .accepted || standing == .undecided }
}

extension EventRow.Standing {
  init(_ standing: JudgedEvent.Standing) {
    self =
      switch standing {
      case .accepted: .accepted
      case .void: .void
      case .undecided: .undecided
      case .refused: .refused
      }
  }

  /// Of an event that has been judged; nil for what is no event, and for what is not judged yet.
  var ofEvent: JudgedEvent.Standing? {
    switch self {
    case .accepted: .accepted
    case .void: .void
    case .undecided: .undecided
    case .refused: .refused
    case .open, .brokenUndecided, .brokenRefused: nil
    }
  }
}
