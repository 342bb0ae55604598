internal import EntangleModel
internal import EntangleSystem

/// Moves refs with `git update-ref --stdin` (`git-update-ref(1)`), all or none.
struct ReferenceProgram {
  private static let author = "entangle"
  private static let address = "entangle@entangle.invalid"

  /// The directory with `HEAD` and the refs of this work tree.
  let gitDirectory: String

  /// Where objects are.
  let environment: GitEnvironment

  /// Compares each ref with its expected value and moves it. Throws `.program` with what git says.
  func move(_ updates: [RefUpdate], message: String) throws(GitError) {
    let variables = [
      "GIT_COMMITTER_NAME": Self.author, "GIT_COMMITTER_EMAIL": Self.address,
      "GIT_OBJECT_DIRECTORY": environment.objectDirectory,
      "GIT_ALTERNATE_OBJECT_DIRECTORIES": environment.alternateObjectDirectories,
    ].compactMapValues { $0 }
    var child = GitProcess.child(
      ["update-ref", "-m", message, "--stdin", "-z"], gitDirectory: gitDirectory, with: variables)
    child.standardInput = .bytes(updates.flatMap(Self.command))
    child.timeLimit = .seconds(600)
    let result: ChildResult
    do {
      result = try child.run()
    } catch {
      throw .program(operation: "update", subject: "refs", detail: error.message)
    }
    guard result.isSuccess else {
      throw .program(
        operation: "update", subject: "refs",
        detail: GitProcess.reason(result.standardError.text))
    }
  }

  /// `update SP <ref> NUL <new> NUL <old> NUL`, the ref itself and not what it points at.
  private static func command(_ update: RefUpdate) -> [UInt8] {
    let old = update.expectedOld ?? .zero(update.new.format)
    return Array("option no-deref\0update ".utf8) + update.name.bytes
      + Array("\0\(update.new.hex)\0\(old.hex)\0".utf8)
  }
}
