internal import EntangleModel

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
  public private(set) var severity: Severity
  /// The oid or ref that it is about; `-` where there is none.
  public private(set) var object: String
  public let title: String
  public private(set) var detail: String
  public private(set) var hint: String
  /// The object, an oid or a ref, from whose own finding this one merely follows, or which would make the object of this
  /// one fall without it; nil where it stands for itself.
  public private(set) var base: String?
  /// Whether a signature is good, and all that is wrong is that its key counts no longer: no forgery.
  public private(set) var isLapsed = false
}

extension Finding {
  /// The same finding about an object; `previous` is what stands before that on its lane, where that is
  /// as bad already: whatever is found of the object itself, it would not stand on that.
  func about(_ object: some CustomStringConvertible, after previous: ObjectID? = nil) -> Finding {
    var finding = self
    finding.object = object.description
    finding.base = base ?? previous?.description
    return finding
  }

  /// The same where it merely follows from what is found of something else.
  func following(_ base: some CustomStringConvertible) -> Finding {
    var finding = self
    finding.base = base.description
    return finding
  }

  /// The same with a way out of its own.
  func hinting(_ hint: String) -> Finding {
    var finding = self
    finding.hint = hint
    return finding
  }

  /// The same where what would be needed to refuse it is not there.
  func undecided(because detail: String) -> Finding {
    var finding = self
    finding.severity = min(severity, .undecided)
    finding.detail += "; \(detail)"
    return finding
  }

  /// The same where the signature itself is good.
  func lapsed() -> Finding {
    var finding = self
    finding.isLapsed = true
    return finding
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
