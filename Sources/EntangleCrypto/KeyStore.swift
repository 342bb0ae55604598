public import EntangleSystem

/// The directory, outside every repository, where a person's or a machine's keys lie: one file
/// `<name>.json` with permissions 0600 for each.
public struct KeyStore: Sendable {
  /// The directory of the key files; it need not be there.
  public let directory: FilePath

  /// Takes a directory of the caller's choice.
  public init(directory: FilePath) {
    self.directory = directory
  }

  /// Takes `$XDG_DATA_HOME/entangle/keys`, by default `$HOME/.local/share/entangle/keys`.
  ///
  /// Throws `invalid` where neither variable names an absolute path.
  public init(environment: Environment) throws(CryptoError) {
    guard let data = environment.dataDirectory else {
      throw .invalid(
        operation: "find key store", subject: "HOME", cause: "not set to an absolute path")
    }
    directory = data.appending("entangle/keys")
  }

  /// Where the key of that name lies, or would.
  public func path(_ name: KeyName) -> FilePath {
    directory.appending(name.description + ".json")
  }

  /// The names of the keys there are, sorted; files of other names are not keys. None where there
  /// is no directory.
  ///
  /// Throws `system`, or `unsafeDirectory` where others may write to the directory.
  public func list() throws(CryptoError) -> [KeyName] {
    guard try requireSafeDirectory() else { return [] }
    let entries: [[UInt8]]
    do {
      entries = try FileSystem.list(directory)
    } catch {
      throw .system(operation: "list keys in", subject: directory.description, cause: error)
    }
    return entries.compactMap { entry in
      let text = String(decoding: entry, as: UTF8.self)
      return text.hasSuffix(".json") ? KeyName(String(text.dropLast(5))) : nil
    }.sorted()
  }

  /// The key file of that name; no passphrase is needed to read its header.
  ///
  /// Throws `keyNotFound`; `system` with `unsafePermissions` where group or others have any right
  /// to the file, with `Errno.symbolicLink` for a link, with `tooLarge`; `unsafeDirectory`;
  /// `damaged` (also where the file is of a key of another name) and `unsupported`.
  public func load(_ name: KeyName) throws(CryptoError) -> KeyFile {
    let path = path(name)
    guard try requireSafeDirectory() else { throw .keyNotFound(name, path: directory) }
    let bytes: [UInt8]
    do {
      bytes = try FileSystem.readPrivate(path, limit: KeyFile.byteLimit)
    } catch {
      if error.cause == .notFound { throw .keyNotFound(name, path: directory) }
      throw .system(operation: "load key", subject: name.description, cause: error)
    }
    let file = try KeyFile(decoding: bytes, subject: path.description)
    guard file.header.name == name else {
      throw .damaged(
        subject: path.description, cause: "it is of the key '\(file.header.name)'")
    }
    return file
  }

  /// Adds a key under the name in its header, whole or not at all, and returns where.
  ///
  /// Makes the directory (0700) where it is missing. Throws `keyExists` where the name is taken:
  /// nothing is ever overwritten; `unsafeDirectory`; `system`, for a full disk for instance.
  @discardableResult
  public func add(_ file: KeyFile) throws(CryptoError) -> FilePath {
    let name = file.header.name
    let path = path(name)
    do {
      try FileSystem.createDirectory(directory, mode: 0o700)
    } catch {
      throw .system(operation: "make key store", subject: directory.description, cause: error)
    }
    _ = try requireSafeDirectory()
    do {
      try FileSystem.write(file.encode(), to: path, mode: 0o600, existing: .refuse)
    } catch {
      if error.cause == .exists { throw .keyExists(name, path: directory) }
      throw .system(operation: "store key", subject: name.description, cause: error)
    }
    return path
  }

  /// Whether the directory is there; throws `unsafeDirectory` where somebody else could put a
  /// file of theirs in the place of a key.
  private func requireSafeDirectory() throws(CryptoError) -> Bool {
    let status: FileStatus?
    do {
      status = try FileSystem.status(directory)
    } catch {
      throw .system(operation: "examine key store", subject: directory.description, cause: error)
    }
    guard let status else { return false }
    guard status.mode & 0o022 == 0 else {
      throw .unsafeDirectory(directory, mode: status.mode)
    }
    return true
  }
}
