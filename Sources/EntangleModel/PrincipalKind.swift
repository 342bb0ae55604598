/// What a principal is; its kind fixes which kinds of event it may sign.
public enum PrincipalKind: String, Sendable, Hashable, CaseIterable {
  case authority
  case `operator`
  case host
  case runner
  case user
  case supervisor
  case worker
  case reviewer
  case service
  case witness

  /// The kind as a sentence names one of them: `a user`, `an authority`.
  public var oneOfThem: String {
    switch self {
    case .authority, .operator: "an \(rawValue)"
    default: "a \(rawValue)"
    }
  }

  /// Whether one that runs, rather than a person, signs for it: it has one law key at a time.
  public var isMachine: Bool {
    switch self {
    case .authority, .operator, .user: false
    case .host, .runner, .supervisor, .worker, .reviewer, .service, .witness: true
    }
  }
}
