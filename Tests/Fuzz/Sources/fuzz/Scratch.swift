import FuzzDriver
import Glibc

@testable import EntangleSystem

/// Files whose content each input replaces, for readers that open a path.
enum Scratch {
  private static let numbers = [fuzz_memory_file(), fuzz_memory_file()]

  /// The path of a regular file in memory that holds these bytes until the next call for the same
  /// place, 0 or 1.
  static func file(_ bytes: [UInt8], at place: Int = 0) -> FilePath {
    let number = numbers[place]
    guard number >= 0, ftruncate(number, 0) == 0,
      pwrite(number, bytes, bytes.count, 0) == bytes.count
    else { abort() }
    return FilePath("/proc/self/fd/\(number)")
  }
}
