import Glibc

/// The environment variables (`environ(7)`), copied once.
public struct Environment: Sendable, Hashable {
  /// Names and values. An entry that is not UTF-8 or has no `=` is left out; of two entries of one
  /// name the first counts, as for `getenv(3)`.
  public let variables: [String: String]

  /// Takes given variables.
  public init(_ variables: [String: String]) {
    self.variables = variables
  }

  /// The environment of this process, as it is now.
  public static func current() -> Environment {
    var variables: [String: String] = [:]
    var entry = environ
    while let text = entry.pointee {
      if let line = String(validatingCString: text), let split = line.firstIndex(of: "=") {
        let name = String(line[..<split])
        if variables[name] == nil {
          variables[name] = String(line[line.index(after: split)...])
        }
      }
      entry += 1
    }
    return Environment(variables)
  }

  /// The value of a variable; nil where it is not set.
  public subscript(name: String) -> String? { variables[name] }

  /// The directory of the user's data (XDG Base Directory Specification): `$XDG_DATA_HOME`, or
  /// `$HOME/.local/share`; nil where neither is an absolute path.
  public var dataDirectory: FilePath? {
    if let directory = self["XDG_DATA_HOME"].map({ FilePath($0) }), directory.isAbsolute {
      return directory
    }
    guard let home = self["HOME"].map({ FilePath($0) }), home.isAbsolute else { return nil }
    return home.appending(".local/share")
  }

  /// The directory of what can be made again (XDG Base Directory Specification): `$XDG_CACHE_HOME`, or
  /// `$HOME/.cache`; nil where neither is an absolute path.
  public var cacheDirectory: FilePath? {
    if let directory = self["XDG_CACHE_HOME"].map({ FilePath($0) }), directory.isAbsolute {
      return directory
    }
    guard let home = self["HOME"].map({ FilePath($0) }), home.isAbsolute else { return nil }
    return home.appending(".cache")
  }
}
