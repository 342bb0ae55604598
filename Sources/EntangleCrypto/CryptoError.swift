public import EntangleSystem

/// Why a key could not be made, kept, read or used.
public enum CryptoError: Error, Sendable, Hashable, CustomStringConvertible {
  /// libsodium could not start.
  case unavailable(operation: String)
  /// Bytes of the wrong number were given to an operation.
  case wrongLength(operation: String, subject: String, expected: Int, actual: Int)
  /// libsodium refused an operation, for want of memory as a rule.
  case failed(operation: String, subject: String)
  /// Something that was asked for is not allowed: a name, a set of uses, an empty passphrase.
  case invalid(operation: String, subject: String, cause: String)
  /// The operating system refused; the cause names the file.
  case system(operation: String, subject: String, cause: SystemError)
  /// The key store has no key of that name.
  case keyNotFound(KeyName, path: FilePath)
  /// The key store has a key of that name already.
  case keyExists(KeyName, path: FilePath)
  /// Others than the owner may write to the key store; `mode` is its permission bits.
  case unsafeDirectory(FilePath, mode: UInt32)
  /// The key file is not what Docs/format-keyfile.md describes.
  case damaged(subject: String, cause: String)
  /// The key file is of a version, cipher or use that is not known here.
  case unsupported(subject: String, cause: String)
  /// An OpenSSH private key is protected by a passphrase of its own.
  case encrypted(subject: String)
  /// The private half of the key is not in its file: the ssh-agent holds it.
  case heldByAgent(KeyName)
  /// The key is protected by a passphrase and none was given.
  case passphraseRequired(KeyName)
  /// The passphrase does not open the key; the same where someone changed the file and kept its
  /// form, which nobody can tell apart.
  case wrongPassphrase(KeyName)

  /// One line, lower case, without full stop.
  public var description: String {
    switch self {
    case .unavailable(let operation):
      "cannot \(operation): libsodium does not start"
    case .wrongLength(let operation, let subject, let expected, let actual):
      "cannot \(operation) '\(subject)': \(actual) bytes in place of \(expected)"
    case .failed(let operation, let subject):
      "cannot \(operation) '\(subject)': out of memory"
    case .invalid(let operation, let subject, let cause):
      "cannot \(operation) '\(subject)': \(cause)"
    case .system(let operation, let subject, let cause):
      "cannot \(operation) '\(subject)': \(cause)"
    case .keyNotFound(let name, let path):
      "no key '\(name)' in '\(path)'"
    case .keyExists(let name, let path):
      "a key '\(name)' is in '\(path)' already"
    case .unsafeDirectory(let path, _):
      "others than its owner may write to the key store '\(path)'"
    case .damaged(let subject, let cause):
      "damaged key file '\(subject)': \(cause)"
    case .unsupported(let subject, let cause):
      "unsupported key file '\(subject)': \(cause)"
    case .encrypted(let subject):
      "the private key in '\(subject)' is encrypted"
    case .heldByAgent(let name):
      "the private half of key '\(name)' is not here: the ssh-agent holds it"
    case .passphraseRequired(let name):
      "key '\(name)' needs its passphrase"
    case .wrongPassphrase(let name):
      "cannot open key '\(name)': wrong passphrase or changed file"
    }
  }

  /// The way out, where there is one.
  public var hint: String? {
    switch self {
    case .system(_, _, let cause): cause.hint
    case .unsafeDirectory(let path, _): "chmod 700 '\(path)'"
    case .keyExists: "choose another name; keys are never overwritten"
    case .encrypted:
      "copy it, take the passphrase off the copy with 'ssh-keygen -p', and import that"
    case .keyNotFound: "list the keys there are, or make one"
    default: nil
    }
  }
}
