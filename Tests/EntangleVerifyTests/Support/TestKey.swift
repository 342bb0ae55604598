import EntangleCrypto
import EntangleModel
import EntangleSystem

/// A key pair whose seed is a counter; where it has an application, a security key in software.
final class TestKey: Sendable {
  private let pair: SigningKey
  let publicKey: PublicKey
  let id: KeyID

  init(_ number: UInt8, application: String? = nil) {
    let seed = [UInt8](repeating: 0, count: 31) + [number]
    guard let secret = try? SecretBytes(copying: seed), let pair = try? SigningKey(seed: secret)
    else { preconditionFailure("no key") }
    if let application {
      publicKey = sure(
        PublicKey(
          wire: sshString(Array("sk-ssh-ed25519@openssh.com".utf8)) + sshString(pair.publicKey)
            + sshString(Array(application.utf8))))
    } else {
      publicKey = sure(PublicKey(bytes: pair.publicKey))
    }
    self.pair = pair
    id = SystemCryptography().keyID(publicKey)
  }

  /// The raw signature.
  func sign(_ message: [UInt8]) -> [UInt8] { pair.sign(message) }

  /// An OpenSSH signature in a namespace; a security key says what it is told to say.
  func sign(
    _ message: [UInt8], in namespace: SSHSignature.Namespace, saying: AuthenticatorData = touched(0)
  ) -> SSHSignature {
    let cryptography = SystemCryptography()
    let data = SSHSignature.signedData(
      namespace: namespace, messageDigest: cryptography.sha512(message))
    let signature =
      if let application = publicKey.application {
        KeySignature(
          bytes: sign(
            saying.signedData(application: application, message: data, cryptography: cryptography)),
          authenticator: saying)
      } else {
        KeySignature(bytes: sign(data))
      }
    return SSHSignature(publicKey: publicKey, namespace: namespace, signature: sure(signature))
  }

  static let ada = TestKey(1)
  static let ben = TestKey(2)
  static let lead = TestKey(3)
  static let builder = TestKey(4)
  static let builderCode = TestKey(5)
  static let runner = TestKey(6)
  static let runnerArtifact = TestKey(7)
  static let reviewer = TestKey(8)
  static let spare = TestKey(9)
  static let other = TestKey(10)
  static let reviewerCode = TestKey(11)
  static let security = TestKey(12, application: "ssh:")
  static let host = TestKey(13)
  static let newHost = TestKey(14)
}

/// What a security key says that was touched and counts so far.
func touched(_ counter: UInt32) -> AuthenticatorData {
  sure(AuthenticatorData(flags: 0x01, counter: counter))
}

/// A principal and the key with which it signs events.
struct Signer: Sendable {
  let id: PrincipalID
  let key: TestKey

  init(_ id: String, _ key: TestKey) {
    self.id = sure(PrincipalID(id))
    self.key = key
  }

  var lane: Lane { Lane(principal: id, key: key.id) }

  static let ada = Signer("ada", .ada)
  static let ben = Signer("ben", .ben)
  static let lead = Signer("lead", .lead)
  static let builder = Signer("builder", .builder)
  static let runner = Signer("runner1", .runner)
  static let reviewer = Signer("reviewer", .reviewer)
}

/// So many seconds after 2026-01-01T00:00:00Z.
func at(_ seconds: Int64) -> Timestamp { sure(Timestamp(seconds: 1_767_225_600 + seconds)) }

/// The name of a principal.
func id(_ text: String) -> PrincipalID { sure(PrincipalID(text)) }

let day: Int64 = 86_400
