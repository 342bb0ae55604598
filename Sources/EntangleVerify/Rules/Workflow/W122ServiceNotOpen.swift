internal import EntangleModel

/// A request for a connection with a service must be let in by its access list, or handed over to its verdict;
/// and so must whoever asks it over the connection, or is accepted, still be. No list lets in nobody, and none
/// somebody of another tenant without a bridge. Stops:
/// somebody who talks a service into what its law does not give it; access that is left open since nobody
/// has closed it; an introduction used as a right.
struct W122ServiceNotOpen: EventRule {
  static let text = RuleText(
    "W122", "the service does not let the requester in",
    rule:
      "A request for a connection with a service must be let in by its access list, or handed over to "
      + "its verdict, in the state named; and so must whoever asks it over the connection, or is "
      + "accepted, still be. A service without an access list lets in nobody, and none lets in "
      + "somebody of another tenant without a bridge.",
    stops:
      "access that is open since nobody has closed it; an introduction, or an old connection, used "
      + "as a right.",
    hint: "have the authorities let the requester in: entangle principal access")

  static let kinds: Set<EventName>? = [.connectionRequest, .connectionVerdict, .question]

  func findings(in context: EventContext) -> [Finding] {
    guard let need = context.serviceNeed, let state = context.named?.state,
      !need.isMet(in: state)
    else { return [] }
    let finding = Self.broken(need.shortfall(in: state))
    switch state.principals[need.service]?.status {
    case .suspended:
      return [finding.hinting("entangle principal resume \(need.service), by the authorities")]
    case .retired: return [finding.hinting(T115PrincipalChanged.retiredHint)]
    case .active, nil: break
    }
    guard let (from, to) = need.missingBridge(in: state) else { return [finding] }
    return [finding.hinting("'entangle tenant bridge \(from) \(to)' where that is meant")]
  }
}
