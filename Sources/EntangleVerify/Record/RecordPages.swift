internal import EntangleModel
internal import Synchronization

/// The bytes of a record, each page checked against the digest that the sealed header vouches for before
/// anything of it is used.
///
/// A file that was cut or changed is noticed where it is read: then `isSound` is false from there on.
final class RecordPages: Sendable {
  /// In bytes.
  static let size = 4_096
  /// How many digests a page holds.
  static let fanout = size / 32
  /// How many pages are kept in memory.
  private static let kept = 4_096

  private let file: any StoredBytes
  private let cryptography: any Cryptography
  /// The digests of the pages that hold digests.
  private let digests: [SHA256Digest]
  /// How many bytes come before the pages that hold digests.
  private let end: Int
  private let pages = Mutex<[Int: [UInt8]]>([:])
  private let isWhole = Atomic<Bool>(true)

  init(
    _ file: any StoredBytes, end: Int, digests: [SHA256Digest], cryptography: any Cryptography
  ) {
    self.file = file
    self.end = end
    self.digests = digests
    self.cryptography = cryptography
  }

  /// Whether everything that was read so far was what had been written.
  var isSound: Bool { isWhole.load(ordering: .relaxed) }

  /// Says that something does not fit.
  func reject() { isWhole.store(false, ordering: .relaxed) }

  /// Some bytes; nil, and the record is not sound, where they are not those that were written.
  func bytes(at offset: Int, count: Int) -> [UInt8]? {
    guard offset >= 0, count >= 0, count <= end, offset <= end - count else {
      reject()
      return nil
    }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(count)
    var position = offset
    while position < offset + count {
      let number = position / Self.size
      guard let page = page(number) else { return nil }
      let start = position - number * Self.size
      let stop = min(page.count, start + offset + count - position)
      guard start < stop else {
        reject()
        return nil
      }
      bytes += page[start..<stop]
      position += stop - start
    }
    return bytes
  }

  private func page(_ number: Int) -> [UInt8]? {
    if let known = pages.withLock({ $0[number] }) { return known }
    let (list, place) = number.quotientAndRemainder(dividingBy: Self.fanout)
    guard let digests = digestPage(list),
      let digest = SHA256Digest(bytes: digests.dropFirst(place * 32).prefix(32))
    else {
      reject()
      return nil
    }
    let offset = number * Self.size
    return read(offset, min(Self.size, end - offset), digest, as: number)
  }

  private func digestPage(_ list: Int) -> [UInt8]? {
    if let known = pages.withLock({ $0[-1 - list] }) { return known }
    guard digests.indices.contains(list) else { return nil }
    let pageCount = (end + Self.size - 1) / Self.size
    let listed = min(Self.fanout, pageCount - list * Self.fanout)
    return read(end + list * Self.size, listed * 32, digests[list], as: -1 - list)
  }

  private func read(
    _ offset: Int, _ count: Int, _ digest: SHA256Digest, as number: Int
  ) -> [UInt8]? {
    guard count > 0, let bytes = file.bytes(at: offset, count: count), bytes.count == count,
      cryptography.sha256(bytes) == digest
    else {
      reject()
      return nil
    }
    pages.withLock {
      if $0.count >= Self.kept { $0.removeAll(keepingCapacity: true) }
      $0[number] = bytes
    }
    return bytes
  }
}
