internal import EntangleCrypto
internal import EntangleModel

/// A key of the key store as commands show it.
struct KeyDescription: Sendable, Hashable {
  /// What the key file says openly.
  let header: KeyHeader
  /// Whether a passphrase is needed to open its file.
  let isProtected: Bool
  /// Whether the ssh-agent holds the private half.
  let isHeldByAgent: Bool
  /// The key id: the first 32 hexadecimal digits of the SHA-256 of the SSH wire form.
  let id: KeyID

  /// Takes a key file as it was read or written.
  init(_ file: KeyFile, _ cryptography: any Cryptography) {
    header = file.header
    isProtected = file.isProtected
    isHeldByAgent = file.isHeldByAgent
    id = cryptography.keyID(file.header.publicKey)
  }

  /// The public key as OpenSSH writes it, without comment: `ssh-ed25519 <base64>`.
  var publicLine: String { header.publicKey.text }

  /// The uses, sorted and joined by commas.
  var usesText: String { header.uses.sorted().map(\.rawValue).joined(separator: ",") }

  /// Where the private half lives, in a sentence.
  var privateHalf: String {
    if isHeldByAgent { return "held by the ssh-agent" }
    return isProtected ? "in the key file, behind a passphrase" : "in the key file, open"
  }

  /// The same in a word, for a column.
  var privateHalfWord: String { isHeldByAgent ? "agent" : isProtected ? "protected" : "-" }

  /// The members by which `--json` describes the key.
  var members: [String: JSONValue] {
    [
      "name": .string(header.name.description),
      "id": .string(id.text),
      "public": .string(publicLine),
      "use": .array(header.uses.sorted().map { .string($0.rawValue) }),
      "created": .string(header.created.description),
      "holder": .string(isHeldByAgent ? "ssh-agent" : "file"),
      "protected": .bool(isProtected),
    ]
  }

  /// The document that describes this key alone: `entangle/key-show@v1`.
  var document: JSONValue {
    .object(members.merging(["schema": .string("entangle/key-show@v1")]) { _, schema in schema })
  }
}
