/// Where unpredictable bytes come from.
public protocol Randomness: Sendable {
  /// `count` bytes (0 or more) that nobody can foresee.
  func bytes(_ count: Int) -> [UInt8]
}
