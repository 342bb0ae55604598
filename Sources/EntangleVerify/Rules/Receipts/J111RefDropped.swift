internal import EntangleModel

/// A ref of the record that the host has had is there, and so is a protected branch. Stops: a ref dropped with its receipt kept.
struct J111RefDropped: RepositoryRule {
  static let text = RuleText(
    "J111", "a ref is gone that the host has had",
    rule: "A ref of the record that the host has had is there, and so is a protected branch.",
    stops: "a ref dropped with its receipt kept.",
    hint: "fetch it from the host, or from somebody who has it")

  func findings(in context: RepositoryContext) -> [Finding] {
    guard let judgement = context.judgement else { return [] }
    let here = Set(context.refs.map(\.name))
    let policies = context.chain.newest?.state.policies ?? [:]
    let withheld = context.chain.withheld
    return judgement.log.positions.filter { name, position in
      guard let left = position.reference, !here.contains(name), withheld[left.id] == nil else {
        return false
      }
      return name.dropping(prefix: "refs/entangle/") != nil
        || (policies[name] != nil && context.branches[name] == nil)
    }.sorted { $0.key < $1.key }.map { name, position in
      Self.broken("it was there by receipt \(position.place)").about(name)
    }
  }
}
