public import EntangleModel
public import EntangleSystem

/// The ssh-agent of this session, asked in its protocol (draft-miller-ssh-agent). Whatever it
/// answers is bounded, read strictly, and a signature checked before anyone sees it.
public struct SSHAgent: Sendable {
  /// The longest answer, in bytes: as much as OpenSSH's own client takes.
  public static let replyLimit = 256 * 1024
  /// The most keys that an agent may list: as many as OpenSSH's own client takes.
  public static let identityLimit = 2_048

  private let socket: FilePath
  private let listing: Duration
  private let signing: Duration

  /// Takes the socket at which an agent listens, and how long it may take to list its keys, and to
  /// sign: for that a person may have to confirm, or to touch something.
  public init(
    socket: FilePath, listing: Duration = .seconds(10), signing: Duration = .seconds(120)
  ) {
    self.socket = socket
    self.listing = listing
    self.signing = signing
  }

  /// Takes the socket that `SSH_AUTH_SOCK` names; throws `none` where it names none.
  public init(environment: Environment) throws(AgentError) {
    guard let path = environment["SSH_AUTH_SOCK"].map({ FilePath($0) }), path.isAbsolute else {
      throw .none
    }
    self.init(socket: path)
  }

  /// The keys that the agent holds, in its order; one that is locked says that it holds none.
  ///
  /// Throws `system`, or `malformed` for anything but a list of keys with comments.
  public func identities() throws(AgentError) -> [AgentIdentity] {
    try AgentReply.identities(try ask([AgentMessage.requestIdentities], within: listing))
  }

  /// A signature over `message` by a key that the agent holds, found to be one.
  ///
  /// Throws `notHeld`, `refused`, `system`, `malformed` for what is no signature of the key's kind,
  /// `untouched` for one that a security key made by itself, `wrongSignature` for one that is not by
  /// the key or over something else.
  public func sign(
    _ message: [UInt8], with key: PublicKey, cryptography: some Cryptography
  ) throws(AgentError) -> KeySignature {
    guard try identities().contains(where: { $0.publicKey == key }) else { throw .notHeld(key) }
    let request =
      [AgentMessage.signRequest] + sshString(key.wire) + sshString(message) + sshNumber(0)
    let reply = try ask(request, within: signing)
    let signature = try AgentReply.signature(reply, of: key)
    guard signature.isValid(over: message, by: key, cryptography: cryptography) else {
      throw .wrongSignature(key)
    }
    return signature
  }

  /// Sends one message over a connection of its own and returns the answer, at least one byte.
  private func ask(_ message: [UInt8], within patience: Duration) throws(AgentError) -> [UInt8] {
    let deadline = ContinuousClock.now + patience
    do throws(SystemError) {
      let connection = try LocalSocket(connectingTo: socket)
      try connection.send(sshString(message), by: deadline)
      var header = SSHWireReader(try connection.receive(4, by: deadline))
      let length = header.number().flatMap { Int(exactly: $0) } ?? 0
      // Nothing is set aside for what is not there: the length is checked first.
      if (1...Self.replyLimit).contains(length) {
        return try connection.receive(length, by: deadline)
      }
    } catch {
      throw .system(cause: error)
    }
    throw .malformed(cause: "its answer is empty or longer than \(Self.replyLimit) bytes")
  }
}
