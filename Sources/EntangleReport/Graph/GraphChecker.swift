public import EntangleModel

/// Looks at a graph before it is signed: what the verifier would refuse, and what would be allowed
/// and lead nowhere. Which kinds may do what stands in the table of event kinds alone.
public struct GraphChecker: Sendable {
  /// The rules whose findings it tells in words of its own.
  public static let codes: Set<String> = ["T119", "T120", "T122", "T131"]

  private let graph: Graph
  private let now: Timestamp
  private let review: ReviewReach

  /// Takes a graph, and the moment at which keys have to be valid.
  public init(_ graph: Graph, now: Timestamp) {
    self.graph = graph
    self.now = now
    review = ReviewReach(graph, now: now)
  }

  /// Everything that is found, as the words are listed, then by subject.
  public var findings: [GraphFinding] {
    let found =
      unknownPrincipals + selfEdges + duplicatePolicies + accessLists + policies + idleEdges
      + unreviewedTasks
      + keys + disabledEdges + cycles + unreachable
    return GraphFinding.Word.allCases.flatMap { word in
      found.filter { $0.word == word }
        .sorted { $0.subject.utf8.lexicographicallyPrecedes($1.subject.utf8) }
    }
  }

  /// T119.
  private var unknownPrincipals: [GraphFinding] {
    graph.names.filter { graph.principals[$0] == nil }.map { name in
      let edges = graph.sortedEdges.map(\.edge).filter { $0.from == name || $0.to == name }
      let policies = graph.sortedPolicies.filter { $0.policy.landers.contains(name) }
      let lists = graph.sortedServices.filter {
        $0.name == name || $0.access.allowed.contains(name)
      }
      let places =
        edges.map { "the edge '\($0)'" } + policies.map { "the policy '\($0.name)'" }
        + lists.map { "the access list of '\($0.name)'" }
      return GraphFinding(
        .unknownPrincipal, name.text,
        "'\(name)' is not enrolled, but stands in \(places.joined(separator: ", "))",
        fix: "'entangle principal add \(name)' enrols it")
    }
  }

  /// T120.
  private var selfEdges: [GraphFinding] {
    graph.sortedEdges.map(\.edge).filter { $0.from == $0.to }.map { edge in
      GraphFinding(
        .selfEdge, edge.description, "the edge '\(edge)' leads from '\(edge.from)' to itself",
        fix: "take it out, or let it lead to somebody else")
    }
  }

  /// T122.
  private var duplicatePolicies: [GraphFinding] {
    let policies = graph.sortedPolicies
    return zip(policies, policies.dropFirst()).filter { $0.policy.ref == $1.policy.ref }.map {
      GraphFinding(
        .duplicatePolicy, $1.name.text,
        "the policies '\($0.name)' and '\($1.name)' are both for '\($1.policy.ref)'",
        fix: "keep one of them")
    }
  }

  /// T131.
  private var accessLists: [GraphFinding] {
    graph.sortedServices.compactMap { name, access in
      guard let principal = graph.principals[name] else { return nil }
      if principal.kind != .service {
        return GraphFinding(
          .noService, name.text, "the \(principal.kind.rawValue) '\(name)' has an access list",
          fix: "take it out: only services have one")
      }
      guard access.allowed.contains(name) else { return nil }
      return GraphFinding(
        .noService, name.text, "the access list of '\(name)' names the service itself",
        fix: "take it out")
    }
  }

  /// Policies whose landings can never be, or never without approval by the lander's own person.
  private var policies: [GraphFinding] {
    graph.sortedPolicies.compactMap { name, policy in
      let landers = policy.landers.compactMap { graph.principals[$0] }
      let able = landers.filter {
        EventKind[.land].signers.contains($0.kind) && $0.status == .active
      }
      guard !able.isEmpty else {
        guard !landers.isEmpty else { return nil }
        return GraphFinding(
          .noLander, name.text,
          "no lander of the policy '\(name)' may act and is of a kind that lands",
          fix: "name a \(Self.kinds(EventKind[.land].signers)) among the landers")
      }
      let best = review.mostPersons()
      guard best.count >= policy.approvals else {
        return GraphFinding(
          .approvalsUnmet, name.text,
          "the policy '\(name)' asks for approval by \(Self.persons(policy.approvals)), "
            + "and \(Self.atMost(best)) any one change",
          fix: "let more persons review those who ask for approval, or ask for fewer approvals")
      }
      let apart = able.map { review.mostPersons(without: $0.person).count }.max() ?? 0
      guard apart < policy.approvals else { return nil }
      return GraphFinding(
        .approvalsByLander, name.text,
        "the policy '\(name)' is met only where the person who lands has approved too",
        fix: "let another person land, or one more review")
    }
  }

  /// Edges that stand, and along which nothing can ever go.
  private var idleEdges: [GraphFinding] {
    graph.sortedEdges.compactMap { edge, isEnabled in
      guard isEnabled, edge.from != edge.to, let from = graph.principals[edge.from],
        let to = graph.principals[edge.to]
      else { return nil }
      let (asker, answerer) = ReviewReach.kinds(edge.relation)
      func finding(_ detail: String, fix: String) -> GraphFinding {
        GraphFinding(.idleEdge, edge.description, "'\(edge)' allows nothing: " + detail, fix: fix)
      }
      guard asker.contains(from.kind) else {
        return finding(
          "\(from.kind.oneOfThem) never \(Self.verb(edge.relation))",
          fix: "let it begin at a \(Self.kinds(asker))")
      }
      guard answerer.contains(to.kind) else {
        return finding(
          "\(to.kind.oneOfThem) \(Self.answer(edge.relation))",
          fix: "let it end at a \(Self.kinds(answerer))")
      }
      guard edge.relation != .reviews || from.person != to.person else {
        return finding(
          "both are of the person '\(to.person)', and nobody approves his own work",
          fix: "let another person review '\(to.id)'")
      }
      return nil
    }
  }

  /// Those who could sign events, with a key that is valid, whom no edge and no policy names.
  private var unreachable: [GraphFinding] {
    // (A host answers every push, whoever makes it.)
    let kinds = Set(EventKind.all.flatMap(\.signers)).subtracting([.host])
    let enabled = graph.edges.filter(\.value).keys
    let reached = Set(enabled.flatMap { [$0.from, $0.to] })
      .union(graph.policies.values.flatMap(\.landers))
      .union(graph.sortedServices.flatMap { [$0.name] + $0.access.allowed })
    return graph.sortedPrincipals.filter { principal in
      kinds.contains(principal.kind) && !reached.contains(principal.id)
        && keyDefect(principal) == nil
    }.map { principal in
      GraphFinding(
        .unreachablePrincipal, principal.id.text,
        "the \(principal.kind.rawValue) '\(principal.id)' stands in no enabled edge, no policy and no "
          + "access list",
        fix: "draw an edge from or to it, if it is to do anything")
    }
  }

  /// Those who can be asked to change something that nobody may review then.
  private var unreviewedTasks: [GraphFinding] {
    graph.sortedPrincipals.compactMap { principal in
      guard EventKind[.changePropose].signers.contains(principal.kind),
        let asker = review.delegators(of: principal.id).first,
        review.persons(for: principal).isEmpty
      else { return nil }
      return GraphFinding(
        .unreviewedTask, principal.id.text,
        "'\(asker)' may request tasks of '\(principal.id)', but nobody may review its changes",
        fix: "let another person than '\(principal.person)' review '\(principal.id)'")
    }
  }

  /// Those whom an edge or policy names and who cannot sign now, or not for much longer.
  private var keys: [GraphFinding] {
    let enabled = graph.edges.filter(\.value).keys
    let named = Set(enabled.flatMap { [$0.from, $0.to] })
      .union(graph.policies.values.flatMap(\.landers))
    return named.sorted().compactMap { name in
      guard let principal = graph.principals[name] else { return nil }
      if let defect = keyDefect(principal) {
        return GraphFinding(
          .noValidKey, name.text, "'\(name)' cannot sign events now: \(defect)",
          fix: Self.fix(principal) + "leave out what names '\(name)'")
      }
      let keys = principal.keys.filter { $0.uses.contains(.law) }
      guard !keys.contains(where: { KeyWindow($0, at: now) == .good }),
        let end = keys.compactMap(\.lastSecond).max()
      else { return nil }
      return GraphFinding(
        .keyLapsesSoon, name.text, "the key of '\(name)' for events ends \(end)",
        fix: "let a new key follow it before then")
    }
  }

  /// What lets a principal sign again, as far as anything does, up to another way out.
  private static func fix(_ principal: Principal) -> String {
    switch principal.status {
    case .active: "enrol a valid key for events, or "
    case .suspended: "'entangle principal resume \(principal.id)', where that is right, or "
    case .retired: "who is retired stays so: "
    }
  }

  /// Edges that were switched off and are still there.
  private var disabledEdges: [GraphFinding] {
    graph.sortedEdges.filter { !$0.isEnabled }.map { edge, _ in
      GraphFinding(
        .disabledEdge, edge.description, "the edge '\(edge)' is disabled: nothing goes along it",
        fix: "enable it, or take it out")
    }
  }

  /// Groups in which a task can go round.
  private var cycles: [GraphFinding] {
    review.delegationCycles().map { group in
      let names = group.map { "'\($0)'" }.joined(separator: ", ")
      return GraphFinding(
        .delegationCycle, group.map(\.text).joined(separator: " "),
        "tasks can go round for ever among \(names)",
        fix: "disable one of the edges, unless they are to ask each other")
    }
  }

  /// Why a principal cannot sign events now; nil where it can.
  private func keyDefect(_ principal: Principal) -> String? {
    guard principal.status == .active else { return "it is \(principal.status.rawValue)" }
    let keys = principal.keys.filter { $0.uses.contains(.law) }
    guard !keys.contains(where: { KeyWindow($0, at: now).isOpen }) else { return nil }
    if let start = keys.map(\.notBefore).filter({ $0 > now }).min() {
      return "its key is valid from \(start)"
    }
    guard let end = keys.compactMap(\.lastSecond).max() else { return "it has no key for events" }
    return "its key ended \(end)"
  }

  private static func persons(_ count: Int64) -> String {
    count == 1 ? "1 person" : "\(count) persons"
  }

  private static func atMost(_ persons: Set<PrincipalID>) -> String {
    guard !persons.isEmpty else { return "nobody may approve" }
    let names = persons.sorted().map { "'\($0)'" }.joined(separator: ", ")
    return "at most \(Self.persons(Int64(persons.count))) (\(names)) may approve"
  }

  private static func kinds(_ kinds: [PrincipalKind]) -> String {
    kinds.map(\.rawValue).joined(separator: " or ")
  }

  private static func verb(_ relation: Relation) -> String {
    switch relation {
    case .delegates: "requests tasks"
    case .reviews: "approves"
    case .handsOff: "hands tasks over"
    case .contacts: "asks others"
    case .operates: "leads runners"
    }
  }

  private static func answer(_ relation: Relation) -> String {
    switch relation {
    case .delegates, .handsOff: "never accepts tasks"
    case .reviews: "never asks for approval"
    case .contacts: "never answers"
    case .operates: "is no runner"
    }
  }
}
