public import EntangleModel
public import EntangleSystem

/// Why the ssh-agent did not do what it was asked.
public enum AgentError: Error, Sendable, Hashable, CustomStringConvertible {
  /// `SSH_AUTH_SOCK` is not set to an absolute path.
  case none
  /// The agent cannot be reached, hangs up, or does not answer in time.
  case system(cause: SystemError)
  /// The agent does not hold the key.
  case notHeld(PublicKey)
  /// The agent holds the key and will not sign with it.
  case refused(PublicKey)
  /// What the agent answered is not of its protocol.
  case malformed(cause: String)
  /// The security key signed without being touched.
  case untouched(PublicKey)
  /// What the agent answered is no signature by that key over what it was to sign.
  case wrongSignature(PublicKey)

  /// One line, lower case, without full stop.
  public var description: String {
    switch self {
    case .none: "no ssh-agent: SSH_AUTH_SOCK names no socket"
    case .system(let cause): "cannot ask the ssh-agent: \(cause)"
    case .notHeld(let key): "the ssh-agent does not hold the key '\(key)'"
    case .refused(let key): "the ssh-agent does not sign with the key '\(key)'"
    case .malformed(let cause): "cannot understand the ssh-agent: \(cause)"
    case .untouched(let key): "nobody touched the security key '\(key)'"
    case .wrongSignature(let key): "the ssh-agent's signature is not by the key '\(key)'"
    }
  }

  /// The way out, where there is one.
  public var hint: String? {
    switch self {
    case .none, .system: "is it running? 'ssh-add -l' asks it too"
    case .notHeld: "'ssh-add' gives it keys; while it is locked it holds none ('ssh-add -X')"
    case .refused: "somebody, or something, must agree: a confirmation, a touch"
    case .untouched: "make one that asks for a touch: ssh-keygen -t ed25519-sk"
    case .malformed, .wrongSignature: "what listens at SSH_AUTH_SOCK is no agent to trust"
    }
  }
}
