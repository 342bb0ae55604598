internal import EntangleModel

/// A ban ends after it began; one without evidence after at most 24 hours, wherever it was made. Stops: somebody kept out for good on a
/// bare word.
struct D108BanTooLong: DenylistRule {
  static let text = RuleText(
    "D108", "a ban that does not end in time",
    rule: "A ban ends after it began; one without evidence after at most 24 hours, wherever "
      + "it was made.",
    stops: "somebody kept out for good on a bare word.",
    hint:
      "bind evidence ('--evidence', with '--withhold' where it is not to be published), or '--expires 24h'"
  )

  func findings(in context: DenylistContext) -> [Finding] {
    // (An imported ban begins when it was made.)
    let made = context.imported == nil ? context.reading?.entry : context.proof?.reading.entry
    guard let entry = made, let ban = entry.ban else { return [] }
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
