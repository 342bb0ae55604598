internal import EntangleModel
internal import Synchronization

/// Cryptography that knows of some Ed25519 signatures already that they are valid, and keeps a list of all that were
/// asked for and are.
///
/// Whether a signature is valid follows from key, signature and message alone, so it does not matter where it stood
/// when it was found out. Nothing is kept of those that are not.
final class RememberedSignatures: Cryptography {
  private let cryptography: any Cryptography
  private let known: Set<SHA256Digest>
  private let asked = Mutex<Set<SHA256Digest>>([])

  init(_ cryptography: any Cryptography, known: Set<SHA256Digest>) {
    self.cryptography = cryptography
    self.known = known
  }

  /// The SHA-256 of key, signature and message of each that was asked for and is valid.
  var valid: Set<SHA256Digest> { asked.withLock { $0 } }

  func isValidEd25519(
    signature: Span<UInt8>, message: Span<UInt8>, publicKey: Span<UInt8>
  ) -> Bool {
    guard publicKey.count == 32, signature.count == 64 else { return false }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(96 + message.count)
    for index in publicKey.indices { bytes.append(publicKey[index]) }
    for index in signature.indices { bytes.append(signature[index]) }
    for index in message.indices { bytes.append(message[index]) }
    let name = cryptography.sha256(bytes)
    guard
      known.contains(name)
        || cryptography.isValidEd25519(
          signature: signature, message: message, publicKey: publicKey)
    else { return false }
    asked.withLock { _ = $0.insert(name) }
    return true
  }

  func sha1(_ first: [UInt8], _ second: [UInt8]) -> ObjectID { cryptography.sha1(first, second) }

  func sha256(_ first: [UInt8], _ second: [UInt8]) -> SHA256Digest {
    cryptography.sha256(first, second)
  }

  func sha512(_ first: Span<UInt8>, _ second: Span<UInt8>) -> Bytes64 {
    cryptography.sha512(first, second)
  }

  func authenticator(of message: [UInt8], key: [UInt8]) -> [UInt8] {
    cryptography.authenticator(of: message, key: key)
  }

  func isAuthentic(_ authenticator: [UInt8], for message: [UInt8], key: [UInt8]) -> Bool {
    cryptography.isAuthentic(authenticator, for: message, key: key)
  }

  func isValid(_ signature: CodeKeySignature, message: [UInt8], publicKey: CodeKey) -> Bool {
    cryptography.isValid(signature, message: message, publicKey: publicKey)
  }
}

extension VerificationRecord {
  /// The signatures of the trust chain that were found valid, by a program of the same edition.
  func signatures(_ edition: [UInt8]) -> Set<SHA256Digest> {
    guard header.edition == edition, let bytes = bytes(of: .signatures) else { return [] }
    var reader = ByteReader(bytes)
    var found: Set<SHA256Digest> = []
    while let digest = reader.digest() { found.insert(digest) }
    return found
  }
}
