internal import EntangleModel
internal import EntangleSystem

extension Repository {
  /// Has what this process makes from now on be open to others as far as `core.sharedRepository` says (`git-config(1)`), as git's own
  /// programs do with each file. Throws `.library`.
  public func shareWhatIsMade() throws(GitError) {
    guard let value = try configuration("core.sharedRepository") else { return }
    let mode = Self.sharedMode(value)
    // (Who may read a folder may enter it.)
    FileSystem.open((mode | (mode & 0o444) >> 2) & 0o077)
  }

  /// The permission bits of files that others may use, 0 where those are nobody's affair; read as git reads them.
  static func sharedMode(_ value: String) -> UInt32 {
    let word = value.lowercased()
    switch word {
    case "group", "true", "yes", "on", "1": return 0o660
    case "all", "world", "everybody", "2": return 0o664
    default: return UInt32(word, radix: 8).map { $0 & 0o600 == 0o600 ? $0 & 0o666 : 0 } ?? 0
    }
  }
}
