internal import Synchronization

/// Keeps what a command found until the process ends.
///
/// A report of a whole history is many small objects. Freeing them one by one, at the end of a
/// process that gives all of its memory back at once anyway, would only keep its user waiting.
enum UntilExit {
  private final class Kept<Value> {
    let value: Value

    init(_ value: Value) {
      self.value = value
    }
  }

  private static let isNear = Atomic<Bool>(false)

  /// Says that the process runs one command and ends; until then nothing is kept.
  static func begin() { isNear.store(true, ordering: .relaxed) }

  /// Never frees the value, where the process is to end anyway.
  static func keep<Value>(_ value: Value) {
    guard isNear.load(ordering: .relaxed) else { return }
    _ = Unmanaged.passRetained(Kept(value))
  }
}
