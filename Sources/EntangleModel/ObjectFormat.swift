/// The hash function that names a repository's objects, as git calls it (`git-init(1)`,
/// `--object-format`).
public enum ObjectFormat: String, Sendable, Hashable, CaseIterable {
  case sha1
  case sha256

  /// The length of a raw object name, in bytes.
  public var byteCount: Int { self == .sha1 ? 20 : 32 }

  /// The length of an object name in hexadecimal, in characters.
  public var hexCount: Int { byteCount * 2 }

  /// The header that holds the signature of a commit named by this hash function
  /// (`gitformat-signature(5)`, hash-function-transition).
  public var signatureHeader: String { self == .sha1 ? "gpgsig" : "gpgsig-sha256" }
}
