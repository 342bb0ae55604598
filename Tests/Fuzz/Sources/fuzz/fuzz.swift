import FuzzDriver
import Glibc

/// `fuzz TARGET [libFuzzer's options] [corpus]...`; without a target, their names and lengths.
@main
enum Fuzz {
  /// The target of this run: set once, before anything is read.
  nonisolated(unsafe) private static var chosen: Target?

  /// In the units of `clock(3)`.
  private static let oneSecond = 1_000_000

  static func main() {
    let name = CommandLine.arguments.dropFirst().first
    guard let name else {
      for target in Target.all { print(target.name, target.maximumByteCount) }
      return
    }
    guard let target = Target.all.first(where: { $0.name == name }) else {
      fuzz_exit("no target '\(name)'", 129)
    }
    chosen = target
    exit(run(Array(CommandLine.arguments.dropFirst(2))))
  }

  /// Hands over to libFuzzer, which reads its options where C's `main` would.
  private static func run(_ options: [String]) -> Int32 {
    var words: [UnsafeMutablePointer<CChar>?] = ([CommandLine.arguments[0]] + options).map {
      strdup($0)
    }
    words.append(nil)
    var count = Int32(words.count - 1)
    return words.withUnsafeMutableBufferPointer { buffer in
      var start = buffer.baseAddress
      return LLVMFuzzerRunDriver(&count, &start) { data, size in
        // libFuzzer's own limit is of time on the wall, which a busy machine takes away.
        let start = clock()
        Fuzz.chosen?.check(Array(UnsafeBufferPointer(start: data, count: size)))
        require(clock() - start < Fuzz.oneSecond, "an input takes less than a second")
        return 0
      }
    }
  }
}
