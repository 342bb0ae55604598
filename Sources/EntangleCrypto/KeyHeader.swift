public import EntangleModel

/// What a key file says openly about its key.
public struct KeyHeader: Sendable, Hashable {
  /// The name in the key store, which is also the file's.
  public let name: KeyName
  /// What the key is for.
  public let uses: Set<KeyUse>
  /// When the file was made.
  public let created: Timestamp
  /// The raw public key: 32 bytes.
  public let publicKey: [UInt8]

  /// Throws `invalid` for uses that one key must not have together, `wrongLength` for a public key
  /// that is not of 32 bytes.
  public init(name: KeyName, uses: Set<KeyUse>, created: Timestamp, publicKey: [UInt8])
    throws(CryptoError)
  {
    guard KeyUse.mayShareKey(uses) else {
      throw .invalid(
        operation: "describe key", subject: name.description,
        cause: "it needs a use, and 'law' and 'artifact' stand alone")
    }
    guard publicKey.count == 32 else {
      throw .wrongLength(
        operation: "describe key", subject: name.description, expected: 32,
        actual: publicKey.count)
    }
    self.name = name
    self.uses = uses
    self.created = created
    self.publicKey = publicKey
  }
}
