/// The bytes in which git writes the signature of a commit by one Ed25519 key: what is the same in each is compared, and
/// only what differs is decoded.
public struct SignatureSpelling: Sendable {
  public let key: PublicKey
  /// The signature header up to the first four characters of base64 that differ.
  private let start: [UInt8]
  /// How many characters of base64 follow.
  private let restCount: Int
  /// How many of them stand on the first line.
  private let firstRunCount: Int
  /// The bytes behind `start` that stand in front of the signature: fewer than three.
  private let fixed: [UInt8]

  private static let end = StaticString("\n -----END SSH SIGNATURE-----\n")

  /// Takes the key and the format of the repository, which names the header.
  public init(key: PublicKey, format: ObjectFormat) {
    self.key = key
    let blob = SSHSignature.blobStart(key: key, namespace: .git)
    let whole = blob.count / 3 * 3
    fixed = Array(blob[whole...])
    let totalCount = blob.count + KeySignature.variableByteCount(of: key)
    restCount = (totalCount - whole + 2) / 3 * 4
    var start = Array(format.signatureHeader.utf8)
    start.append(" -----BEGIN SSH SIGNATURE-----\n ")
    var column = 0
    for character in Base64.encodeBytes(Array(blob[..<whole])) {
      if column == SSHSignature.lineLength {
        start.append("\n ")
        column = 0
      }
      start.append(character)
      column += 1
    }
    self.start = start
    firstRunCount = SSHSignature.lineLength - column
  }

  /// Takes the whole signature header where it is one of this key, in the one spelling that it has; nil
  /// for everything else.
  func signature(_ reader: inout TextReader) -> KeySignature? {
    guard reader.take(start) else { return nil }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: restCount / 4 * 7) { buffer in
      let text = UnsafeMutableBufferPointer(rebasing: buffer[..<restCount])
      var filled = 0
      var runCount = min(firstRunCount, restCount)
      while true {
        guard let run = reader.take(count: runCount) else { return nil }
        _ = UnsafeMutableBufferPointer(rebasing: text[filled...]).update(fromContentsOf: run)
        filled += runCount
        guard filled < restCount else { break }
        guard reader.take("\n ") else { return nil }
        runCount = min(SSHSignature.lineLength, restCount - filled)
      }
      guard reader.take(Self.end) else { return nil }
      let bytes = UnsafeMutableBufferPointer(rebasing: buffer[restCount...])
      guard let count = Base64.decode(UnsafeBufferPointer(text), into: bytes) else { return nil }
      let rest = UnsafeBufferPointer(rebasing: bytes[..<count])
      guard rest.starts(with: fixed) else { return nil }
      return KeySignature(variable: rest.dropFirst(fixed.count), of: key)
    }
  }
}
