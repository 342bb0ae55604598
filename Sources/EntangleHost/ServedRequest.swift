/// What somebody who logs in by ssh wants of a repository: the command line that git's clients send
/// (`git-shell(1)`, "Commands").
public struct ServedRequest: Sendable, Hashable {
  /// The programs that are run for others.
  public enum Service: String, Sendable, CaseIterable {
    case receivePack = "receive-pack"
    case uploadPack = "upload-pack"
    case uploadArchive = "upload-archive"
  }

  public let service: Service
  /// The folders below the root that lead to the repository.
  public let path: [String]

  /// Reads `git-receive-pack '<path>'` and its like. Nil for everything else: another program, options, a
  /// path that leaves the root or has parts that begin with a dot or a dash.
  public init?(commandLine: String) {
    guard commandLine.utf8.allSatisfy({ 0x20..<0x7f ~= $0 }) else { return nil }
    var found: (service: Service, rest: Substring)?
    for service in Service.allCases {
      for name in ["git-\(service.rawValue) ", "git \(service.rawValue) "]
      where commandLine.hasPrefix(name) {
        found = (service, commandLine.dropFirst(name.count))
      }
    }
    guard let found, let path = Self.unquoted(found.rest) else { return nil }
    var parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    // An address such as ssh://host/project.git begins with a slash, host:project.git does not.
    if parts.first == "" { parts.removeFirst() }
    if parts.last == "" { parts.removeLast() }
    guard !parts.isEmpty, parts.count <= 8, parts.allSatisfy(Self.isPlain) else { return nil }
    service = found.service
    self.path = parts
  }

  /// Letters, digits and `.`, `_`, `+`, `-`, the first a letter, a digit or `_`.
  private static func isPlain(_ part: String) -> Bool {
    guard let first = part.utf8.first, part.utf8.count <= 255 else { return false }
    func isWord(_ byte: UInt8) -> Bool {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
        true
      default: false
      }
    }
    return isWord(first)
      && part.utf8.allSatisfy { isWord($0) || [0x2e, 0x2b, 0x2d].contains($0) }
  }

  /// The text between single quotes, or without any; nil where a quote stands within it, as no path that is
  /// served has one.
  private static func unquoted(_ text: Substring) -> Substring? {
    var text = text
    if text.hasPrefix("'") {
      guard text.count >= 2, text.hasSuffix("'") else { return nil }
      text = text.dropFirst().dropLast()
    }
    return text.contains("'") || text.contains(" ") ? nil : text
  }
}
