internal import EntangleModel
internal import EntangleSystem

/// A git directory of our own, in which git sees the packs of some object folders and nothing else of theirs: no
/// configuration, alternates, loose objects, refs.
///
/// What a stranger's repository says about itself is thus never read by git, and can start nothing.
final class PackView: Sendable {
  private static func configuration(_ format: ObjectFormat) -> String {
    """
    [core]
    \trepositoryformatversion = 1
    \tbare = true
    \tmultiPackIndex = false
    [extensions]
    \tobjectformat = \(format.rawValue)

    """
  }

  private let folder: TemporaryDirectory
  private let path: String
  private let others: [String]

  /// Makes the folder in `temporary`, with a link to the `pack` folder of each object folder; the
  /// first is the one into which git writes; where there is none, it writes into this folder. Of `wholes` git sees all,
  /// alternates too. Throws `.system`.
  init(
    of directories: [FilePath], wholes: [FilePath] = [], format: ObjectFormat = .sha256,
    in temporary: FilePath
  ) throws(GitError) {
    do throws(SystemError) {
      let made = try TemporaryDirectory(in: temporary)
      guard let path = made.path.text else { throw SystemError.invalidPath(temporary) }
      try PackView.fill(made.path, format)
      if directories.isEmpty {
        try FileSystem.createDirectory(
          made.path.appending(PackView.name(0)).appending("pack"), mode: 0o700)
      }
      let linked = max(directories.count, 1)
      for (position, directory) in directories.enumerated() {
        let place = made.path.appending(PackView.name(position))
        try FileSystem.createDirectory(place, mode: 0o700)
        try FileSystem.createLink(place.appending("pack"), to: directory.appending("pack"))
      }
      for (position, directory) in wholes.enumerated() {
        let name = PackView.name(linked + position)
        try FileSystem.createLink(made.path.appending(name), to: directory)
      }
      self.path = path
      folder = made
      others = (0..<(linked + wholes.count)).dropFirst().map(PackView.name)
    } catch {
      throw .system(error)
    }
  }

  /// A file in this folder.
  func place(of name: String) -> FilePath { folder.path.appending(name) }

  /// A git that works in this folder.
  func child(_ arguments: [String]) -> ChildProcess {
    GitProcess.child(
      arguments, gitDirectory: ".", in: path,
      with: ["GIT_ALTERNATE_OBJECT_DIRECTORIES": others.joined(separator: ":")])
  }

  private static func name(_ position: Int) -> String {
    position == 0 ? "objects" : "other\(position)"
  }

  private static func fill(_ path: FilePath, _ format: ObjectFormat) throws(SystemError) {
    try FileSystem.createDirectory(path.appending("refs"), mode: 0o700)
    for (name, text) in [("HEAD", "ref: refs/heads/main\n"), ("config", configuration(format))] {
      try FileSystem.write(Array(text.utf8), to: path.appending(name), isSynchronised: false)
    }
  }
}
