import Glibc

/// A regular file as memory, of which the kernel reads the pages that are looked at; unmapped when it
/// goes. For files that are searched here and there.
///
/// Whoever makes the file shorter meanwhile ends this process (`SIGBUS`), as it would end git: it
/// cannot be used for what others than the owner of the file decide to keep.
public struct MappedFile: ~Copyable, @unchecked Sendable {
  // SAFETY: the pages are mapped for reading alone, until `deinit`.
  private let pages: UnsafeMutableRawPointer?

  /// The size when the file was opened, in bytes.
  public let size: Int

  /// Opens and maps the file; symbolic links are followed, a pipe's writer is never waited for.
  ///
  /// Throws `wrongKind` for anything but a regular file, `callFailed` where it cannot be opened or
  /// mapped.
  public init(opening path: FilePath) throws(SystemError) {
    let file = try FileSystem.openForReading(path, .follow)
    let size = Int(try file.status().size)
    // An empty file cannot be mapped.
    let start = size > 0 ? mmap(nil, size, PROT_READ, MAP_PRIVATE, file.number, 0) : nil
    guard start != MAP_FAILED else { throw file.failure("map") }
    self.size = size
    pages = start
  }

  deinit {
    if let pages { munmap(pages, size) }
  }

  /// Lends the content to `body`.
  public func withBytes<Result, Failure: Error>(
    _ body: (RawSpan) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let buffer = UnsafeRawBufferPointer(start: pages.map { UnsafeRawPointer($0) }, count: size)
    return try body(buffer.bytes)
  }
}
