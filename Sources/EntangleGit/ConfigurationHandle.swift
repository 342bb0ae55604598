internal import CGit2
internal import EntangleModel
internal import EntangleSystem

/// Owns one read-only `git_config` and frees it.
struct ConfigurationHandle: ~Copyable {
  private let pointer: OpaquePointer

  /// Reads one file (and what it includes). Throws `.library`, and `.system` where the file cannot be opened.
  init(file: FilePath) throws(GitError) {
    // (libgit2 does not say why it cannot.)
    _ = try GitFiles.open(file)
    var opened: OpaquePointer?
    let status = file.bytes.withCString { git_config_open_ondisk(&opened, $0) }
    let live = try GitLibrary.created(status, opened, "read configuration", file.description)
    defer { git_config_free(live) }
    try self.init(snapshotOf: live)
  }

  /// Reads all files that git would read for the repository. Throws `.library`.
  init(of repository: borrowing RepositoryHandle) throws(GitError) {
    var opened: OpaquePointer?
    let status = git_repository_config(&opened, repository.pointer)
    let live = try GitLibrary.created(status, opened, "read", "configuration")
    defer { git_config_free(live) }
    // (libgit2 before 1.8 knows no file for one work tree alone.)
    var hasOwn: Int32 = 0
    if git_config_get_bool(&hasOwn, live, "extensions.worktreeconfig") == 0, hasOwn != 0 {
      let file = try repository.path + "/config.worktree"
      let added = git_config_add_file_ondisk(
        live, file, GIT_CONFIG_LEVEL_APP, repository.pointer, 1)
      try GitLibrary.check(added, "read configuration", displayText(file.utf8))
    }
    try self.init(snapshotOf: live)
  }

  private init(snapshotOf live: OpaquePointer) throws(GitError) {
    var snapshot: OpaquePointer?
    let status = git_config_snapshot(&snapshot, live)
    pointer = try GitLibrary.created(status, snapshot, "read", "configuration")
  }

  deinit { git_config_free(pointer) }

  /// The last value of the key, or nil. Throws `.library` for a malformed key.
  func value(of key: String) throws(GitError) -> String? {
    var text: UnsafePointer<CChar>?
    let status = git_config_get_string(&text, pointer, key)
    if status == GIT_ENOTFOUND.rawValue { return nil }
    try GitLibrary.check(status, "read configuration key", displayText(key.utf8))
    return text.map { String(cString: $0) }
  }

  /// The values of all keys that a regular expression takes in, as git has them: sections and variables in lower case. Throws
  /// `.library`.
  func values(matching expression: String) throws(GitError) -> [String] {
    var iterator: OpaquePointer?
    let made = git_config_iterator_glob_new(&iterator, pointer, expression)
    try GitLibrary.check(made, "read", "configuration")
    return try values(of: iterator)
  }

  /// All values of one key, in the order of the files. Throws `.library` for a malformed key.
  func values(of key: String) throws(GitError) -> [String] {
    var iterator: OpaquePointer?
    let made = git_config_multivar_iterator_new(&iterator, pointer, key, nil)
    try GitLibrary.check(made, "read configuration key", displayText(key.utf8))
    return try values(of: iterator)
  }

  private func values(of iterator: OpaquePointer?) throws(GitError) -> [String] {
    defer { git_config_iterator_free(iterator) }
    var values: [String] = []
    var entry: UnsafeMutablePointer<git_config_entry>?
    while true {
      let status = git_config_next(&entry, iterator)
      if status == GIT_ITEROVER.rawValue { return values }
      try GitLibrary.check(status, "read", "configuration")
      if let value = entry?.pointee.value { values.append(String(cString: value)) }
    }
  }
}
