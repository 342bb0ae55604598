internal import EntangleCrypto
internal import EntangleModel
internal import EntangleSystem
internal import Synchronization

/// What one command has opened so far: a state is signed twice by its publisher, and nobody is to
/// type a passphrase twice for that. It ends with the command.
final class OpenedKeys: Sendable {
  private let keys = Mutex<[PublicKey: PrivateKey]>([:])
  private let passphrases = Mutex<[Int32: KeptPassphrase]>([:])
  private let unreadable = Mutex<Set<KeyName>>([])

  /// A key that has been opened; nil where it has not.
  subscript(publicKey: PublicKey) -> PrivateKey? { keys.withLock { $0[publicKey] } }

  /// Keeps a key that has been opened.
  func keep(_ key: PrivateKey, for publicKey: PublicKey) {
    keys.withLock { $0[publicKey] = key }
  }

  /// Whether a key file that cannot be read is met for the first time: it is told once.
  func isNew(unreadable name: KeyName) -> Bool { unreadable.withLock { $0.insert(name).inserted } }

  /// The passphrase that a descriptor gives; `read` once, as it may be a pipe, and the same for
  /// every key that the command opens. Throws what `read` throws.
  func passphrase(
    from descriptor: Int32, _ read: () throws(SystemError) -> SecretBytes
  ) throws(SystemError) -> SecretBytes {
    if let kept = passphrases.withLock({ $0[descriptor] }) { return try kept.copy() }
    let kept = KeptPassphrase(try read())
    passphrases.withLock { $0[descriptor] = kept }
    return try kept.copy()
  }
}

/// A passphrase in secret memory, so that a table can hold it.
private final class KeptPassphrase: Sendable {
  private let bytes: SecretBytes

  init(_ bytes: consuming SecretBytes) {
    self.bytes = bytes
  }

  /// The same bytes in secret memory of their own.
  func copy() throws(SystemError) -> SecretBytes {
    try SecretBytes(capacity: bytes.count) { (span) throws(SystemError) in
      bytes.withBytes { bytes in
        for index in bytes.indices { span[index] = bytes[index] }
      }
      return bytes.count
    }
  }
}
