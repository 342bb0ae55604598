internal import CGit2
internal import EntangleModel
internal import EntangleSystem

/// Owns one `git_repository` and frees it.
///
/// Not for several threads at once: the owner keeps it behind a mutex.
struct RepositoryHandle: ~Copyable, @unchecked Sendable {
  // SAFETY: one owner, who lends it to one thread at a time; libgit2 ties it to no thread.
  let pointer: OpaquePointer

  /// The hash function that names the objects.
  let format: ObjectFormat

  /// Opens what lies at `path` without looking further up. Throws as `Repository.init` does.
  init(opening path: String) throws(GitError) {
    try GitLibrary.start()
    try RepositoryHandle.checkExtensions(of: FilePath(path))
    var opened: OpaquePointer?
    let flags = GIT_REPOSITORY_OPEN_NO_SEARCH.rawValue
    let status = git_repository_open_ext(&opened, path, flags, nil)
    if status == GIT_ENOTFOUND.rawValue {
      throw .notARepository(path: displayText(path.utf8))
    }
    let repository = try GitLibrary.created(
      status, opened, "open repository", displayText(path.utf8))
    do {
      // A `.git` file leads elsewhere: what counts is what was opened.
      format = try RepositoryHandle.checkConfiguration(
        FilePath(RepositoryHandle.text(git_repository_commondir(repository), of: path)), path)
    } catch {
      git_repository_free(repository)
      throw error
    }
    pointer = repository
  }

  deinit { git_repository_free(pointer) }

  /// The git directory. Throws `.library` where it is not UTF-8.
  var path: String {
    get throws(GitError) {
      try RepositoryHandle.text(git_repository_path(pointer), of: "git directory")
    }
  }

  /// The directory with the shared parts. Throws `.library` where it is not UTF-8.
  var commonPath: String {
    get throws(GitError) {
      try RepositoryHandle.text(git_repository_commondir(pointer), of: "common directory")
    }
  }

  /// The root of the work tree. Throws `.library` where it is not UTF-8.
  var workTree: String? {
    get throws(GitError) {
      guard let path = git_repository_workdir(pointer) else { return nil }
      return try RepositoryHandle.text(path, of: "work tree")
    }
  }

  /// Whether there is no work tree.
  var isBare: Bool { git_repository_is_bare(pointer) == 1 }

  /// A path from libgit2 as text without a final slash. Throws `.library` where it is not UTF-8.
  static func text(_ path: UnsafePointer<CChar>?, of subject: String) throws(GitError) -> String {
    guard let path, var text = String(validatingCString: path) else {
      throw .library(
        operation: "read the path of", subject: displayText(subject.utf8), code: -1,
        detail: "not UTF-8")
    }
    while text.utf8.count > 1, text.utf8.last == UInt8(ascii: "/") { text.removeLast() }
    return text
  }

  /// libgit2 refuses unknown extensions without saying which: they are looked at first.
  private static func checkExtensions(of path: FilePath) throws(GitError) {
    for directory in [path.appending(".git"), path] {
      try ConfigurationFiles.requireFiles(of: directory)
      _ = try checkConfiguration(directory, path.description)
    }
  }

  /// The hash function that the configuration names.
  private static func checkConfiguration(
    _ directory: FilePath, _ path: String
  ) throws(GitError) -> ObjectFormat {
    let file = directory.appending("config")
    guard try GitFiles.kind(of: file, following: true) == .file else { return .sha1 }
    let configuration = try ConfigurationHandle(file: file)
    let name = try configuration.value(of: "extensions.objectformat") ?? "sha1"
    guard let format = ObjectFormat(rawValue: name) else {
      throw .unsupportedObjectFormat(path: path, format: displayText(name.utf8))
    }
    if let storage = try configuration.value(of: "extensions.refstorage"), storage != "files" {
      throw .unsupportedReferenceStorage(path: path, storage: displayText(storage.utf8))
    }
    return format
  }
}
