public import EntangleModel

/// A push certificate, as `git push --signed` makes it (`gitprotocol-pack(5)`, "Push Certificate"): what
/// somebody says that he pushes, where to, and his signature over that.
public struct PushCertificate: Sendable, Hashable {
  /// Who pushes and when, in the words of his git.
  public let pusher: [UInt8]
  /// Where to, as he typed it.
  public let pushee: [UInt8]
  /// What the server has asked him to sign.
  public let nonce: [UInt8]
  /// The push options, in order.
  public let options: [[UInt8]]
  /// The refs that are to move.
  public let updates: [PushedRef]
  /// What is signed.
  public let payload: [UInt8]
  public let signature: CodeSignature

  /// The most bytes that a certificate has: enough for the most refs of a push.
  public static let byteLimit = 2 << 20

  /// Why bytes are no certificate: lower case, no full stop.
  public struct Defect: Error, Sendable, Hashable {
    public let detail: String
  }

  /// Reads the lines `certificate version 0.1`, `pusher`, `pushee`, `nonce`, any number of `push-option`, an
  /// empty one, one for each ref, `<old> <new> <ref>`, and an OpenSSH signature, which nothing follows.
  /// Throws `Defect` for anything else.
  public init(content: [UInt8], format: ObjectFormat) throws(Defect) {
    guard content.count <= Self.byteLimit else { throw Defect(detail: "it is too long") }
    guard !content.contains(0) else { throw Defect(detail: "it has a NUL") }
    var rest = content[...]
    func line() -> ArraySlice<UInt8>? {
      guard let end = rest.firstIndex(of: UInt8(ascii: "\n")) else { return nil }
      defer { rest = rest[(end + 1)...] }
      return rest[..<end]
    }
    func value(_ name: String, mayBeEmpty: Bool = false) throws(Defect) -> [UInt8] {
      let start = Array((name + " ").utf8)
      guard let line = line(), line.starts(with: start), mayBeEmpty || line.count > start.count
      else {
        throw Defect(detail: "it has no '\(name)' where one must stand")
      }
      return Array(line.dropFirst(start.count))
    }
    guard try value("certificate") == Array("version 0.1".utf8) else {
      throw Defect(detail: "it is of another version")
    }
    pusher = try value("pusher")
    pushee = try value("pushee")
    nonce = try value("nonce")
    var options: [[UInt8]] = []
    while rest.first != UInt8(ascii: "\n") {
      options.append(try value("push-option", mayBeEmpty: true))
    }
    rest = rest.dropFirst()
    var updates: [PushedRef] = []
    let dash = UInt8(ascii: "-")
    while let first = rest.first, first != dash {
      guard let line = line(), let update = PushedRef(line: line, format: format) else {
        throw Defect(detail: "a line of it moves no ref")
      }
      updates.append(update)
    }
    guard !updates.isEmpty else { throw Defect(detail: "it moves no ref") }
    guard let signature = CodeSignature(armour: Array(rest)) else {
      throw Defect(detail: "it has no OpenSSH signature at its end")
    }
    self.options = options
    self.updates = updates
    self.signature = signature
    payload = Array(content[..<rest.startIndex])
  }

  /// When the server has made the nonce, in seconds since the epoch; nil where it is none that git makes,
  /// `<seconds>-<hexadecimal digits>`.
  public var nonceSeconds: Int64? {
    let parts = nonce.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
    guard parts.count == 2, parts[0].allSatisfy({ 0x30...0x39 ~= $0 }), parts[1].count >= 40 else {
      return nil
    }
    return Int64(String(decoding: parts[0], as: UTF8.self))
  }

  /// The push option that says which repository is meant.
  public static let repositoryOption = "entangle-repository="

  /// The repository ids that its push options name.
  public var repositories: [[UInt8]] {
    let start = Array(Self.repositoryOption.utf8)
    return options.filter { $0.starts(with: start) }.map { Array($0.dropFirst(start.count)) }
  }

  /// The last part of where it is pushed to, without slashes behind it and `.git`.
  public var pusheeName: [UInt8] {
    Self.name(ofPath: Self.isURL(pushee) ? Self.decoded(pushee) : pushee)
  }

  /// Whether git takes it for a URL: it begins with a scheme and `://`.
  private static func isURL(_ pushee: [UInt8]) -> Bool {
    let scheme = pushee.prefix { $0 != UInt8(ascii: ":") }
    let isScheme = scheme.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, 0x2b, 0x2d, 0x2e: true
      default: false
      }
    }
    return !scheme.isEmpty && isScheme && pushee.dropFirst(scheme.count).starts(with: "://".utf8)
  }

  /// What a URL stands for, as git reads it: `%` and two hexadecimal digits are a byte, other than NUL.
  private static func decoded(_ url: [UInt8]) -> [UInt8] {
    var decoded: [UInt8] = []
    var rest = url[...]
    while let byte = rest.popFirst() {
      let digits = String(decoding: rest.prefix(2), as: UTF8.self)
      if byte == UInt8(ascii: "%"), digits.utf8.count == 2, digits.utf8.first != UInt8(ascii: "+"),
        let value = UInt8(digits, radix: 16), value != 0
      {
        decoded.append(value)
        rest = rest.dropFirst(2)
      } else {
        decoded.append(byte)
      }
    }
    return decoded
  }

  /// The last part of a path or URL, without slashes behind it and `.git`; of the `.git` of a work tree, that
  /// of the work tree.
  public static func name(ofPath path: [UInt8]) -> [UInt8] {
    let parts = path.split { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: ":") }
    guard let last = parts.last(where: { !$0.elementsEqual(".git".utf8) }) else { return [] }
    let end = Array(".git".utf8)
    return Array(last.suffix(end.count).elementsEqual(end) ? last.dropLast(end.count) : last)
  }
}
