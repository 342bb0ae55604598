internal import EntangleCrypto
internal import EntangleModel

/// A key of the key store as commands show it.
struct KeyDescription: Sendable, Hashable {
  /// What the key file says openly.
  let header: KeyHeader
  /// Whether a passphrase is needed to use it.
  let isProtected: Bool
  /// The key id: the first 32 hexadecimal digits of the SHA-256 of the SSH wire form.
  let id: KeyID

  /// Takes a key file as it was read or written.
  init(_ file: KeyFile, _ cryptography: any Cryptography) {
    header = file.header
    isProtected = file.isProtected
    id = cryptography.keyID(file.header.publicKey)
  }

  /// The public key as OpenSSH writes it, without comment: `ssh-ed25519 <base64>`.
  var publicLine: String { header.publicKey.text }

  /// The uses, sorted and joined by commas.
  var usesText: String { header.uses.sorted().map(\.rawValue).joined(separator: ",") }

  /// The members by which `--json` describes the key.
  var members: [String: JSONValue] {
    [
      "name": .string(header.name.description),
      "id": .string(id.text),
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
}
