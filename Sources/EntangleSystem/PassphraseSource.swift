/// Where a passphrase comes from.
public enum PassphraseSource: Sendable, Hashable {
  /// The person at the controlling terminal, who sees `prompt` and not what is typed.
  case terminal(prompt: String)
  /// All that can be read from an open descriptor of this process, which stays open.
  case descriptor(Int32)
  /// A regular file, no symbolic link, to which group and others have no right.
  case file(FilePath)

  /// The longest passphrase, in bytes.
  public static let limit = 1024

  /// The file that `ENTANGLE_PASSPHRASE_FILE` names, or the terminal where it is not set.
  public init(environment: Environment, prompt: String) {
    if let name = environment["ENTANGLE_PASSPHRASE_FILE"] {
      self = .file(FilePath(name))
    } else {
      self = .terminal(prompt: prompt)
    }
  }

  /// Reads the passphrase, straight into secret memory; one newline at its end is removed.
  ///
  /// Throws `tooLarge` above the limit, `unsafePermissions` for a file that others may touch,
  /// `cancelled` where the person typed end of file or a signal came, else what opening and
  /// reading throw.
  public func read() throws(SystemError) -> SecretBytes {
    switch self {
    case .terminal(let prompt):
      return try TerminalPrompt(device: "/dev/tty").ask(prompt)
    case .descriptor(let number):
      return try Self.read(number, path: FilePath("/dev/fd/\(number)"))
    case .file(let path):
      let file = try FileSystem.openForReading(path, .refuse)
      try FileSystem.requirePrivate(file)
      return try Self.read(file.number, path: path)
    }
  }

  private static func read(_ number: Int32, path: FilePath) throws(SystemError) -> SecretBytes {
    try SecretBytes(capacity: limit + 2) { (span) throws(SystemError) in
      let count = try FileSystem.readToEnd(
        number, into: &span, path: path, operation: "read passphrase from")
      return try withoutNewline(span, count: count, path: path)
    }
  }

  /// The length without one newline at the end; throws `tooLarge` above the limit.
  static func withoutNewline(
    _ span: borrowing MutableSpan<UInt8>, count: Int, path: FilePath
  ) throws(SystemError) -> Int {
    let endsInNewline = count > 0 && span[count - 1] == UInt8(ascii: "\n")
    let length = endsInNewline ? count - 1 : count
    guard length <= limit else { throw .tooLarge(path: path, limit: limit) }
    return length
  }
}
