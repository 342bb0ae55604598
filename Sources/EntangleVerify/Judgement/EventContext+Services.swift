internal import EntangleModel

/// What an event needs of the access list of a service.
struct ServiceNeed {
  let requester: PrincipalID
  let service: PrincipalID
  /// What the list must say of the requester at least.
  let least: ServiceAccess.Answer

  /// Whether a trust state has it so.
  func isMet(in state: TrustState) -> Bool { state.answer(to: requester, by: service) >= least }

  /// The tenants of the two, where a state lets nothing pass from the one to the other.
  func missingBridge(in state: TrustState) -> (from: PrincipalID, to: PrincipalID)? {
    guard let from = state.principals[requester]?.tenant,
      let to = state.principals[service]?.tenant, !state.joins(from, to: to)
    else { return nil }
    return (from, to)
  }

  /// Why a state that does not have it so does not.
  func shortfall(in state: TrustState) -> String {
    if state.principals[service]?.status != .active { return "'\(service)' is not active" }
    if let (from, to) = missingBridge(in: state) {
      return "'\(service)' is of '\(to)', to which no bridge leads from '\(from)'"
    }
    guard let access = state.services[service] else { return "'\(service)' has no access list" }
    return access.decidesConnections
      ? "'\(service)' lets '\(requester)' in by its verdict alone"
      : "'\(service)' lets in \(access.list?.name ?? "nobody") alone"
  }
}

extension EventContext {
  /// Whether a principal is a service. Nobody's kind ever changes.
  func isService(_ id: PrincipalID) -> Bool { named?.state.principals[id]?.kind == .service }

  /// What it needs of a service's access list; nil for what is not about a connection with one, and for
  /// what a service says but where it accepts.
  ///
  /// A request must at least be handed over to the service's verdict, and stay what it was: where it was let
  /// in at once, there never is a verdict. So must be what is asked over the connection.
  var serviceNeed: ServiceNeed? {
    switch body.kind.name {
    case .connectionRequest:
      guard let service = body.id(.to), isService(service), let state = named?.state else {
        return nil
      }
      let answer = state.answer(to: principal, by: service)
      return ServiceNeed(requester: principal, service: service, least: max(.decided, answer))
    case .connectionVerdict where body.word(.decision) == "accepted":
      guard let request = cause(.connectionRequest)?.event.body, isService(principal) else {
        return nil
      }
      return ServiceNeed(
        requester: request.lane.principal, service: principal, least: .decided)
    case .question:
      guard let cause = body.causes.first, let opening = state.opening(of: cause.id),
        opening.event.body.kind.name == .connectionRequest,
        opening.event.body.lane.principal == principal,
        let service = opening.event.body.id(.to), isService(service)
      else { return nil }
      return ServiceNeed(
        requester: principal, service: service, least: opening.isLetIn ? .letIn : .decided)
    default: return nil
    }
  }
}

extension JudgedEvent {
  /// Whether it is a request for a connection that the access list of a service lets in at once, in the state
  /// that it names.
  var isLetIn: Bool {
    let body = event.body
    guard body.kind.name == .connectionRequest, let service = body.id(.to) else { return false }
    return named?.state.answer(to: body.lane.principal, by: service) == .letIn
  }
}
