internal import EntangleModel
internal import EntangleSystem

/// `git index-pack` (`git-index-pack(1)`), for objects named by SHA-256.
///
/// git gets the pack as a file: only of a file does it see what follows the end of the pack.
struct PackProgram: PackIndexing, ~Copyable {
  private let view: PackView
  private let path: FilePath
  private var file: WritableFile

  /// Writes into the folder `pack` of an object folder; `bases` are object folders for deltas against
  /// objects that the pack does not hold. Throws `.system`.
  init(
    writingInto folder: FilePath, bases: [FilePath], temporary: FilePath
  ) throws(GitError) {
    let view = try PackView(of: [folder], wholes: bases, in: temporary)
    let path = view.place(of: "incoming")
    do {
      let file = try WritableFile(creating: path)
      self.file = file
    } catch {
      throw .system(error)
    }
    self.view = view
    self.path = path
  }

  mutating func append(_ bytes: [UInt8]) throws(PackFailure) {
    do {
      try file.append(bytes)
    } catch {
      throw PackFailure(detail: error.description)
    }
  }

  mutating func commit() throws(PackFailure) {
    var child = view.child(["index-pack", "--stdin", "--fix-thin"])
    child.standardInput = .file(path)
    child.timeLimit = .seconds(3600)
    let result: ChildResult
    do {
      result = try child.run()
    } catch {
      throw PackFailure(detail: error.message)
    }
    guard result.isSuccess else {
      throw PackFailure(detail: GitProcess.reason(result.standardError.text))
    }
  }
}
