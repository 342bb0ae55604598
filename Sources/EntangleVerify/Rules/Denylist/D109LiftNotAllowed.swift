internal import EntangleModel

/// What is lifted is a ban that nobody has lifted, by an authority or by its reporter, or where it
/// was made. Stops: the banned, or their
/// friends, who let themselves in again.
struct D109LiftNotAllowed: DenylistRule {
  static let text = RuleText(
    "D109", "a ban lifted by one who may not",
    rule:
      "What is lifted is a ban that nobody has lifted, by an authority or by its reporter, or where it "
      + "was made.",
    stops: "the banned, or their friends, who let themselves in again.",
    hint: "ask an authority, or whoever made the ban")

  func findings(in context: DenylistContext) -> [Finding] {
    if let imported = context.imported, case .lift(let number) = imported.content {
      guard let row = context.denylist.lifted(by: imported), row.lift == nil else {
        return [Self.broken("\(context.name): entry \(number) there is no ban here, or was lifted")]
      }
      return []
    }
    guard let entry = context.reading?.entry, case .lift(let number) = entry.content else {
      return []
    }
    guard let row = context.denylist.bans[number], row.lift == nil else {
      return [Self.broken("\(context.name): entry \(number) is no ban, or was lifted before")]
    }
    let reporter = entry.reporter.principal
    guard reporter != row.entry.reporter.principal,
      context.state?.principals[reporter]?.kind != .authority
    else { return [] }
    return [
      Self.broken(
        "\(context.name): '\(reporter)' is no authority, and '\(row.entry.reporter.principal)' made the ban"
      )
    ]
  }
}
