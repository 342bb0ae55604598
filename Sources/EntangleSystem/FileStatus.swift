import Glibc

/// What a name in the file system stands for (`inode(7)`).
public enum FileKind: String, Sendable, Hashable, CustomStringConvertible {
  case file
  case directory
  case symbolicLink
  /// A pipe, socket or device.
  case special

  /// The kind in words.
  public var description: String {
    switch self {
    case .file: "regular file"
    case .directory: "directory"
    case .symbolicLink: "symbolic link"
    case .special: "pipe, socket or device"
    }
  }
}

/// What `stat(2)` says about a file.
public struct FileStatus: Sendable, Hashable {
  /// What the name stands for.
  public let kind: FileKind
  /// The permission bits, 0 ... 0o7777.
  public let mode: UInt32
  /// The user who owns it.
  public let owner: UInt32
  /// The size in bytes.
  public let size: Int64
  /// The last change of the content, in seconds since the epoch.
  public let modified: Int64

  /// Whether group or others have any right to it.
  public var isOpenToOthers: Bool { mode & 0o077 != 0 }

  /// Whether somebody may run it.
  public var isExecutable: Bool { mode & 0o111 != 0 }

  /// Takes what the kernel filled in.
  init(_ raw: stat) {
    kind =
      switch raw.st_mode & S_IFMT {
      case S_IFREG: .file
      case S_IFDIR: .directory
      case S_IFLNK: .symbolicLink
      default: .special
      }
    mode = raw.st_mode & 0o7777
    owner = raw.st_uid
    size = Int64(raw.st_size)
    modified = Int64(raw.st_mtim.tv_sec)
  }
}
