internal import EntangleModel

/// A ban ends after it began; one without evidence after at most 24 hours. Stops: somebody kept out for good on a
/// bare word.
struct D108BanTooLong: DenylistRule {
  static let text = RuleText(
    "D108", "a ban that does not end in time",
    rule: "A ban ends after it began; one without evidence after at most 24 hours.",
    stops: "somebody kept out for good on a bare word.",
    hint:
      "bind evidence ('--evidence', with '--withhold' where it is not to be published), or '--expires 24h'"
  )

  func findings(in context: DenylistContext) -> [Finding] {
    guard let entry = context.reading?.entry, case .ban(let ban) = entry.content else { return [] }
    guard let end = ban.expires else {
      return ban.evidence == .none
        ? [Self.broken("\(context.name): no evidence, and no end")] : []
    }
    guard end > entry.time else {
      return [Self.broken("\(context.name): it ends before it begins")]
    }
    let seconds = end.seconds - entry.time.seconds
    guard ban.evidence == .none, seconds > context.limits.banSeconds else { return [] }
    return [Self.broken("\(context.name): no evidence, and it lasts \(seconds) seconds")]
  }
}
