import Glibc

/// Bytes that nobody else shall see: in locked pages between two that cannot be touched, left out
/// of core dumps, wiped when the value goes out of scope.
///
/// Locking is best effort (`RLIMIT_MEMLOCK` may forbid it); all else is certain. The bytes can be
/// had only inside a closure; what the closure copies out is the caller's to wipe.
public struct SecretBytes: ~Copyable, @unchecked Sendable {
  // SAFETY: nobody else has the pages, and they never change after `init`.
  private let pages: UnsafeMutableRawPointer
  private let pagesLength: Int
  private let guardLength: Int
  private let storage: UnsafeMutableBufferPointer<UInt8>

  /// How many bytes there are.
  public let count: Int

  /// Makes room for `capacity` bytes, zeros at first, and lets `fill` write them and say how many
  /// of them count (held between 0 and `capacity`).
  ///
  /// Throws `SystemError.secretMemory` where there is no memory, else what `fill` throws.
  public init(
    capacity: Int, filling fill: (inout MutableSpan<UInt8>) throws(SystemError) -> Int
  ) throws(SystemError) {
    let page = sysconf(Int32(_SC_PAGESIZE))
    guard capacity >= 0, capacity < 1 << 30, page > 0 else {
      throw .secretMemory(operation: "map", byteCount: capacity, cause: .invalidArgument)
    }
    let length = max(1, (capacity + page - 1) / page) * page
    let start = try mapPages(length, guardLength: page)
    // The bytes end where the second guard page starts: an overrun is caught at once.
    let first = (start + (length - capacity)).assumingMemoryBound(to: UInt8.self)
    let buffer = UnsafeMutableBufferPointer(start: first, count: capacity)
    let filled: Int
    do {
      var span = buffer.mutableSpan
      filled = try fill(&span)
    } catch {
      wipePages(start, length, guardLength: page)
      throw error
    }
    mprotect(start, length, PROT_READ)
    pages = start
    pagesLength = length
    guardLength = page
    storage = buffer
    count = min(max(0, filled), capacity)
  }

  /// Copies `bytes`; the original is the caller's to wipe.
  public init(copying bytes: [UInt8]) throws(SystemError) {
    try self.init(capacity: bytes.count) { span in
      for index in bytes.indices { span[index] = bytes[index] }
      return bytes.count
    }
  }

  deinit { wipePages(pages, pagesLength, guardLength: guardLength) }

  /// Lends the bytes to `body`.
  public borrowing func withBytes<Result: ~Copyable, Failure: Error>(
    _ body: (Span<UInt8>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeMutableBufferPointer(rebasing: storage[..<count]).span)
  }

  /// Whether both hold the same bytes, in a time that depends on their number alone.
  public borrowing func hasSameBytes(as other: borrowing SecretBytes) -> Bool {
    guard count == other.count else { return false }
    var difference: UInt8 = 0
    for index in 0..<count { difference |= storage[index] ^ other.storage[index] }
    return difference == 0
  }
}

/// Overwrites an ordinary array that held a secret, in a way that no optimiser removes.
///
/// Reaches only this copy: earlier ones that Swift made, by growth for instance, stay behind.
public func wipe(_ bytes: inout [UInt8]) {
  bytes.withUnsafeMutableBytes { buffer in
    if let start = buffer.baseAddress { explicit_bzero(start, buffer.count) }
  }
  bytes = []
}

/// Pages to read and write, locked and left out of core dumps, with a forbidden page on each side.
private func mapPages(_ length: Int, guardLength: Int) throws(SystemError)
  -> UnsafeMutableRawPointer
{
  let total = length + 2 * guardLength
  guard let start = mmap(nil, total, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0),
    start != MAP_FAILED
  else { throw .secretMemory(operation: "map", byteCount: length, cause: .current) }
  let pages = start + guardLength
  guard mprotect(pages, length, PROT_READ | PROT_WRITE) == 0 else {
    let cause = Errno.current
    munmap(start, total)
    throw .secretMemory(operation: "open", byteCount: length, cause: cause)
  }
  mlock(pages, length)
  madvise(pages, length, MADV_DONTDUMP)
  return pages
}

/// Gives back what `mapPages` gave, wiped.
private func wipePages(_ pages: UnsafeMutableRawPointer, _ length: Int, guardLength: Int) {
  mprotect(pages, length, PROT_READ | PROT_WRITE)
  explicit_bzero(pages, length)
  munmap(pages - guardLength, length + 2 * guardLength)
}
