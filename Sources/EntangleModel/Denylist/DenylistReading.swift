/// An entry of the denylist as its commit carries it; its signature has not been checked.
public struct DenylistReading: Sendable {
  public let entry: DenylistEntry
  public let header: SignedHeader
  public let signature: SSHSignature
  /// What is signed.
  public let payload: [UInt8]

  /// Reads the content of a commit. Throws where one byte is not as `DenylistEntry.commit` writes it.
  public init(
    _ object: RawObject, format: ObjectFormat, limits: ReadLimits
  ) throws(EventDefect) {
    guard object.type == .commit else { throw .headers("not a commit") }
    let decoded = try SignedCommit.decode(object.content, format: format, limits: limits)
    guard let entry = DenylistEntry(message: decoded.commit.message) else {
      throw .message("not the trailers of an entry")
    }
    self.entry = entry
    header = decoded.commit.header
    signature = decoded.signature
    payload = decoded.payload
  }
}

extension DenylistEntry {
  /// Reads `message`; nil for anything else.
  public init?(message: [UInt8]) {
    var lines = message.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
    guard lines.popFirst() != nil, lines.popFirst()?.isEmpty == true else { return nil }
    /// The value of the next line, if that has the name.
    func take<Value>(_ name: String, _ read: (ArraySlice<UInt8>) -> Value?) -> Value? {
      let start = Array("\(name): ".utf8)
      guard let line = lines.first, line.starts(with: start) else { return nil }
      lines.removeFirst()
      return read(line.dropFirst(start.count))
    }
    /// The ban that the next lines say.
    func ban() -> Ban? {
      guard let subject = take("Subject", { BannedSubject($0) }),
        let reason = take("Reason", { BanReason(rawValue: String(decoding: $0, as: UTF8.self)) }),
        let evidence = take("Evidence", { BanEvidence($0) }),
        let expires = take("Expires", Self.end)
      else { return nil }
      return Ban(subject: subject, reason: reason, evidence: evidence, expires: expires)
    }
    guard let kind = take("Kind", { String(decoding: $0, as: UTF8.self) }),
      let repository = take("Repository", { SHA256Digest(hex: $0) }),
      let sequence = take("Sequence", { Decimal.read($0) }), sequence > 0,
      let chain = take("Chain", { SHA256Digest(hex: $0) }),
      let trust = take("Trust", { StateReference($0) }),
      let time = take("Time", { Timestamp($0) }), let reporter = take("Reporter", { Lane($0) })
    else { return nil }
    let content: Content
    switch kind {
    case "deny/1":
      guard let ban = ban() else { return nil }
      content = .ban(ban)
    case "lift/1":
      guard let number = take("Lifts", { Decimal.read($0) }), number > 0 else { return nil }
      content = .lift(number)
    case "import/1":
      guard let source = take("Source", { SHA256Digest(hex: $0) }),
        let place = take("Entry", { ImportedEntry.place($0) }),
        let host = take("Host", { KeyID($0) })
      else { return nil }
      let foreign: ImportedEntry.Content
      if let keys = take("Keys", { ImportedEntry.keys($0) }) {
        guard let ban = ban() else { return nil }
        foreign = .ban(ban, keys: keys)
      } else {
        guard let number = take("Lifts", { Decimal.read($0) }), number > 0 else { return nil }
        foreign = .lift(number)
      }
      content = .imported(
        ImportedEntry(
          origin: ImportedEntry.Origin(repository: source, sequence: place.sequence),
          digest: place.digest, host: host, content: foreign))
    default: return nil
    }
    self.init(
      repository: repository, sequence: sequence, chain: chain, trust: trust, time: time,
      reporter: reporter, content: content)
    // Whatever has two spellings has been read in one of them.
    guard self.message == message else { return nil }
  }

  /// A time or `none`; nil where it is neither.
  private static func end(_ text: ArraySlice<UInt8>) -> Timestamp?? {
    if text.elementsEqual("none".utf8) { return .some(nil) }
    return Timestamp(text).map { .some($0) }
  }
}
