internal import EntangleModel

/// A directed edge of the right relation must stand in the state that the event names. Stops: work
/// handed or judged along an edge that is not there, or against its direction.
struct A102EdgeMissing: EventRule {
  static let text = RuleText(
    "A102", "no edge allows it",
    rule: "A directed edge of the right relation must stand in the state that the event "
      + "names.",
    stops: "work handed or judged along an edge that is not there, or against its direction.",
    hint: "entangle edge add <from> <relation> <to>")

  func findings(in context: EventContext) -> [Finding] {
    guard let state = context.named?.state else { return [] }
    return context.neededEdges.filter { state.edges[$0] == nil }.map { edge in
      let finding = Self.broken("'\(edge)'")
      return finding.hinting(Self.hint(edge, in: state) ?? "entangle edge add \(edge)")
    }
  }

  /// What helps where no edge would: none leads from somebody to itself, or lets a kind do what it never does.
  private static func hint(_ edge: Edge, in state: TrustState) -> String? {
    if edge.from == edge.to {
      return "no edge leads from '\(edge.from)' to itself: ask somebody else"
    }
    let (doer, kinds, what): (PrincipalID, [PrincipalKind], String)
    switch edge.relation {
    case .reviews:
      (doer, kinds, what) = (edge.from, EventKind[.approvalResponse].signers, "approves")
    case .delegates, .handsOff:
      (doer, kinds, what) = (edge.to, EventKind[.taskAccept].signers, "takes tasks on")
    case .contacts, .operates: return nil
    }
    guard let kind = state.principals[doer]?.kind, !kinds.contains(kind) else { return nil }
    let list = kinds.map(\.rawValue).joined(separator: " or ")
    return "\(kind.oneOfThem) never \(what), whatever the graph says: ask a \(list)"
  }
}
