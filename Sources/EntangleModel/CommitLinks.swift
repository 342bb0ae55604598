/// What a walk needs of a commit: its parents and its time.
public struct CommitLinks: Sendable {
  /// The parents, in order: the `parent` lines right behind the `tree` line, as git reads them.
  public let parents: [ObjectID]

  /// Committer time in seconds since 1970, only ever to order a list; 0 where it cannot be read.
  public let time: Int64

  /// Reads the header of a commit; nil where it does not start as one.
  public init?(_ content: [UInt8], format: ObjectFormat) {
    guard let parents = CommitParents(content, format: format) else { return nil }
    self.parents = parents.ids
    time = CommitLinks.time(in: content[parents.end...])
  }

  private static func time(in header: ArraySlice<UInt8>) -> Int64 {
    let newline = UInt8(ascii: "\n")
    guard let authorEnd = header.firstIndex(of: newline) else { return 0 }
    let committer = header[(authorEnd + 1)...].prefix { $0 != newline }
    guard committer.starts(with: "committer ".utf8),
      let bracket = committer.lastIndex(of: UInt8(ascii: ">"))
    else { return 0 }
    let digits = committer[(bracket + 1)...].drop { $0 == 0x20 }
      .prefix { (0x30...0x39).contains($0) }
    return Int64(String(decoding: digits, as: UTF8.self)) ?? 0
  }
}
