internal import EntangleModel

/// Each ref of a push stands where the push says that it does, moves, is no symbolic ref, and has a name that fits among those
/// that are there. Stops: a push of which git moves a part after the whole was judged, and a receipt of what did not happen.
struct H125RefNotMovable: PushRule {
  static let text = RuleText(
    "H125", "a ref that cannot move as the push says",
    rule:
      "Each ref of a push stands where the push says that it does, moves, is no symbolic ref, and has a name that "
      + "fits among those that are there.",
    stops:
      "a push of which git moves a part after the whole was judged, and a receipt of what did not happen.",
    hint: "fetch, and push again")

  func findings(in context: PushContext) -> [Finding] {
    guard let standing = context.standing else { return [] }
    return standing.obstacles(to: context.updates).map { name, obstacle in
      let found = Self.broken(obstacle.reason).about(name)
      return obstacle.hint.map { found.hinting($0) } ?? found
    }
  }
}
