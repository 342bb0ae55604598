internal import EntangleCrypto
public import EntangleModel
import EntangleSystem

/// The key with which a host signs receipts: in the repository's own folder `entangle`, without a passphrase, since
/// nobody is there to type one.
public struct HostKey: ~Copyable {
  private let key: SigningKey
  /// The public half.
  public let publicKey: PublicKey

  private static let name = KeyName("host")

  private static func store(_ folder: HostFolder) -> KeyStore {
    KeyStore(directory: folder.path.appending("keys"))
  }

  /// The public half of the key that is there; nil where there is none. Throws `HostError`.
  public static func publicKey(in folder: HostFolder) throws(HostError) -> PublicKey? {
    guard let name, let file = try file(name, folder) else { return nil }
    return file.header.publicKey
  }

  private static func file(_ name: KeyName, _ folder: HostFolder) throws(HostError) -> KeyFile? {
    do {
      return try store(folder).load(name)
    } catch {
      switch error {
      case .keyNotFound: return nil
      case .system(_, _, .unsafePermissions), .unsafeDirectory:
        throw .key(error.description, hint: error.hint)
      default: throw .key(error.description)
      }
    }
  }

  /// Opens the key; nil where there is none. Throws `HostError`.
  public static func open(in folder: HostFolder) throws(HostError) -> HostKey? {
    guard let name, let file = try file(name, folder) else { return nil }
    do {
      let key = try file.open { () throws(SystemError) in
        throw .cancelled(operation: "open", path: folder.path)
      }
      return HostKey(key: key, publicKey: file.header.publicKey)
    } catch {
      throw .key(error.description)
    }
  }

  /// Makes a key where there is none, and gives the public half. Throws `HostError`.
  public static func make(
    in folder: HostFolder, at moment: Timestamp
  ) throws(HostError) -> PublicKey {
    do {
      guard let name else { throw HostError.key("no name") }
      let key = try SigningKey.generate()
      let header = try KeyHeader(name: name, uses: [.law], created: moment, of: key)
      _ = try store(folder).add(try KeyFile.withoutPassphrase(key, header: header))
      return header.publicKey
    } catch {
      throw error as? HostError ?? .key((error as? CryptoError)?.description ?? "\(error)")
    }
  }

  /// A commit with its signature, as git signs; nil where the key gives none.
  public borrowing func signed(
    _ commit: SignedCommit, _ cryptography: some Cryptography
  ) -> RawObject? {
    let data = SSHSignature.signedData(
      namespace: .git, messageDigest: cryptography.sha512(commit.payload))
    return KeySignature(bytes: key.sign(data)).map {
      RawObject(
        type: .commit,
        content: commit.content(
          signature: SSHSignature(publicKey: publicKey, namespace: .git, signature: $0)))
    }
  }

  /// Whether a receipt is by this key.
  borrowing func hasSigned(_ reading: ReceiptReading, _ cryptography: some Cryptography) -> Bool {
    SignedHead(reading.receipt.head(cryptography), signature: reading.signature).isValid(
      of: reading.receipt.repository, by: publicKey, cryptography: cryptography)
  }

  /// The checkpoint's commit.
  borrowing func commit(
    _ checkpoint: Checkpoint, by host: PrincipalID, on parent: ObjectID,
    _ cryptography: some Cryptography
  ) -> RawObject? {
    let data = SSHSignature.signedData(
      namespace: .checkpoint, messageDigest: cryptography.sha512(checkpoint.statement))
    return Bytes64(key.sign(data)).map {
      checkpoint.commit(by: host, on: parent, signature: $0, format: parent.format)
    }
  }

  /// The receipt's commit.
  borrowing func commit(_ draft: ReceiptDraft, _ cryptography: some Cryptography) -> RawObject? {
    let head = draft.receipt.head(cryptography)
    let data = SSHSignature.signedData(
      namespace: .head,
      messageDigest: cryptography.sha512(head.statement(of: draft.receipt.repository)))
    return Bytes64(key.sign(data)).map {
      draft.receipt.commit(
        by: draft.host, on: draft.parent, signature: $0, format: draft.parent.format)
    }
  }
}
