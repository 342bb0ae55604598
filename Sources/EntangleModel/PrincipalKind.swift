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
}
