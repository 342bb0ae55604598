internal import EntangleModel

/// An event must not be before its key's window. Stops: a key used before it is in force.
struct K103KeyNotYetValid: EventRule {
  static let text = RuleText(
    "K103", "the key is not valid yet",
    rule: "An event must not be before its key's window.",
    stops: "a key used before it is in force.",
    hint: "wait, or correct the clock")

  func findings(in context: EventContext) -> [Finding] {
    guard let key = context.enrolledKey, context.event.commit.time < key.notBefore else {
      return []
    }
    return [Self.broken("valid from \(key.notBefore), signed \(context.event.commit.time)")]
  }
}
