import FuzzDriver
import Glibc

@testable import EntangleSystem

/// A file whose content each input replaces, for readers that open a path.
enum Scratch {
  private static let number = fuzz_memory_file()

  /// The path of a regular file in memory that holds these bytes until the next call.
  static func file(_ bytes: [UInt8]) -> FilePath {
    guard number >= 0, ftruncate(number, 0) == 0,
      pwrite(number, bytes, bytes.count, 0) == bytes.count
    else { abort() }
    return FilePath("/proc/self/fd/\(number)")
  }
}
