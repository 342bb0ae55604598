import EntangleModel

/// A push that makes branches or tags leaves no more of them than the bound. Stops: a repository in which every push of all
/// others takes longer with each push of one.
struct H128TooManyBranches: PushRule {
  static let text = RuleText(
    "H128", "too many branches and tags",
    rule: "A push that makes branches or tags leaves no more of them than the bound.",
    stops: "a repository in which every push of all others takes longer with each push of one.",
    hint: "delete branches that nobody needs, as with 'git push --delete'")

  func findings(in context: PushContext) -> [Finding] {
    guard let standing = context.standing else { return [] }
    let moving = context.updates.filter { Self.counts($0.name) }
    guard moving.contains(where: { $0.old == nil && $0.new != nil }) else { return [] }
    let change = moving.reduce(0) { $0 + ($1.new == nil ? 0 : 1) - ($1.old == nil ? 0 : 1) }
    let count = standing.places.keys.count(where: Self.counts) + change
    guard count > context.limits.branches else { return [] }
    return [Self.broken("there would be \(count), and \(context.limits.branches) are the most")]
  }

  /// Refs of the record are accounted for by events; these by nothing.
  private static func counts(_ name: RefName) -> Bool {
    name.dropping(prefix: "refs/heads/") != nil || name.dropping(prefix: "refs/tags/") != nil
  }
}
