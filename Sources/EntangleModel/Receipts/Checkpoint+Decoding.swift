/// A checkpoint as its commit carries it; its signature has not been checked.
public struct CheckpointReading: Sendable {
  public let checkpoint: Checkpoint
  public let host: PrincipalID
  public let parent: ObjectID
  public let signature: Bytes64

  /// Reads the content of a commit. Throws where one byte is not as `Checkpoint.commit` writes it.
  public init(
    _ object: RawObject, format: ObjectFormat, limits: ReadLimits
  ) throws(EventDefect) {
    let (envelope, checkpoint) = try LogCommit.read(object, format: format, limits: limits) {
      (reader: inout TextReader) throws(EventDefect) in try Checkpoint.take(&reader)
    }
    self.checkpoint = checkpoint
    host = envelope.host
    parent = envelope.parent
    signature = envelope.signature
    let again = checkpoint.commit(by: host, on: parent, signature: signature, format: format)
    guard again.content == object.content else { throw .message("another spelling") }
  }

  /// Whether a host's key has signed it.
  public func isSigned(by key: PublicKey, cryptography: some Cryptography) -> Bool {
    guard !key.isSecurityKey, key.codeKey == nil,
      let signature = KeySignature(bytes: signature.bytes)
    else { return false }
    return SSHSignature(publicKey: key, namespace: .checkpoint, signature: signature)
      .isValid(over: checkpoint.statement, in: .checkpoint, cryptography: cryptography)
  }
}

extension Checkpoint {
  fileprivate static func take(_ reader: inout TextReader) throws(EventDefect) -> Checkpoint {
    guard reader.take("checkpoint "), reader.take(until: "\n") != nil,
      reader.take("\n\nKind: checkpoint/1\nRepository: "), let repository = reader.digest(),
      reader.take("\nEpoch: "), let epoch = reader.number(), epoch > 0,
      reader.take("\nSequence: "), let sequence = reader.number(),
      reader.take("\nChain: "), let chain = reader.digest(), reader.take("\nTrust: "),
      let trust = reader.line({ StateReference($0) })
    else { throw .message("not the trailers of a checkpoint") }
    var leftOut: [LeftOut] = []
    while reader.take("Left-Out: ") {
      guard leftOut.count < Receipt.mostLines, let entry = reader.line({ LeftOut($0) }) else {
        throw .message("the value of 'Left-Out'")
      }
      leftOut.append(entry)
    }
    let first = ReceiptHead.Place(epoch: epoch, sequence: sequence)
    guard
      let checkpoint = Checkpoint(
        repository: repository, first: first, chain: chain, trust: trust, leftOut: leftOut)
    else { throw .message("what is left out") }
    return checkpoint
  }
}

extension Checkpoint.LeftOut {
  fileprivate init?(_ text: some Collection<UInt8>) {
    let parts = text.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard parts.count == 3, let time = Timestamp(parts[0]), let refused = Decimal.read(parts[1]),
      refused >= 0, let digest = SHA256Digest(hex: parts[2])
    else { return nil }
    self.init(time: time, refused: refused, digest: digest)
  }
}
