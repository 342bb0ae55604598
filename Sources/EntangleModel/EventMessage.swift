/// The message of an event: a summary line, an empty line, the trailers.
public enum EventMessage {
  /// The message of an event, as its commit carries it.
  public static func encode(_ body: EventBody) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(1_024)
    text.append(text: body.kind.name.rawValue)
    if let headline = body.kind.headline.flatMap({ body[$0] }) {
      text.append(" ")
      text.append(text: headline.headline)
    }
    text.append("\n\nKind: ")
    text.append(text: body.kind.label)
    text.append("\nRepository: ")
    body.repository.appendHex(to: &text)
    text.append("\nLane: ")
    text.append(text: body.lane.principal.text)
    text.append("/")
    body.lane.key.appendHex(to: &text)
    text.append("\nSequence: ")
    text.append(decimal: body.sequence)
    text.append("\nChain: ")
    body.chain.appendHex(to: &text)
    text.append("\nTrust: ")
    text.append(decimal: body.trust.version)
    text.append(":")
    body.trust.digest.appendHex(to: &text)
    text.append("\nSeen: none\nCauses:")
    for cause in body.causes {
      text.append(" ")
      cause.id.appendHex(to: &text)
      text.append(":")
      cause.digest.appendHex(to: &text)
    }
    if body.causes.isEmpty { text.append(" none") }
    text.append("\nFiles:")
    for file in body.files {
      text.append(" ")
      text.append(text: file.name)
      text.append(":")
      file.digest.appendHex(to: &text)
    }
    if body.files.isEmpty { text.append(" none") }
    for (field, value) in zip(body.kind.fields, body.values) {
      text.append("\n")
      text.append(text: field.name.rawValue)
      text.append(": ")
      append(value, to: &text)
    }
    text.append("\n")
    return text
  }

  private static func append(_ value: EventFieldValue, to text: inout [UInt8]) {
    guard case .commit(let commit) = value else {
      text.append(text: value.description)
      return
    }
    commit.id.appendHex(to: &text)
    text.append(":")
    commit.digest.appendHex(to: &text)
    text.append(":")
    commit.content.appendHex(to: &text)
  }

  /// Reads a message; the caller compares what `encode` makes of it with what it read.
  static func decode(_ message: [UInt8]) throws(EventDefect) -> EventBody {
    guard message.allSatisfy({ (0x20..<0x7f).contains($0) || $0 == 0x0a }) else {
      throw .message("not printable ASCII")
    }
    var lines = LineReader(message, end: message.count)
    lines.advance()
    lines.advance()
    func take(_ name: String) throws(EventDefect) -> ArraySlice<UInt8> {
      guard let value = lines.value(name, ": ") else {
        throw .message("no trailer '\(name)' in its place")
      }
      return value
    }
    func value<Value>(
      _ name: String, _ read: (ArraySlice<UInt8>) -> Value?
    ) throws(EventDefect) -> Value {
      guard let value = read(try take(name)) else { throw .message("the value of '\(name)'") }
      return value
    }
    let label = try take("Kind")
    guard let kind = EventKind.named(label) else { throw .unknownKind(displayText(label)) }
    let repository = try value("Repository") { SHA256Digest(hex: $0) }
    let lane = try value("Lane") { Lane($0) }
    let sequence = try value("Sequence") { Decimal.read($0) }
    let chain = try value("Chain") { SHA256Digest(hex: $0) }
    let trust = try value("Trust") { StateReference($0) }
    _ = try value("Seen") { $0.elementsEqual("none".utf8) ? true : nil }
    let causes = try value("Causes") { items($0) { ObjectReference($0) } }
    let files = try value("Files") { items($0, file) }
    guard kind.causes.contains(causes.count) else { throw .message("the number of causes") }
    if causes.count > 1 && Set(causes.map(\.id)).count < causes.count {
      throw .message("a cause named twice")
    }
    try check(files.map(\.name), against: kind)
    var values: [EventFieldValue] = []
    for field in kind.fields {
      values.append(try value(field.name.rawValue) { read($0, as: field.type) })
    }
    return EventBody(
      kind: kind, repository: repository, lane: lane, sequence: sequence, chain: chain,
      trust: trust, causes: causes, files: files, values: values)
  }

  private static func check(_ names: [String], against kind: EventKind) throws(EventDefect) {
    for (name, next) in zip(names, names.dropFirst()) where name >= next {
      throw .message("files out of order")
    }
    for name in names where !kind.files.contains(where: { $0.name == name }) {
      throw .message("a file that the kind does not have")
    }
    for rule in kind.files where rule.isRequired && !names.contains(rule.name) {
      throw .message("no file '\(rule.name)'")
    }
  }

  private static func items<Item>(
    _ text: ArraySlice<UInt8>, _ read: (ArraySlice<UInt8>) -> Item?
  ) -> [Item]? {
    guard !text.elementsEqual("none".utf8) else { return [] }
    var items: [Item] = []
    var rest = text
    while true {
      let space = rest.firstIndex(of: UInt8(ascii: " "))
      guard let item = read(rest[..<(space ?? rest.endIndex)]) else { return nil }
      items.append(item)
      guard let space else { return items }
      rest = rest[(space + 1)...]
    }
  }

  private static func file(_ text: ArraySlice<UInt8>) -> EventFile? {
    guard let colon = text.firstIndex(of: UInt8(ascii: ":")),
      let digest = SHA256Digest(hex: text[(colon + 1)...])
    else { return nil }
    return EventFile(name: String(decoding: text[..<colon], as: UTF8.self), digest: digest)
  }

  private static func read(_ text: ArraySlice<UInt8>, as type: EventFieldType) -> EventFieldValue? {
    switch type {
    case .id: PrincipalID(text).map { .id($0) }
    case .ids: principals(text).map { .ids($0) }
    case .ref: RefName(branch: text).map { .ref($0) }
    case .tag: RefName(tag: text).map { .ref($0) }
    case .object: ObjectReference(text).map { .object($0) }
    case .time: Timestamp(text).map { .time($0) }
    case .number: Decimal.read(text).map { .number($0) }
    case .commit: CommitReference(text).map { .commit($0) }
    case .commitOrNone:
      text.elementsEqual("none".utf8)
        ? EventFieldValue.absent : CommitReference(text).map { .commit($0) }
    case .word(let words):
      words.first { text.elementsEqual($0.utf8) }.map { .word($0) }
    }
  }

  private static func principals(_ text: ArraySlice<UInt8>) -> [PrincipalID]? {
    guard let ids = items(text, { PrincipalID($0) }), !ids.isEmpty,
      zip(ids, ids.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    return ids
  }
}
