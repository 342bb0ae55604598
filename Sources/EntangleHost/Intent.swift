public import EntangleModel
public import EntangleSystem

/// What a push that was taken is to become: written before git moves any ref, so that its receipt can be written
/// whatever happens then.
public struct Intent: Sendable, Hashable {
  /// The git process that moves the refs.
  public let holder: ProcessIdentity
  /// Whether it is time to record what was judged.
  public let isRecordDue: Bool
  /// The digest of the lines of all its refs, where they move at once or not at all; nil where each may move alone.
  public let whole: SHA256Digest?
  /// The receipt that the push gets; nil where the law knows no host.
  public let draft: ReceiptDraft?

  public init(
    holder: ProcessIdentity, isRecordDue: Bool, whole: SHA256Digest? = nil, draft: ReceiptDraft?
  ) {
    self.holder = holder
    self.isRecordDue = isRecordDue
    self.whole = whole
    self.draft = draft
  }

  /// Who pushes, where that is known and the push gets a receipt.
  public var pusher: PrincipalID? {
    guard case .accepted(let push, _)? = draft?.receipt.content else { return nil }
    return push.pusher
  }

  /// The refs that move, where the push gets a receipt.
  var moves: [Receipt.Move] {
    guard case .accepted(_, let moves)? = draft?.receipt.content else { return [] }
    return moves
  }

  /// The bytes, for `init(_:)`.
  var encoded: [UInt8] {
    let word = isRecordDue ? "record" : "done"
    let first =
      "\(holder.number) \(holder.start)@\(holder.space) \(word) \(whole?.hex ?? "each")\n"
    return Array(first.utf8) + (draft?.encoded ?? [])
  }

  /// Reads what `encoded` gives; nil for anything else, such as half of it.
  init?(_ bytes: [UInt8]) {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    let words = String(decoding: bytes[..<end], as: UTF8.self).split(separator: " ")
    guard words.count == 4, let number = Int32(words[0]), ["record", "done"].contains(words[2])
    else { return nil }
    let when = words[1].split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    guard when.count == 2, let start = UInt64(when[0]) else { return nil }
    let whole = SHA256Digest(hex: words[3].utf8)
    guard whole != nil || words[3] == "each" else { return nil }
    let rest = Array(bytes[(end + 1)...])
    let draft = ReceiptDraft(rest)
    guard rest.isEmpty || draft != nil else { return nil }
    self.init(
      holder: ProcessIdentity(number: number, start: start, space: String(when[1])),
      isRecordDue: words[2] == "record",
      whole: whole, draft: draft)
  }
}

/// A receipt on its way to being signed, and what its commit needs besides.
public struct ReceiptDraft: Sendable, Hashable {
  /// The principal that keeps the log.
  public let host: PrincipalID
  /// On which commit it stands.
  public let parent: ObjectID
  public let receipt: Receipt

  public init(host: PrincipalID, parent: ObjectID, receipt: Receipt) {
    self.host = host
    self.parent = parent
    self.receipt = receipt
  }

  var encoded: [UInt8] { Array("\(host) \(parent)\n".utf8) + receipt.statement }

  init?(_ bytes: [UInt8]) {
    guard let end = bytes.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
    let words = bytes[..<end].split(separator: UInt8(ascii: " "))
    guard words.count == 2, let host = PrincipalID(words[0]), let parent = ObjectID(hex: words[1]),
      let receipt = Receipt(statement: Array(bytes[(end + 1)...]), format: parent.format)
    else { return nil }
    self.init(host: host, parent: parent, receipt: receipt)
  }

  /// The same with other content; nil where there is nothing to say.
  func saying(_ content: Receipt.Content) -> ReceiptDraft {
    ReceiptDraft(
      host: host, parent: parent,
      receipt: Receipt(
        repository: receipt.repository, place: receipt.place, chain: receipt.chain,
        trust: receipt.trust, time: receipt.time, content: content))
  }
}
