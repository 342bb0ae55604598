internal import EntangleCrypto
internal import EntangleModel

/// A key of the key store as commands show it.
struct KeyDescription: Sendable, Hashable {
  /// What the key file says openly.
  let header: KeyHeader
  /// Whether a passphrase is needed to use it.
  let isProtected: Bool
  /// The key id: the first 32 hexadecimal digits of the SHA-256 of the SSH wire form.
  let id: String

  /// Takes a key file as it was read or written.
  init(_ file: KeyFile, _ cryptography: any Cryptography) {
    header = file.header
    isProtected = file.isProtected
    id = String(cryptography.sha256(Self.wireForm(file.header.publicKey)).hex.prefix(32))
  }

  /// The public key as OpenSSH writes it, without comment: `ssh-ed25519 <base64>`.
  var publicLine: String { "ssh-ed25519 " + Base64.encode(Self.wireForm(header.publicKey)) }

  /// The uses, sorted and joined by commas.
  var usesText: String { header.uses.sorted().map(\.rawValue).joined(separator: ",") }

  /// The members by which `--json` describes the key.
  var members: [String: JSONValue] {
    [
      "name": .string(header.name.description),
      "id": .string(id),
      "public": .string(publicLine),
      "use": .array(header.uses.sorted().map { .string($0.rawValue) }),
      "created": .string(header.created.description),
      "protected": .bool(isProtected),
    ]
  }

  /// The document that describes this key alone: `entangle/key-show@v1`.
  var document: JSONValue {
    .object(members.merging(["schema": .string("entangle/key-show@v1")]) { _, schema in schema })
  }

  /// `string "ssh-ed25519"`, `string <32 bytes>` (RFC 8709 section 4), where a `string` is a 4-byte
  /// big-endian length and the bytes (RFC 4251 section 5).
  private static func wireForm(_ publicKey: [UInt8]) -> [UInt8] {
    [0, 0, 0, 11] + Array("ssh-ed25519".utf8) + [0, 0, 0, 32] + publicKey
  }
}
