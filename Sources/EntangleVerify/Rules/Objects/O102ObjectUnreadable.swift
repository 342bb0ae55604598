internal import EntangleModel

/// An object must hold what its name says and stay within the bounds. Stops: bytes changed in the
/// object database, and objects too large to judge.
struct O102ObjectUnreadable: TrustRule, ReadingRule, ReceiptRule, DenylistRule {
  static let text = RuleText(
    "O102", "an object cannot be read",
    rule: "An object must hold what its name says and stay within the bounds.",
    stops: "bytes changed in the object database, and objects too large to judge.",
    hint: "restore the object from another clone, a damaged loose file of it removed before; "
      + "git fsck names what is damaged")

  /// That an event was there and could be read, and later could not.
  static let changed = broken("the repository was changed while it was read")

  /// The way out where nobody else has an event.
  static func leaving(_ id: ObjectID) -> String {
    "where nobody has it, 'entangle event withdraw \(id)' takes the lane back to what can be read"
  }

  /// What cannot be read; a file that is closed to whoever reads is not damaged.
  private static func unreadable(_ detail: String) -> Finding {
    let found = broken(detail)
    guard detail.hasSuffix("permission denied") else { return found }
    return found.hinting(
      "run this as the user to whom the file belongs, or have that user let you read it: 'ls -l' says whose it is"
    )
  }

  func findings(in context: TrustContext) -> [Finding] {
    guard case .unreadable(let detail) = context.defect else { return [] }
    return [Self.unreadable(detail)]
  }

  func findings(in reading: EventReading) -> [Finding] {
    guard case .unreadable(let detail) = reading.outcome else { return [] }
    let finding = Self.unreadable(detail)
    guard finding.hint == Self.text.hint else { return [finding] }
    return [finding.hinting("\(finding.hint); \(Self.leaving(reading.id))")]
  }

  func findings(in context: DenylistContext) -> [Finding] {
    guard case .unreadable(let detail) = context.read.outcome else { return [] }
    return [Self.unreadable(detail)]
  }

  func findings(in context: ReceiptContext) -> [Finding] {
    guard case .unreadable(let detail) = context.entry.outcome else { return [] }
    return [Self.unreadable(detail)]
  }
}
