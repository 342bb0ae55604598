internal import EntangleCrypto
internal import EntangleModel
internal import EntangleSSH

/// What signs: a key of the key store that has been opened, or one that the ssh-agent holds.
final class PrivateKey: Sendable {
  private enum Holder: ~Copyable, Sendable {
    case opened(SigningKey)
    case agent(SSHAgent)
  }

  private let holder: Holder

  /// Takes a key that has been opened.
  init(_ key: consuming SigningKey) {
    holder = .opened(key)
  }

  /// Takes the agent that holds the key.
  init(heldBy agent: SSHAgent) {
    holder = .agent(agent)
  }

  /// A signature over a message by the key pair whose public half is given. Throws a fatal error
  /// where the agent does not make one.
  func sign(
    _ message: [UInt8], with publicKey: PublicKey, cryptography: any Cryptography
  ) throws(CommandError) -> KeySignature {
    switch holder {
    case .opened(let key):
      guard let signature = KeySignature(bytes: key.sign(message)) else {
        throw CommandError("no signature")
      }
      return signature
    case .agent(let agent):
      do throws(AgentError) {
        return try agent.sign(message, with: publicKey, cryptography: cryptography)
      } catch {
        throw CommandError(error)
      }
    }
  }
}
