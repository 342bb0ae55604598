internal import EntangleModel
internal import EntangleSystem

/// The trust roots that a user has decided on, one for each repository by its path, kept outside
/// every repository: `$XDG_DATA_HOME/entangle/pins/<SHA-256 of the path>.json`.
struct PinStore {
  private let directory: FilePath
  private let cryptography: any Cryptography

  /// The user's store; throws where there is no home.
  init(_ context: CommandContext) throws(CommandError) {
    guard let data = context.environment.dataDirectory else {
      throw CommandError("no home directory", hint: "set HOME or XDG_DATA_HOME")
    }
    directory = data.appending("entangle").appending("pins")
    cryptography = context.cryptography
  }

  private func file(_ path: String) -> FilePath {
    directory.appending("\(cryptography.sha256(Array(path.utf8))).json")
  }

  /// The trust root pinned for the repository at a path, or nil.
  func root(of path: String) throws(CommandError) -> SHA256Digest? {
    let file = file(path)
    guard try attempt({ try FileSystem.status(file) }) != nil else { return nil }
    let pin = try pin(file)
    guard pin.path == path else { throw Self.damaged(file) }
    return pin.root
  }

  /// Whether a trust root is pinned for any repository.
  func holds(_ root: SHA256Digest) throws(CommandError) -> Bool {
    guard try attempt({ try FileSystem.status(directory) }) != nil else { return false }
    for name in try attempt({ try FileSystem.list(directory) })
    where name.suffix(5).elementsEqual(".json".utf8) {
      if try pin(directory.appending(name)).root == root { return true }
    }
    return false
  }

  private func pin(_ file: FilePath) throws(CommandError) -> (path: String, root: SHA256Digest) {
    let bytes = try attempt { try FileSystem.read(file, limit: 65_536) }
    guard case .object(let members)? = try? JSONValue(canonical: bytes),
      case .string(let path)? = members["path"], case .string(let hex)? = members["trustRoot"],
      let root = SHA256Digest(hex: hex)
    else { throw Self.damaged(file) }
    return (path, root)
  }

  private static func damaged(_ file: FilePath) -> CommandError {
    CommandError(
      "the pin '\(file)' is damaged", hint: "remove it, and pin the repository again")
  }

  /// Pins a trust root for the repository at a path, in place of another.
  func pin(_ root: SHA256Digest, path: String) throws(CommandError) {
    let document = JSONValue.object([
      "path": .string(path), "schema": .string("entangle/pin@v1"),
      "trustRoot": .string(root.hex),
    ])
    let directory = directory
    let file = file(path)
    try attempt {
      try FileSystem.createDirectory(directory, mode: 0o700)
      try FileSystem.write(
        document.encodeCanonical(), to: file, mode: 0o600, existing: .replace)
    }
  }

  /// Takes away the pin of the repository at a path, where there is one.
  func unpin(path: String) throws(CommandError) {
    let file = file(path)
    try attempt { _ = try FileSystem.remove(file) }
  }
}
