internal import EntangleModel

/// The key that an entry of the denylist names as its reporter's must have signed it. Stops: bans that nobody
/// has made.
struct D102EntrySignatureInvalid: DenylistRule {
  static let text = RuleText(
    "D102", "the reporter has not signed the entry",
    rule: "The key that an entry of the denylist names as its reporter's must have signed it.",
    stops: "bans that nobody has made.",
    hint: "fetch refs/entangle/denylist from the host")

  func findings(in context: DenylistContext) -> [Finding] {
    guard let reading = context.reading else { return [] }
    let key = reading.signature.publicKey
    guard context.cryptography.keyID(key) == reading.entry.reporter.key,
      reading.signature.isValid(
        over: reading.payload, in: .git, cryptography: context.cryptography)
    else { return [Self.broken("\(context.name): not by the key \(reading.entry.reporter.key)")] }
    return []
  }
}
