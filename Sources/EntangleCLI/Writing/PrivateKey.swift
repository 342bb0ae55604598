internal import EntangleCrypto
internal import EntangleModel
internal import EntangleSSH

/// What signs: a key of the key store that has been opened, or one that the ssh-agent holds.
enum PrivateKey: ~Copyable {
  case opened(SigningKey)
  case held(by: SSHAgent)

  /// A signature over a message by the key pair whose public half is given. Throws a fatal error
  /// where the agent does not make one.
  borrowing func sign(
    _ message: [UInt8], with publicKey: PublicKey, cryptography: any Cryptography
  ) throws(CommandError) -> KeySignature {
    switch self {
    case .opened(let key):
      guard let signature = KeySignature(bytes: key.sign(message)) else {
        throw CommandError("no signature")
      }
      return signature
    case .held(let agent):
      do throws(AgentError) {
        return try agent.sign(message, with: publicKey, cryptography: cryptography)
      } catch {
        throw CommandError(error)
      }
    }
  }
}
