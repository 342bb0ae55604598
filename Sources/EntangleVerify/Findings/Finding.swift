public import EntangleModel

/// How much a finding weighs.
public enum Severity: String, Sendable, Hashable, Comparable, CaseIterable {
  /// It stands, and people should look at it.
  case warning
  /// Something was not there, so nothing can be said.
  case undecided
  /// A rule is broken.
  case refused

  private var weight: Int {
    switch self {
    case .warning: 0
    case .undecided: 1
    case .refused: 2
    }
  }

  public static func < (left: Severity, right: Severity) -> Bool { left.weight < right.weight }
}

/// What a rule found wrong with one object.
public struct Finding: Sendable, Hashable {
  /// The rule's permanent code, such as `L102`.
  public let code: String
  public let severity: Severity
  /// The oid or ref that it is about; `-` where there is none.
  public let object: String
  public let title: String
  public let detail: String
  public let hint: String
  /// The object from whose own finding this one merely follows, or which would make the object of this
  /// one fall without it; nil where it stands for itself.
  public let base: ObjectID?

  /// The same finding about an object; `previous` is what stands before that on its lane, where that is
  /// as bad already: whatever is found of the object itself, it would not stand on that.
  func about(_ object: some CustomStringConvertible, after previous: ObjectID? = nil) -> Finding {
    Finding(
      code: code, severity: severity, object: object.description, title: title, detail: detail,
      hint: hint, base: base ?? previous)
  }
}

extension Finding {
  /// The same with a way out of its own.
  func hinting(_ hint: String) -> Finding {
    Finding(
      code: code, severity: severity, object: object, title: title, detail: detail, hint: hint,
      base: base)
  }

  /// The same where what would be needed to refuse it is not there.
  func undecided(because detail: String) -> Finding {
    Finding(
      code: code, severity: min(severity, .undecided), object: object, title: title,
      detail: "\(self.detail); \(detail)", hint: hint, base: base)
  }
}

/// What is said of a rule, in `entangle rules`, in `Docs/rules.md` and in its findings.
public struct RuleText: Sendable, Hashable {
  /// Permanent, never used again.
  public let code: String
  /// What a finding is headed with: lower case, no full stop.
  public let title: String
  /// The rule in one sentence.
  public let rule: String
  /// The attack that it stops.
  public let stops: String
  /// How to mend it.
  public let hint: String

  init(_ code: String, _ title: String, rule: String, stops: String, hint: String) {
    self.code = code
    self.title = title
    self.rule = rule
    self.stops = stops
    self.hint = hint
  }
}
