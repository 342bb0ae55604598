public import EntangleModel
internal import EntangleSystem

/// What looks like a secret and is none: SHA-256 digests, one a line, in the file `allowed-secrets` of the
/// folder `entangle`. Each is of exactly what was found, or of the file in which it stands. What follows a
/// digest, and lines that begin with `#`, are for people.
public struct AllowedSecrets: Sendable {
  private let digests: Set<SHA256Digest>

  /// Nothing is allowed.
  public static let none = AllowedSecrets(digests: [])

  private init(digests: Set<SHA256Digest>) {
    self.digests = digests
  }

  /// Reads the file of a folder; none where there is none. Throws `HostError`, `.damaged` for a line that is
  /// neither a digest nor a comment.
  public init(in folder: HostFolder) throws(HostError) {
    let file = folder.path.appending("allowed-secrets")
    let bytes: [UInt8]
    do {
      guard try FileSystem.status(file) != nil else {
        self = .none
        return
      }
      bytes = try FileSystem.read(file, limit: 1 << 20)
    } catch {
      throw .system(error)
    }
    var digests: Set<SHA256Digest> = []
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      guard let word = line.split(whereSeparator: { $0 <= 0x20 }).first,
        word.first != UInt8(ascii: "#")
      else { continue }
      guard let digest = SHA256Digest(hex: String(decoding: word, as: UTF8.self)) else {
        throw .unreadableLine(file, String(decoding: word, as: UTF8.self))
      }
      digests.insert(digest)
    }
    self.digests = digests
  }

  /// Whether a digest stands in the list.
  public func contains(_ digest: SHA256Digest) -> Bool { digests.contains(digest) }

  /// Whether the list has no digests.
  public var isEmpty: Bool { digests.isEmpty }
}
