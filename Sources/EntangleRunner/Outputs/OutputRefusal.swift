/// Why a declared output, or something in a declared folder, is not taken over.
public enum OutputRefusal: Sendable, Hashable {
  /// The task did not make it.
  case missing
  /// It is a folder in which there is no file.
  case empty
  /// It, or a folder on the way to it, is a symbolic link.
  case symbolicLink
  /// It is a pipe, a socket or a device.
  case special
  /// A component on the way to it is not a folder.
  case notAFolder
  /// Its name is not acceptable.
  case name(cause: String)
  /// Its name differs from another one only by case or Unicode spelling.
  case collision
  /// There are more files than this.
  case tooMany(limit: Int)
  /// It, or everything together, is larger than this many bytes.
  case tooLarge(limit: Int)
  /// It lies deeper than this many folders.
  case tooDeep(limit: Int)
  /// It could not be read.
  case unreadable(cause: String)

  /// The cause, as the end of a message.
  public var message: String {
    switch self {
    case .missing: "the task did not make it"
    case .empty: "the task made no file in it, and git keeps no empty folders"
    case .symbolicLink: "it is, or lies behind, a symbolic link"
    case .special: "it is neither a file nor a folder"
    case .notAFolder: "a part of its path is not a folder"
    case .name(let cause): cause
    case .collision: "its name differs from another only by case or spelling"
    case .tooMany(let limit): "there are more than \(limit) files"
    case .tooLarge(let limit): "the limit is \(limit) bytes"
    case .tooDeep(let limit): "it lies deeper than \(limit) folders"
    case .unreadable(let cause): cause
    }
  }

  /// The way out, where one is known.
  public var hint: String? {
    switch self {
    case .missing, .empty: "declare only what the command makes, relative to the workspace"
    case .symbolicLink: "let the task write the file itself"
    default: nil
    }
  }
}
