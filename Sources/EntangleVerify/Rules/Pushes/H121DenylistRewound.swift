internal import EntangleModel

/// The denylist only grows: the entry at which it stands is in it afterwards. Stops: bans that vanish without
/// a word.
struct H121DenylistRewound: PushRule {
  static let text = RuleText(
    "H121", "the denylist rewound",
    rule: "The denylist only grows: the entry at which it stands is in it afterwards.",
    stops: "bans that vanish without a word.",
    hint: "fetch the denylist, and make the entry again behind what stands there")

  func findings(in context: PushContext) -> [Finding] {
    guard let outcome = context.outcome else { return [] }
    return context.updates.compactMap { update in
      guard update.name == DenylistEntry.ref, let old = update.old, let new = update.new,
        !outcome.denylist.holds(old, from: new)
      else { return nil }
      return Self.broken("\(old) would not be in it any more").about(update.name)
    }
  }
}
