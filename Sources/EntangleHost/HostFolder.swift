public import EntangleModel
public import EntangleSystem

/// What a governed repository on a server holds beside git's own files: the folder `entangle` in its git
/// directory. None of it is reached by a push or a fetch.
public struct HostFolder: Sendable {
  /// The folder itself.
  public let path: FilePath

  /// Takes the git directory of the repository.
  public init(gitDirectory: FilePath) {
    path = gitDirectory.appending("entangle")
  }

  /// What was decided when the repository was put under guard.
  public struct Settings: Sendable, Hashable {
    /// The repository id that pushes are judged by.
    public let trustRoot: SHA256Digest

    public init(trustRoot: SHA256Digest) {
      self.trustRoot = trustRoot
    }
  }

  private static let schema = "entangle/host@v1"

  private var settingsFile: FilePath { path.appending("host.json") }

  /// The settings; nil where there are none. Throws `HostError`.
  public func settings() throws(HostError) -> Settings? {
    let bytes: [UInt8]
    do {
      guard try FileSystem.status(settingsFile) != nil else { return nil }
      bytes = try FileSystem.read(settingsFile, limit: 65_536)
    } catch {
      throw .system(error)
    }
    guard case .object(let members)? = try? JSONValue(canonical: bytes), members.count == 2,
      case .string(Self.schema)? = members["schema"], case .string(let hex)? = members["trustRoot"],
      let root = SHA256Digest(hex: hex)
    else { throw .damaged(settingsFile) }
    return Settings(trustRoot: root)
  }

  /// Writes the settings, in place of others. Throws `HostError`.
  public func write(_ settings: Settings) throws(HostError) {
    let document = JSONValue.object([
      "schema": .string(Self.schema), "trustRoot": .string(settings.trustRoot.hex),
    ])
    do {
      try FileSystem.createDirectory(path, mode: 0o700)
      try FileSystem.write(
        document.encodeCanonical(), to: settingsFile, mode: 0o600, existing: .replace)
    } catch {
      throw .system(error)
    }
  }

  /// Holds the turn of a push while it is judged; waits for the pushes before it until `deadline`.
  public func takeTurn(by deadline: ContinuousClock.Instant) throws(HostError) -> PushTurn {
    try PushTurn(in: path, by: deadline)
  }
}

/// Why something about a guarded repository cannot be done.
public enum HostError: Error, Sendable, Hashable {
  case system(SystemError)
  /// A file of the folder `entangle` is not as entangle writes it.
  case damaged(FilePath)
  /// A line of a file that its keeper writes is not what it should be.
  case unreadableLine(FilePath, String)
  /// Other pushes took too long.
  case busy

  /// What failed: lower case, without full stop.
  public var description: String {
    switch self {
    case .system(let error): error.description
    case .damaged(let path): "'\(path)' is damaged"
    case .unreadableLine(let path, let line):
      "'\(path)' has a line that cannot be read: '\(displayText(line.utf8))'"
    case .busy: "other pushes keep the repository busy"
    }
  }

  /// The way out, where one is known.
  public var hint: String? {
    switch self {
    case .system(let error): error.hint
    case .damaged: "'entangle host init' writes it anew"
    case .unreadableLine: "whoever keeps the server mends or removes the line"
    case .busy: "push again in a moment"
    }
  }
}
