internal import EntangleModel
internal import EntangleVerify

/// A key as a command line names it, and the last event of its lane that is its holder's: `KEY[@EVENT]`.
///
/// KEY is `<principal>/<beginning of the key id>`, a beginning of a key id, `SHA256:<fingerprint>` as
/// ssh-keygen prints it, or a principal who has one law key. EVENT is a beginning of an event's id.
struct KeySelection: Sendable {
  private let key: String
  private let event: String?

  /// What may be said of the form, for the help of commands.
  static let help =
    "KEY is <principal>/<key id>, a key id, the first digits of either's key id, a fingerprint as "
    + "ssh-keygen prints it (SHA256:...), or a principal who has one law key that is not revoked; EVENT "
    + "is the last event of its lane that its holder signed, by its id or the first digits of that, and "
    + "without EVENT there is none."

  init(_ text: String) throws(UsageError) {
    let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    key = String(parts[0])
    event = parts.count > 1 ? String(parts[1]) : nil
    guard !key.isEmpty, event?.isEmpty != true else {
      throw UsageError("'\(displayText(text.utf8))' is no KEY or KEY@EVENT")
    }
  }

  /// The key and the boundary.
  struct Choice {
    let holder: TrustState.KeyHolder
    let id: KeyID
    /// The event after which the key is not trusted any more; nil for none.
    let last: JudgedEvent?

    var principal: Principal { holder.principal }
    var lane: Lane { Lane(principal: holder.principal.id, key: id) }
    /// Its sequence, 0 for none.
    var after: Int64 { last?.event.body.sequence ?? 0 }
    var isLaw: Bool { holder.key.uses.contains(.law) }
  }

  /// Finds both in what was judged.
  func choice(
    in judgement: Judgement, cryptography: any Cryptography
  ) throws(CommandError) -> Choice {
    let (holder, id) = try holder(in: judgement, cryptography)
    guard let event else { return Choice(holder: holder, id: id, last: nil) }
    guard holder.key.uses.contains(.law) else {
      throw CommandError(
        "'\(id)' signs no events, so none is its last", hint: "leave '@' and the event out")
    }
    let found = judgement.events.values(named: event).filter { judged in
      event.utf8.count >= 4 && judged.event.signature.publicKey == holder.key.publicKey
    }
    guard let last = found.first, found.count == 1 else {
      throw CommandError(
        found.isEmpty
          ? "'\(displayText(event.utf8))' is no event of '\(holder.principal.id)' by that key"
          : "'\(displayText(event.utf8))' is ambiguous",
        hint: "entangle log --principal \(holder.principal.id)")
    }
    return Choice(holder: holder, id: id, last: last)
  }

  private func holder(
    in judgement: Judgement, _ cryptography: any Cryptography
  ) throws(CommandError) -> (TrustState.KeyHolder, KeyID) {
    let keys = (judgement.chain.newest?.state.keys ?? [:]).values.map {
      (holder: $0, id: cryptography.keyID($0.key.publicKey))
    }
    var found = keys.filter { isMeant($0.holder, $0.id) }
    if found.count > 1, PrincipalID(key) != nil {
      let open = found.filter { $0.holder.key.revocation == nil }
      if open.count == 1 { found = open }
    }
    guard let one = found.first, found.count == 1 else {
      let names = found.map { "\($0.holder.principal.id)/\($0.id)" }.sorted()
      throw CommandError(
        found.isEmpty
          ? "'\(displayText(key.utf8))' names no key" : "'\(displayText(key.utf8))' is ambiguous",
        hint: names.isEmpty
          ? "entangle principal list" : "it may be " + names.prefix(8).joined(separator: ", "))
    }
    return (one.holder, one.id)
  }

  private func isMeant(_ holder: TrustState.KeyHolder, _ id: KeyID) -> Bool {
    if key.hasPrefix("SHA256:") {
      let padded = Array(key.utf8.dropFirst(7)) + [UInt8(ascii: "=")]
      guard let digest = Base64.decode(padded) else { return false }
      return digest.count == 32 && Hex.encode(digest).hasPrefix(id.text)
    }
    let parts = key.split(separator: "/", omittingEmptySubsequences: false)
    if parts.count == 2 {
      return holder.principal.id.text == parts[0] && parts[1].utf8.count >= 4
        && id.text.hasPrefix(parts[1])
    }
    if holder.principal.id.text == key { return holder.key.uses.contains(.law) }
    return key.utf8.count >= 4 && id.text.hasPrefix(key)
  }
}
