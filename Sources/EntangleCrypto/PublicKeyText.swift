internal import EntangleModel

/// The OpenSSH form of an Ed25519 public key: `ssh-ed25519 <base64>` without comment, where the
/// base64 is of two SSH strings (RFC 4251 section 5), the algorithm and the 32 bytes (RFC 8709
/// section 4).
enum PublicKeyText {
  private static let algorithm = "ssh-ed25519"

  /// Lengths in front as 32-bit big-endian numbers: 11, the algorithm, 32.
  private static let head: [UInt8] = [0, 0, 0, 11] + Array(algorithm.utf8) + [0, 0, 0, 32]

  /// The text of 32 raw bytes.
  static func encode(_ publicKey: [UInt8]) -> String {
    algorithm + " " + Base64.encode(head + publicKey)
  }

  /// The 32 raw bytes; nil for every text that `encode` does not give.
  static func decode(_ text: String) -> [UInt8]? {
    let prefix = algorithm + " "
    guard text.hasPrefix(prefix),
      let blob = Base64.decode(Array(text.utf8.dropFirst(prefix.utf8.count))),
      blob.starts(with: head), blob.count == head.count + 32
    else { return nil }
    return Array(blob.dropFirst(head.count))
  }
}
