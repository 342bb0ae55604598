/// What is wrong, or odd, with a graph.
public struct GraphFinding: Sendable, Hashable {
  /// How much a finding matters.
  public enum Severity: String, Sendable, Hashable, CaseIterable {
    /// The graph is refused, or nobody can work with it.
    case error
    /// Something in it does not work.
    case warning
    /// Something to know; it may be meant.
    case note
  }

  /// What it is, in a word that never changes its meaning; the gravest first.
  public enum Word: String, Sendable, Hashable, CaseIterable {
    case malformed
    case unlawful
    case unknownPrincipal = "unknown-principal"
    case selfEdge = "self-edge"
    case duplicatePolicy = "duplicate-policy"
    case noService = "no-service"
    case noLander = "no-lander"
    case approvalsUnmet = "approvals-unmet"
    case approvalsByLander = "approvals-by-lander"
    case idleEdge = "idle-edge"
    case unreviewedTask = "unreviewed-task"
    case noValidKey = "no-valid-key"
    case keyLapsesSoon = "key-lapses-soon"
    case disabledEdge = "disabled-edge"
    case delegationCycle = "delegation-cycle"
    case unreachablePrincipal = "unreachable-principal"

    /// How much it matters.
    public var severity: Severity {
      switch self {
      case .malformed, .unlawful, .unknownPrincipal, .selfEdge, .duplicatePolicy, .noService,
        .noLander, .approvalsUnmet:
        .error
      case .approvalsByLander, .idleEdge, .unreviewedTask, .noValidKey, .keyLapsesSoon: .warning
      case .disabledEdge, .delegationCycle, .unreachablePrincipal: .note
      }
    }
  }

  public let word: Word
  /// The principal, edge, policy or file that it is about, or the rule that says it.
  public let subject: String
  /// One sentence, lower case, without full stop.
  public let detail: String
  /// How to mend it.
  public let fix: String

  public init(_ word: Word, _ subject: String, _ detail: String, fix: String) {
    self.word = word
    self.subject = subject
    self.detail = detail
    self.fix = fix
  }

  /// How much it matters.
  public var severity: Severity { word.severity }
}
