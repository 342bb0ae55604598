internal import Glibc

/// What git tells its hooks about where objects are (`git(1)`, "Environment Variables").
public struct GitEnvironment: Sendable, Hashable {
  /// `GIT_OBJECT_DIRECTORY`: where objects are written instead of the repository's own folder.
  public let objectDirectory: String?

  /// `GIT_ALTERNATE_OBJECT_DIRECTORIES`: more folders to read from, as git spells the list.
  public let alternateObjectDirectories: String?

  /// Whether `GIT_QUARANTINE_PATH` is set: a push is being judged and no ref may move.
  public let isQuarantine: Bool

  /// Takes the values of the variables; nil where one is not set.
  public init(
    objectDirectory: String? = nil, alternateObjectDirectories: String? = nil,
    isQuarantine: Bool = false
  ) {
    self.objectDirectory = objectDirectory
    self.alternateObjectDirectories = alternateObjectDirectories
    self.isQuarantine = isQuarantine
  }

  /// No variable set: the repository as it lies on the disk.
  public static let none = GitEnvironment()

  /// The variables of this process, as git sets them for a hook.
  public static var process: GitEnvironment {
    GitEnvironment(
      objectDirectory: variable("GIT_OBJECT_DIRECTORY"),
      alternateObjectDirectories: variable("GIT_ALTERNATE_OBJECT_DIRECTORIES"),
      isQuarantine: variable("GIT_QUARANTINE_PATH") != nil)
  }

  private static func variable(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }
  }
}
