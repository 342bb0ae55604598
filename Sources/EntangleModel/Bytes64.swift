/// Sixty-four bytes held in place, without memory of their own: a signature or a SHA-512 digest of
/// which a run of the verifier holds one for each event.
struct Bytes64: Sendable, Hashable {
  private let halves: (SHA256Digest.Words, SHA256Digest.Words)

  /// Takes 64 bytes; any other number is none.
  init?(_ bytes: [UInt8]) {
    guard bytes.count == 64 else { return nil }
    halves = (packWords(bytes[..<32]), packWords(bytes[32...]))
  }

  /// The 64 bytes.
  var bytes: [UInt8] { unpackWords(halves.0, count: 32) + unpackWords(halves.1, count: 32) }

  static func == (left: Bytes64, right: Bytes64) -> Bool {
    left.halves.0 == right.halves.0 && left.halves.1 == right.halves.1
  }

  func hash(into hasher: inout Hasher) { hasher.combine(halves.0.0) }
}
