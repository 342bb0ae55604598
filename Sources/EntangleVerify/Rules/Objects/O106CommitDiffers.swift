internal import EntangleModel

/// A commit that an event names, or at which the law has a protected branch stand, must have the object digest and content
/// digest that are given for it. Stops: another object under the same SHA-1.
struct O106CommitDiffers: EventRule, RepositoryRule {
  static let text = RuleText(
    "O106", "a commit is not what its digests say",
    rule:
      "A commit that an event names, or at which the law has a protected branch stand, must have the object digest "
      + "and content digest that are given for it.",
    stops: "another object under the same SHA-1.",
    hint: "ask the signer for the object that was signed")

  static let needsAllEvents = false

  func findings(in context: EventContext) -> [Finding] {
    context.references.compactMap { reading in
      guard case .differs(let detail) = reading.outcome else { return nil }
      return Self.broken("'\(reading.field.rawValue)' names \(reading.reference.id): \(detail)")
    }
  }

  func findings(in context: RepositoryContext) -> [Finding] {
    context.lawfulTips.compactMap { ref, tip in
      guard case .differs(let detail) = context.compare(tip) else { return nil }
      return Self.broken("the law has it stand at \(tip.id): \(detail)").about(ref)
        .hinting("restore the objects from another clone; git fsck names what is damaged")
    }
  }
}
