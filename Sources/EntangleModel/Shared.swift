/// A value held once for all that have the same.
final class Shared<Value: Hashable & Sendable>: Sendable, Hashable {
  let value: Value

  init(_ value: Value) { self.value = value }

  /// `other`, where it holds the same value; otherwise this.
  func merged(with other: Shared?) -> Shared {
    if let other, other.value == value { other } else { self }
  }

  static func == (left: Shared, right: Shared) -> Bool {
    left === right || left.value == right.value
  }

  func hash(into hasher: inout Hasher) { hasher.combine(value) }
}
