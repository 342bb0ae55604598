internal import EntangleCrypto
internal import EntangleModel
internal import EntangleSystem

/// A file that holds the public half of a key as one line, as `ssh-keygen` writes `id_ed25519.pub`.
enum PublicKeyFile {
  /// The key of a file, from the current directory; what stands behind it on the line is a comment.
  ///
  /// Throws a fatal error for a file that cannot be read, is longer than 16,384 bytes, or begins
  /// with no key that can be enrolled.
  static func read(_ argument: String, in context: CommandContext) throws(CommandError)
    -> PublicKey
  {
    let path = context.path(argument)
    let bytes = try attempt { try FileSystem.read(path, limit: 16_384) }
    guard !bytes.starts(with: "-----BEGIN".utf8) else {
      throw CommandError(
        "'\(path)' is a private key", hint: "name its public half, '\(path).pub'")
    }
    let words = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isWhitespace)
    guard words.count >= 2, let key = PublicKey(text: "\(words[0]) \(words[1])") else {
      throw CommandError(
        "'\(path)' holds no public key that can be enrolled",
        hint:
          "ssh-keygen -t ed25519 makes one; for code ECDSA does too, and RSA of 3,072 bits or more")
    }
    guard key.isSound else {
      throw CommandError(
        "the key in '\(path)' is none that a private key has: anybody could sign for it",
        hint: "do not enrol it, and ask who gave it to you; 'ssh-keygen -t ed25519' makes one")
    }
    return key
  }
}
