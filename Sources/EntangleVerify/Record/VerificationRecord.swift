public import EntangleModel

/// Bytes that are kept somewhere and read here and there; several threads may ask at once.
public protocol StoredBytes: Sendable {
  /// How many there are.
  var count: Int { get }

  /// `count` bytes from `offset` on; fewer where they end before, nil where they cannot be read.
  func bytes(at offset: Int, count: Int) -> [UInt8]?
}

/// What was verified before, as a file that only the holder of a key can make.
///
/// It is a shortcut and never a reason: the verifier goes on from it where everything in the repository
/// follows what it is of, and takes no notice of it wherever anything is in the way or anything would be
/// found. So a record that is lost, cut, old, of another repository or forged costs time, and changes no
/// verdict. (ADR 0016.)
///
/// The file: pages of 4,096 bytes, pages of the SHA-256 of these, the header with the SHA-256 of those,
/// HMAC-SHA-256 over the header, the length of the header in 8 bytes. Numbers are big-endian.
public struct VerificationRecord: Sendable {
  let header: RecordHeader
  let pages: RecordPages

  /// Opens a record that was sealed with this key; nil for anything else.
  public init?(_ file: any StoredBytes, key: RecordKey, cryptography: any Cryptography) {
    guard file.count >= 40, let trailer = file.bytes(at: file.count - 40, count: 40) else {
      return nil
    }
    var reader = ByteReader(Array(trailer.dropFirst(32)))
    guard let length = reader.number(), length >= 0, length <= file.count - 40 else { return nil }
    let end = file.count - 40 - length
    guard let bytes = file.bytes(at: end, count: length),
      cryptography.isAuthentic(Array(trailer.prefix(32)), for: bytes, key: key.bytes),
      let header = RecordHeader(bytes)
    else { return nil }
    let size = RecordPages.size
    // The pages of digests follow the others; how many these are follows from the sections.
    let used = header.sections.values.map { $0.offset + $0.count }.max() ?? 0
    let pageCount = (used + size - 1) / size
    guard (pageCount + RecordPages.fanout - 1) / RecordPages.fanout == header.digests.count else {
      return nil
    }
    self.header = header
    pages = RecordPages(
      file, end: pageCount * size, digests: header.digests, cryptography: cryptography)
  }

  /// How many events it is of.
  public var eventCount: Int { header.lanes.reduce(0) { $0 + $1.numbers.count } }

  func bytes(of section: RecordSection) -> [UInt8]? {
    header.sections[section].flatMap { pages.bytes(at: $0.offset, count: $0.count) }
  }
}

/// The secret with which a user's records are sealed: 32 bytes.
public struct RecordKey: Sendable {
  let bytes: [UInt8]

  /// Takes 32 bytes; any other number is no key.
  public init?(_ bytes: [UInt8]) {
    guard bytes.count == 32 else { return nil }
    self.bytes = bytes
  }
}
