/// A receipt as its commit carries it; its signature has not been checked.
public struct ReceiptReading: Sendable {
  public let receipt: Receipt
  public let host: PrincipalID
  public let parent: ObjectID
  public let signature: Bytes64
  /// What is digested.
  public let statement: [UInt8]

  /// Reads the content of a commit. Throws where one byte is not as `Receipt.commit` writes it.
  public init(
    _ object: RawObject, format: ObjectFormat, limits: ReadLimits
  ) throws(EventDefect) {
    let (envelope, receipt) = try LogCommit.read(object, format: format, limits: limits) {
      (reader: inout TextReader) throws(EventDefect) in try Receipt.take(&reader, format: format)
    }
    self.receipt = receipt
    host = envelope.host
    parent = envelope.parent
    signature = envelope.signature
    statement = receipt.statement
    // Whatever has two spellings has been read in one of them.
    let again = receipt.commit(
      by: host, on: parent, saying: statement, signature: signature, format: format)
    guard again.content == object.content else { throw .message("another spelling") }
  }

  /// The head that the log has with it.
  public func head(_ cryptography: some Cryptography) -> ReceiptHead {
    ReceiptHead(receipt.place, digest: cryptography.sha256(statement))
  }
}

extension Receipt {
  /// Reads `statement`; nil for anything else.
  public init?(statement: [UInt8], format: ObjectFormat) {
    let found = statement.withUnsafeBufferPointer { bytes in
      var reader = TextReader(bytes)
      let receipt = try? Self.take(&reader, format: format)
      return reader.isAtEnd ? receipt : nil
    }
    guard let found, found.statement == statement else { return nil }
    self = found
  }

  /// Takes what is digested.
  fileprivate static func take(
    _ reader: inout TextReader, format: ObjectFormat
  ) throws(EventDefect) -> Receipt {
    guard reader.take("receipt "), reader.take(until: "\n") != nil,
      reader.take("\n\nKind: receipt/1\nRepository: "), let repository = reader.digest(),
      reader.take("\nEpoch: "), let epoch = reader.number(), epoch > 0,
      reader.take("\nSequence: "), let sequence = reader.number(), sequence > 0,
      reader.take("\nChain: "), let chain = reader.digest(), reader.take("\nTrust: "),
      let trust = reader.line({ StateReference($0) }), reader.take("Time: "),
      let time = reader.line({ Timestamp($0) })
    else { throw .message("not the trailers of a receipt") }
    return Receipt(
      repository: repository, place: ReceiptHead.Place(epoch: epoch, sequence: sequence),
      chain: chain, trust: trust, time: time, content: try content(&reader, format: format))
  }

  private static func content(
    _ reader: inout TextReader, format: ObjectFormat
  ) throws(EventDefect) -> Receipt.Content {
    var refusals: [Receipt.Refusal] = []
    while reader.take("Refusal: ") {
      guard let refusal = reader.line({ Receipt.Refusal($0) }) else {
        throw .message("the value of 'Refusal'")
      }
      refusals.append(refusal)
    }
    guard refusals.count <= Receipt.mostLines else { throw .message("too many lines") }
    guard refusals.isEmpty else { return .refused(refusals) }
    guard reader.take("Pusher: ") else { return .current }
    guard let pusher = reader.line({ Self.optional($0) { PrincipalID($0) } }),
      reader.take("Certificate: "),
      let certificate = reader.line({ Self.optional($0) { SHA256Digest(hex: $0) } })
    else { throw .message("the value of 'Pusher' or 'Certificate'") }
    var moves: [Receipt.Move] = []
    while reader.take("Move: ") {
      guard let move = reader.line({ Self.move($0, format: format) }),
        moves.last.map({ $0.ref < move.ref }) ?? true
      else { throw .message("the value of 'Move'") }
      moves.append(move)
    }
    guard (1...Receipt.mostLines).contains(moves.count) else {
      throw .message("the number of moves")
    }
    let push = Receipt.Push(pusher: pusher, certificate: certificate)
    return .accepted(push, moves: moves)
  }

  private static func move(
    _ text: UnsafeBufferPointer<UInt8>, format: ObjectFormat
  ) -> Receipt.Move? {
    let parts = text.split(
      separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3,
      let old = optional(parts[0], { ObjectID(hex: $0) }),
      let new = optional(parts[1], { ObjectReference($0) }),
      [old, new?.id].allSatisfy({ $0 == nil || $0?.format == format }),
      old != nil || new != nil, old?.isZero != true
    else { return nil }
    let name = RefName(Array(parts[2]))
    return name.isWellFormed ? Receipt.Move(name, old: old, new: new) : nil
  }

  /// What `none`, or a value, says; nil where it is neither.
  fileprivate static func optional<Value>(
    _ text: some Collection<UInt8>, _ read: ([UInt8]) -> Value?
  ) -> Value?? {
    if text.elementsEqual("none".utf8) { return .some(nil) }
    return read(Array(text)).map { .some($0) }
  }

  /// Whether a text is the code of a rule: a capital letter and three digits.
  fileprivate static func isCode(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    return bytes.count == 4 && (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(bytes[0])
      && bytes.dropFirst().allSatisfy { (0x30...0x39).contains($0) }
  }
}

extension Receipt.Refusal {
  /// Reads `description`; nil for anything else.
  public init?(_ text: some Collection<UInt8>) {
    let parts = text.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard parts.count == 5, let time = Timestamp(parts[0]),
      let pusher = Receipt.optional(parts[1], { PrincipalID($0) }),
      let count = Decimal.read(parts[3]),
      count > 0, let digest = SHA256Digest(hex: parts[4])
    else { return nil }
    let words = parts[2].split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    let codes = words == ["none"] ? [] : words
    guard codes.count <= 8, codes.allSatisfy({ Receipt.isCode($0) }),
      zip(codes, codes.dropFirst()).allSatisfy({ $0 < $1 })
    else { return nil }
    self.init(time: time, pusher: pusher, codes: codes, count: count, digest: digest)
    guard description.utf8.elementsEqual(text) else { return nil }
  }
}
