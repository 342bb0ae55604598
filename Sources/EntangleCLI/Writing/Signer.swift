internal import EntangleCrypto
internal import EntangleModel
internal import EntangleSystem
internal import EntangleVerify

/// A principal's key of one use, ready to sign.
struct Signer: Sendable {
  let publicKey: PublicKey
  let keyID: KeyID
  private let key: PrivateKey

  /// The key in the user's store that a principal has for a use, in its window at `moment`.
  static func open(
    _ principal: Principal, for use: KeyUse, at moment: Timestamp, descriptor: Int32?,
    in context: CommandContext
  ) throws(CommandError) -> Signer {
    let (file, unreadable) = try file(of: principal, for: use, at: moment, in: context)
    if let file { return try open(file, for: use, descriptor: descriptor, in: context) }
    let names = unreadable.map { "'\($0)'" }.joined(separator: ", ")
    throw CommandError(
      "no \(use.rawValue) key of '\(principal.id)' is in the key store",
      hint: unreadable.isEmpty
        ? "'entangle key list' shows the keys that are there"
        : "it may be \(names), which cannot be read")
  }

  /// The public part of the key that would be taken; nil where none is in the store.
  static func publicKey(
    of principal: Principal, for use: KeyUse, at moment: Timestamp, in context: CommandContext
  ) throws(CommandError) -> PublicKey? {
    try file(of: principal, for: use, at: moment, in: context).found?.header.publicKey
  }

  private static func file(
    of principal: Principal, for use: KeyUse, at moment: Timestamp, in context: CommandContext
  ) throws(CommandError) -> (found: KeyFile?, unreadable: [KeyName]) {
    let ofUse = principal.keys.filter { $0.uses.contains(use) }
    let valid = ofUse.filter { $0.isValid(at: moment) }
    let current = valid.filter { $0.revocation == nil }
    // Where none is in force, the verifier says of what is there why it is not.
    let enrolled = ([current, valid].first { !$0.isEmpty } ?? ofUse).map(\.publicKey)
    let (files, unreadable) = try KeyAccess.files(in: context)
    return (files.first { enrolled.contains($0.header.publicKey) }, unreadable)
  }

  /// Takes a key of the store by its name.
  static func open(
    named name: KeyName, for use: KeyUse, descriptor: Int32?, in context: CommandContext
  ) throws(CommandError) -> Signer {
    let store = try KeyAccess.store(in: context)
    let file = try attempt { try store.load(name) }
    return try open(file, for: use, descriptor: descriptor, in: context)
  }

  private static func open(
    _ file: KeyFile, for use: KeyUse, descriptor: Int32?, in context: CommandContext
  ) throws(CommandError) -> Signer {
    Signer(
      publicKey: file.header.publicKey,
      key: try KeyAccess.privateKey(
        file, for: use, in: context, passphraseDescriptor: descriptor),
      cryptography: context.cryptography)
  }

  private init(publicKey: PublicKey, key: PrivateKey, cryptography: any Cryptography) {
    self.publicKey = publicKey
    self.key = key
    keyID = cryptography.keyID(publicKey)
  }

  /// An OpenSSH signature over a message in a namespace.
  func sign(
    _ message: [UInt8], in namespace: SSHSignature.Namespace, cryptography: any Cryptography
  ) throws(CommandError) -> SSHSignature {
    let data = SSHSignature.signedData(
      namespace: namespace, messageDigest: cryptography.sha512(message))
    return SSHSignature(
      publicKey: publicKey, namespace: namespace,
      signature: try key.sign(data, with: publicKey, cryptography: cryptography))
  }

  /// A signature without wrapping, as DSSE has it.
  func signPlain(
    _ message: [UInt8], cryptography: any Cryptography
  ) throws(CommandError) -> [UInt8] {
    try key.sign(message, with: publicKey, cryptography: cryptography).bytes
  }
}
