public import EntangleModel

/// What a key file says openly about its key.
public struct KeyHeader: Sendable, Hashable {
  /// The name in the key store, which is also the file's.
  public let name: KeyName
  /// What the key is for.
  public let uses: Set<KeyUse>
  /// When the file was made.
  public let created: Timestamp
  /// The public half.
  public let publicKey: PublicKey

  /// Throws `invalid` for uses that one key must not have together, or not one of its kind.
  public init(name: KeyName, uses: Set<KeyUse>, created: Timestamp, publicKey: PublicKey)
    throws(CryptoError)
  {
    guard publicKey.mayHave(uses), publicKey.codeKey == nil else {
      throw .invalid(
        operation: "describe key", subject: name.description,
        cause: "it needs a use, 'law' and 'artifact' stand alone, no security key is for "
          + "'artifact', and none but Ed25519 signs here")
    }
    self.name = name
    self.uses = uses
    self.created = created
    self.publicKey = publicKey
  }

  /// Describes a key pair; throws as the initialiser that takes a public key.
  public init(
    name: KeyName, uses: Set<KeyUse>, created: Timestamp, of key: borrowing SigningKey
  ) throws(CryptoError) {
    guard let publicKey = PublicKey(bytes: key.publicKey) else {
      throw .wrongLength(
        operation: "describe key", subject: name.description, expected: 32,
        actual: key.publicKey.count)
    }
    try self.init(name: name, uses: uses, created: created, publicKey: publicKey)
  }
}
