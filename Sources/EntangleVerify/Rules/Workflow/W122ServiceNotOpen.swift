internal import EntangleModel

/// A request for a connection with a service must be let in by its access list, or handed over to its verdict;
/// and so must whoever asks it over the connection, or is accepted, still be. No list lets in nobody. Stops:
/// somebody who talks a service into what its law does not give it; access that is left open since nobody
/// has closed it; an introduction used as a right.
struct W122ServiceNotOpen: EventRule {
  static let text = RuleText(
    "W122", "the service does not let the requester in",
    rule:
      "A request for a connection with a service must be let in by its access list, or handed over to "
      + "its verdict, in the state named; and so must whoever asks it over the connection, or is "
      + "accepted, still be. A service without an access list lets in nobody.",
    stops:
      "access that is open since nobody has closed it; an introduction, or an old connection, used "
      + "as a right.",
    hint: "have the authorities let the requester in: entangle principal access")

  static let kinds: Set<EventName>? = [.connectionRequest, .connectionVerdict, .question]

  func findings(in context: EventContext) -> [Finding] {
    guard let need = context.serviceNeed, let state = context.named?.state,
      !need.isMet(in: state)
    else { return [] }
    return [Self.broken(need.shortfall(in: state))]
  }
}
