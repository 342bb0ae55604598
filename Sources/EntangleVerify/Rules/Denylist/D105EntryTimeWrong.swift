internal import EntangleModel

/// The time of an entry of the denylist is not before that of the one before, nor of the state that it names, nor
/// ahead of now; and what is imported was made before. Stops: bans dated as it suits.
struct D105EntryTimeWrong: DenylistRule {
  static let text = RuleText(
    "D105", "the entry's time does not fit",
    rule:
      "The time of an entry of the denylist is not before that of the one before, nor of the state that "
      + "it names, nor ahead of now; and what is imported was made before.",
    stops: "bans dated as it suits.",
    hint: "set the clock, and make the entry again")

  func findings(in context: DenylistContext) -> [Finding] {
    guard let time = context.reading?.entry.time else { return [] }
    if let before = context.denylist.last?.entry.time, time < before {
      return [Self.broken("\(context.name): \(time), and the one before is of \(before)")]
    }
    if let issued = context.state?.statement.issued, time < issued {
      return [Self.broken("\(context.name): \(time), and the state that it names is of \(issued)")]
    }
    if let made = context.proof?.reading.entry.time,
      made.seconds - time.seconds > context.limits.clockSkewSeconds
    {
      return [Self.broken("\(context.name): \(time), and what it imports is of \(made)")]
    }
    guard time.seconds - context.now.seconds > context.limits.clockSkewSeconds else { return [] }
    return [Self.undecided("\(context.name): \(time), and now it is \(context.now)")]
  }
}
