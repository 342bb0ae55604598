internal import Synchronization

/// What it has cost, in all, to make small objects out of much larger ones.
///
/// `DeltaBounds` bounds one object; a pack of some kilobytes can hold thousands of them, each at the end of a
/// chain of its own, and to read such a pack would take hours. Packs that git makes hardly cost anything here:
/// their chains are short, and what is made is not much smaller than what it is made from.
final class DeltaLedger: Sendable {
  /// What is free for each byte that comes out, in bytes.
  private static let free = 512
  /// What is free for each object, in bytes.
  private static let freeForEach = 1 << 20

  private let most: Int
  private let spent = Atomic<Int>(0)

  /// `most` bytes may be spent.
  init(most: Int = StorageLimits.deltaBytes) {
    self.most = most
  }

  /// Throws `.malformed` where nothing is left to spend.
  func check() throws(PackFault) {
    guard spent.load(ordering: .relaxed) <= most else { throw Self.empty }
  }

  private static let empty = PackFault.malformed(
    "it makes too many small objects out of large ones; 'git repack -a -d -f'")

  /// Counts an object of so many bytes, and all bytes that it was made from. Throws `.malformed`.
  func count(_ byteCount: Int, madeFrom bases: Int) throws(PackFault) {
    let excess = bases - Self.freeForEach - byteCount * Self.free
    guard excess > 0 else { return }
    let sum = spent.add(excess, ordering: .relaxed).newValue
    guard sum <= most else {
      throw Self.empty
    }
  }
}
