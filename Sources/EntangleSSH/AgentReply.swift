internal import EntangleModel

/// The numbers of the messages of an ssh-agent (draft-miller-ssh-agent, section 5.1).
enum AgentMessage {
  static let failure: UInt8 = 5
  static let requestIdentities: UInt8 = 11
  static let identitiesAnswer: UInt8 = 12
  static let signRequest: UInt8 = 13
  static let signResponse: UInt8 = 14
}

/// Reads what an agent answered, without the length in front.
enum AgentReply {
  /// A list of keys; throws `malformed` for anything else.
  static func identities(_ reply: [UInt8]) throws(AgentError) -> [AgentIdentity] {
    var reader = SSHWireReader(reply)
    guard reader.byte() == AgentMessage.identitiesAnswer, let count = reader.number() else {
      throw .malformed(cause: "its answer is no list of keys")
    }
    guard count <= SSHAgent.identityLimit else {
      throw .malformed(cause: "it lists more than \(SSHAgent.identityLimit) keys")
    }
    var identities: [AgentIdentity] = []
    for _ in 0..<count {
      guard let wire = reader.string(), let comment = reader.string() else {
        throw .malformed(cause: "its list of keys is cut off")
      }
      identities.append(AgentIdentity(wire: wire, comment: comment))
    }
    guard reader.isAtEnd else { throw .malformed(cause: "something follows its list of keys") }
    return identities
  }

  /// A signature, not yet checked against what was to be signed. Throws `refused`, `malformed` for
  /// what is no signature of the key's kind, `untouched` for one that a security key made by itself.
  static func signature(_ reply: [UInt8], of key: PublicKey) throws(AgentError) -> KeySignature {
    guard reply != [AgentMessage.failure] else { throw .refused(key) }
    var reader = SSHWireReader(reply)
    guard reader.byte() == AgentMessage.signResponse, let wire = reader.string(), reader.isAtEnd
    else { throw .malformed(cause: "its answer is no signature") }
    guard let signature = KeySignature(wire: wire, of: key) else {
      throw .malformed(cause: "its signature is not of the key's kind")
    }
    guard signature.authenticator?.isUserPresent != false else { throw .untouched(key) }
    return signature
  }
}
