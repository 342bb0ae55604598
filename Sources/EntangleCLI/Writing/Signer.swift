internal import EntangleCrypto
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// A principal's key of one use, opened.
struct Signer: ~Copyable {
  let publicKey: PublicKey
  let keyID: KeyID
  private let key: SigningKey

  /// The key in the user's store that a principal has for a use, in its window at `moment`.
  static func open(
    _ principal: Principal, for use: KeyUse, at moment: Timestamp, descriptor: Int32?,
    in context: CommandContext
  ) throws(CommandError) -> Signer {
    let ofUse = principal.keys.filter { $0.uses.contains(use) }
    let valid = ofUse.filter { $0.isValid(at: moment) }
    let current = valid.filter { $0.revocation == nil }
    // Where none is in force, the verifier says of what is there why it is not.
    let enrolled = ([current, valid].first { !$0.isEmpty } ?? ofUse).map(\.publicKey)
    let store = try KeyAccess.store(in: context)
    for name in try attempt({ try store.list() }) {
      let file = try attempt { try store.load(name) }
      let publicKey = file.header.publicKey
      guard enrolled.contains(publicKey) else { continue }
      let key = try KeyAccess.open(
        name: name, for: use, in: context, passphraseDescriptor: descriptor)
      return Signer(publicKey: publicKey, key: key, cryptography: context.cryptography)
    }
    throw CommandError(
      "no \(use.rawValue) key of '\(principal.id)' is in the key store",
      hint: "'entangle key list' shows the keys that are there")
  }

  private init(publicKey: PublicKey, key: consuming SigningKey, cryptography: any Cryptography) {
    self.publicKey = publicKey
    self.key = key
    keyID = cryptography.keyID(publicKey)
  }

  /// Takes a key of the store by its name.
  static func open(
    named name: KeyName, for use: KeyUse, descriptor: Int32?, in context: CommandContext
  ) throws(CommandError) -> Signer {
    let key = try KeyAccess.open(
      name: name, for: use, in: context, passphraseDescriptor: descriptor)
    guard let publicKey = PublicKey(bytes: key.publicKey) else {
      throw CommandError("key '\(name)' is damaged")
    }
    return Signer(publicKey: publicKey, key: key, cryptography: context.cryptography)
  }

  /// An OpenSSH signature over a message in a namespace.
  borrowing func sign(
    _ message: [UInt8], in namespace: SSHSignature.Namespace, cryptography: any Cryptography
  ) -> SSHSignature {
    let data = SSHSignature.signedData(
      namespace: namespace.rawValue, messageDigest: cryptography.sha512(message))
    return SSHSignature(
      publicKey: publicKey, namespace: namespace, signature: key.sign(data))
  }

  /// A plain Ed25519 signature, as DSSE has it.
  borrowing func signPlain(_ message: [UInt8]) -> [UInt8] { key.sign(message) }
}
