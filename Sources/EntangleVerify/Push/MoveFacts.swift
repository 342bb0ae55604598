public import EntangleModel

/// What git is about to do with a push that was judged: some of its refs, or all.
public struct MoveFacts: Sendable {
  /// What the push may become, as its judge left word.
  public enum Judged: Sendable, Hashable {
    /// All refs at once: the digest of their lines.
    case whole(SHA256Digest)
    /// Each ref by itself: none of them depends on another.
    case each
    /// Nothing: it was not judged, or has lost its turn.
    case nothing
  }

  let judged: Judged
  /// The digest of the lines that move now.
  let moving: SHA256Digest
  /// Whether nothing moves yet: git asks so before it takes refs that go out of `packed-refs`, from nothing to nothing, and then
  /// asks for the whole of it.
  let isPackedPart: Bool

  /// `lines` are what git says that moves now, each without newline.
  public init(judged: Judged, lines: [[UInt8]], _ cryptography: some Cryptography) {
    self.judged = judged
    moving = Self.digest(of: lines, cryptography)
    isPackedPart = !lines.isEmpty && lines.allSatisfy(Self.isOfNothing)
  }

  private static func isOfNothing(_ line: [UInt8]) -> Bool {
    let words = line.split(
      separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
    return words.count == 3
      && words.dropLast().allSatisfy { !$0.isEmpty && $0.allSatisfy { $0 == UInt8(ascii: "0") } }
  }

  /// The digest of some lines as git gives them to hooks, `<old> <new> <ref>`, without newlines, in any order. What git says of
  /// `HEAD`, which moves with the branch that it stands for, is left out.
  public static func digest(
    of lines: [[UInt8]], _ cryptography: some Cryptography
  ) -> SHA256Digest {
    let head = Array(" HEAD".utf8)
    let sorted = lines.filter { !$0.suffix(head.count).elementsEqual(head) }
      .sorted { $0.lexicographicallyPrecedes($1) }
    return cryptography.sha256(sorted.flatMap { $0 + [UInt8(ascii: "\n")] })
  }

  /// Why git must not go on; empty where it may.
  public var findings: [Finding] { RuleBook.moves.flatMap { $0.findings(in: self) } }
}

extension PushedRef {
  /// The line that git gives to hooks, without newline.
  public func line(_ format: ObjectFormat) -> [UInt8] {
    let zero = String(repeating: "0", count: 2 * format.byteCount)
    return Array("\(old?.hex ?? zero) \(new?.hex ?? zero) ".utf8) + name.bytes
  }

  /// Whether it may move whatever becomes of the other refs of its push, where these are the branches that are protected and the
  /// tags that events name: another branch or tag.
  public func standsAlone(protected: Set<RefName>, named: Set<RefName>) -> Bool {
    (name.dropping(prefix: "refs/heads/") != nil && !protected.contains(name))
      || (name.dropping(prefix: "refs/tags/") != nil && !named.contains(name))
  }
}
