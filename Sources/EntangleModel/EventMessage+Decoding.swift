extension EventMessage {
  /// Reads a message. Throws where one byte is not as `encode` writes it.
  static func decode(_ message: [UInt8]) throws(EventDefect) -> EventBody {
    try message.withUnsafeBufferPointer { (bytes) throws(EventDefect) in
      var reader = TextReader(bytes)
      return try decode(&reader, neighbour: nil)
    }
  }

  /// Takes a message, up to the end. What is the same in an event whose origin is `neighbour` is compared
  /// with that, and held once.
  ///
  /// Each piece is taken where it has the one spelling that it has. Throws where one byte is not as `encode`
  /// writes it.
  static func decode(
    _ reader: inout TextReader, neighbour: EventOrigin?
  ) throws(EventDefect) -> EventBody {
    let start = reader.position
    guard reader.take(until: "\n") != nil else { throw .message("no summary") }
    let summary = start..<reader.position
    guard reader.take("\n\nKind: "), let label = reader.take(until: "\n") else {
      throw .message("no trailer 'Kind' in its place")
    }
    guard let kind = EventKind.named(label) else { throw .unknownKind(displayText(label)) }
    guard reader.take("\n") else { throw .message("the end of 'Kind'") }

    var body = try common(&reader, of: kind, neighbour: neighbour)
    var headline: Range<Int>?
    body.values.reserveCapacity(kind.fields.count)
    for field in kind.fields {
      guard reader.take(field.mark) else {
        throw .message("no trailer '\(field.name.rawValue)' in its place")
      }
      let start = reader.position
      guard let text = reader.take(until: "\n"), let value = value(text, as: field.type) else {
        throw .message("the value of '\(field.name.rawValue)'")
      }
      if field.name == kind.headline { headline = value.headline(in: start..<reader.position) }
      body.values.append(value)
      guard reader.take("\n") else { throw .message("no end of a line") }
    }
    guard reader.isAtEnd else { throw .message("more than its trailers") }
    guard isSummary(reader[summary], of: kind, headline: headline.map { reader[$0] }) else {
      throw .message("a summary of something else")
    }
    return body
  }

  /// Takes the trailers that every event has, and answers an event without those of its kind.
  private static func common(
    _ reader: inout TextReader, of kind: EventKind, neighbour: EventOrigin?
  ) throws(EventDefect) -> EventBody {
    let known = neighbour.flatMap { reader.take($0.start) ? $0 : nil }
    let (repository, lane) =
      if let known { (known.repository, known.lane) } else { try owner(&reader) }
    guard let sequence = reader.number() else { throw .message("the value of 'Sequence'") }
    guard reader.take("\nChain: "), let chain = reader.digest() else {
      throw .message("the value of 'Chain'")
    }
    let origin: EventOrigin
    if let known, reader.take(known.end) {
      origin = known
    } else {
      let (trust, seen) = try situation(&reader)
      origin = EventOrigin(repository: repository, lane: lane, trust: trust, seen: seen)
    }
    let causes = try self.causes(&reader)
    guard reader.take("\nFiles:") else { throw .message("no trailer 'Files' in its place") }
    let files = try self.files(&reader)
    guard reader.take("\n") else { throw .message("the value of 'Files'") }
    guard kind.causes.contains(causes.count) else { throw .message("the number of causes") }
    if causes.count > 1 && Set(causes.map(\.id)).count < causes.count {
      throw .message("a cause named twice")
    }
    try check(files, against: kind)
    return EventBody(
      kind: kind, origin: origin, sequence: sequence, chain: chain, causes: causes, files: files)
  }

  /// Takes the trailers `Repository` and `Lane`, up to the value of `Sequence`.
  private static func owner(
    _ reader: inout TextReader
  ) throws(EventDefect) -> (SHA256Digest, Lane) {
    guard reader.take("Repository: "), let repository = reader.digest() else {
      throw .message("the value of 'Repository'")
    }
    guard reader.take("\nLane: "), let text = reader.take(until: "\n"), let lane = Lane(text) else {
      throw .message("the value of 'Lane'")
    }
    guard reader.take("\nSequence: ") else {
      throw .message("no trailer 'Sequence' in its place")
    }
    return (repository, lane)
  }

  /// Takes the trailers `Trust` and `Seen`, up to the value of `Causes`.
  private static func situation(
    _ reader: inout TextReader
  ) throws(EventDefect) -> (StateReference, SignedHead?) {
    guard reader.take("\nTrust: "), let version = reader.number(), reader.take(":"),
      let digest = reader.digest()
    else { throw .message("the value of 'Trust'") }
    guard reader.take("\nSeen: ") else { throw .message("no trailer 'Seen' in its place") }
    var seen: SignedHead?
    if !reader.take("none") {
      seen = reader.take(until: "\n").flatMap { SignedHead($0) }
      guard seen != nil else { throw .message("the value of 'Seen'") }
    }
    guard reader.take("\nCauses:") else { throw .message("no trailer 'Causes' in its place") }
    return (StateReference(version: version, digest: digest), seen)
  }

  private static func causes(
    _ reader: inout TextReader
  ) throws(EventDefect) -> [ObjectReference] {
    var causes: [ObjectReference] = []
    guard !reader.take(" none") else { return causes }
    repeat {
      guard reader.take(" "), let cause = reader.reference() else {
        throw .message("the value of 'Causes'")
      }
      causes.append(cause)
    } while reader.isNext(" ")
    return causes
  }

  private static func files(_ reader: inout TextReader) throws(EventDefect) -> [EventFile] {
    var files: [EventFile] = []
    guard !reader.take(" none") else { return files }
    repeat {
      guard reader.take(" "), let name = reader.take(until: ":"), reader.take(":"),
        let digest = reader.digest()
      else { throw .message("the value of 'Files'") }
      files.append(EventFile(name: String(decoding: name, as: UTF8.self), digest: digest))
    } while reader.isNext(" ")
    return files
  }

  private static func check(_ files: [EventFile], against kind: EventKind) throws(EventDefect) {
    for (file, next) in zip(files, files.dropFirst()) where file.name >= next.name {
      throw .message("files out of order")
    }
    for file in files where !kind.files.contains(where: { $0.name == file.name }) {
      throw .message("a file that the kind does not have")
    }
    for rule in kind.files where rule.isRequired && !files.contains(where: { $0.name == rule.name })
    {
      throw .message("no file '\(rule.name)'")
    }
  }

  /// Whether a first line is the name of the kind, and what the summary shows of the trailers.
  private static func isSummary(
    _ line: UnsafeBufferPointer<UInt8>, of kind: EventKind,
    headline: UnsafeBufferPointer<UInt8>?
  ) -> Bool {
    var reader = TextReader(line)
    guard reader.take(kind.summaryStart) else { return false }
    guard let headline else { return reader.isAtEnd }
    return reader.take(" ") && reader.take(Array(headline)) && reader.isAtEnd
  }

  private static func value(
    _ text: UnsafeBufferPointer<UInt8>, as type: EventFieldType
  ) -> EventFieldValue? {
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

  private static func principals(_ text: UnsafeBufferPointer<UInt8>) -> [PrincipalID]? {
    var ids: [PrincipalID] = []
    for part in text.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false) {
      guard let id = PrincipalID(part), ids.last.map({ $0 < id }) ?? true else { return nil }
      ids.append(id)
    }
    // Another spelling of nobody.
    return text.elementsEqual("none".utf8) ? nil : ids
  }
}

extension EventFieldValue {
  /// What the summary shows of a value that stands there: all, but of a commit the first ten digits.
  fileprivate func headline(in text: Range<Int>) -> Range<Int> {
    guard case .commit = self else { return text }
    return text.lowerBound..<min(text.upperBound, text.lowerBound + 10)
  }
}
