/// How much of a bundle is taken before it is refused.
public struct BundleLimits: Sendable, Hashable {
  /// The most bytes in front of the pack.
  public let headerByteCount: Int

  /// The most refs and prerequisites together.
  public let lineCount: Int

  /// The most bytes of the pack.
  public let packByteCount: Int

  /// The most objects in the pack, by its own header.
  public let objectCount: Int

  /// The defaults take what a large project needs.
  public init(
    headerByteCount: Int = 64 << 20, lineCount: Int = 1_000_000, packByteCount: Int = 8 << 30,
    objectCount: Int = 20_000_000
  ) {
    self.headerByteCount = headerByteCount
    self.lineCount = lineCount
    self.packByteCount = packByteCount
    self.objectCount = objectCount
  }
}
