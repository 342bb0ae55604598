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

  /// Never frees the value.
  static func keep<Value>(_ value: Value) {
    _ = Unmanaged.passRetained(Kept(value))
  }
}
