internal import EntangleModel

/// One rule: what it says of itself. What it looks at depends on its stage.
public protocol Rule: Sendable {
  /// Code, title, rule, attack and hint.
  static var text: RuleText { get }
}

extension Rule {
  /// A finding that the rule is broken; the engine adds the object.
  static func broken(_ detail: String) -> Finding { finding(.refused, detail) }

  /// A finding that leaves what it is about standing.
  static func warning(_ detail: String, base: ObjectID? = nil) -> Finding {
    finding(.warning, detail, base: base)
  }

  /// A finding that the rule cannot be judged for want of something.
  static func undecided(_ detail: String) -> Finding { finding(.undecided, detail) }

  /// A finding; `base` is the object from whose own finding it merely follows.
  static func finding(
    _ severity: Severity, _ detail: String, base: ObjectID? = nil
  ) -> Finding {
    Finding(
      code: text.code, severity: severity, object: "-", title: text.title, detail: detail,
      hint: text.hint, base: base?.description)
  }
}

/// A rule for one state of the trust chain as it was read.
protocol TrustRule: Rule {
  func findings(in context: TrustContext) -> [Finding]
}

/// A rule for one commit of a lane as it was read, an event or not.
protocol ReadingRule: Rule {
  func findings(in reading: EventReading) -> [Finding]
}

/// A rule for one well-formed event among those before it.
protocol EventRule: Rule {
  /// The kinds of event about which it has anything to say; nil for all.
  static var kinds: Set<EventName>? { get }
  func findings(in context: EventContext) -> [Finding]
}

extension EventRule {
  static var kinds: Set<EventName>? { nil }
}

/// A rule for the repository as a whole, after all events.
protocol RepositoryRule: Rule {
  /// Whether it can only be told from all events whether the rule is broken.
  static var needsAllEvents: Bool { get }
  func findings(in context: RepositoryContext) -> [Finding]
}

/// A rule for one commit of a host's log.
protocol ReceiptRule: Rule {
  func findings(in context: ReceiptContext) -> [Finding]
}

/// A rule for one entry of the denylist.
protocol DenylistRule: Rule {
  func findings(in context: DenylistContext) -> [Finding]
}

/// A rule for a push, asked before the verifier judges the repository with it, and after.
protocol PushRule: Rule {
  func findings(in context: PushContext) -> [Finding]
}

/// A rule for whether a push is let in, whatever the verifier would say of it.
protocol AdmissionRule: Rule {
  func findings(in facts: AdmissionFacts) -> [Finding]
}

/// A rule for what git does with a push that was let in.
protocol MoveRule: Rule {
  func findings(in facts: MoveFacts) -> [Finding]
}

extension RepositoryRule {
  static var needsAllEvents: Bool { false }

  /// What it finds; only that it cannot be told, where lanes could not be read that it needs.
  func known(in context: RepositoryContext) -> [Finding] {
    let found = findings(in: context)
    guard Self.needsAllEvents, context.judgement?.isWhole == false else { return found }
    return found.map { $0.undecided(because: "a lane cannot be read to its beginning") }
  }
}
