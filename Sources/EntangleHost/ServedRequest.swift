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
  /// path that leaves the root or has parts that `isServable` refuses.
  public init?(commandLine: String) {
    guard let (service, rest) = Self.split(commandLine), let path = Self.unquoted(rest) else {
      return nil
    }
    // An address such as ssh://host/project.git begins with a slash, host:project.git does not; several are one, as for git.
    let parts = path.split(separator: UInt8(ascii: "/")).map { String(decoding: $0, as: UTF8.self) }
    guard !parts.isEmpty, parts.count <= 8, parts.allSatisfy(Self.isServable) else { return nil }
    self.service = service
    self.path = parts
  }

  /// Whether a command line asks for one of git's programs, whatever it asks of it.
  public static func asksGit(_ commandLine: String) -> Bool { split(commandLine) != nil }

  /// What names of folders and repositories may have, in words.
  public static let servable =
    "letters and digits of any script, spaces and _ . + - ~ ' ! , @ & = # % ( ), and neither '.', '-' nor '~' first"

  /// Whether a repository, or a folder on the way to it, can be asked for by that name.
  public static func isServable(_ name: String) -> Bool {
    guard let first = name.utf8.first, !".-~ ".utf8.contains(first), name.utf8.count <= 255 else {
      return false
    }
    return name.unicodeScalars.allSatisfy { scalar in
      if scalar.isASCII {
        return isWord(UInt8(truncatingIfNeeded: scalar.value))
          || " .+-~'!,@&=#%()".unicodeScalars.contains(scalar)
      }
      switch scalar.properties.generalCategory {
      case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
        .nonspacingMark, .spacingMark, .decimalNumber, .letterNumber, .otherNumber:
        return true
      default: return false
      }
    }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  /// The program that is asked for, and what follows it. (Bytes: a mark behind a slash is no other slash.)
  private static func split(_ commandLine: String) -> (service: Service, rest: ArraySlice<UInt8>)? {
    let line = Array(commandLine.utf8)
    for service in Service.allCases {
      for name in ["git-\(service.rawValue) ", "git \(service.rawValue) "]
      where line.starts(with: name.utf8) {
        return (service, line.dropFirst(name.utf8.count))
      }
    }
    return nil
  }

  /// The text between single quotes, in which `'\''` and `'\!'` stand for the one character, as git's clients
  /// quote it (`sq_dequote_step` of git's quote.c); or plain text without any. Nil where anything else is quoted or
  /// follows.
  private static func unquoted(_ text: ArraySlice<UInt8>) -> [UInt8]? {
    let quote = UInt8(ascii: "'")
    guard text.first == quote else {
      return text.allSatisfy { isWord($0) || "/.+-".utf8.contains($0) } ? Array(text) : nil
    }
    var rest = text.dropFirst()
    var plain: [UInt8] = []
    while let byte = rest.popFirst() {
      guard byte == quote else {
        plain.append(byte)
        continue
      }
      guard let escape = rest.popFirst() else { return plain }
      guard escape == UInt8(ascii: "\\"), let escaped = rest.popFirst(),
        escaped == quote || escaped == UInt8(ascii: "!"), rest.popFirst() == quote
      else { return nil }
      plain.append(escaped)
    }
    return nil
  }
}
