/// A lane's last event that a state counts without question.
public struct Cut: Sendable, Hashable {
  public let lane: Lane
  public let sequence: Int64
  public let digest: SHA256Digest

  public init(lane: Lane, sequence: Int64, digest: SHA256Digest) {
    self.lane = lane
    self.sequence = sequence
    self.digest = digest
  }
}

/// What authorities sign: one version of a repository's trust.
public struct Statement: Sendable, Hashable {
  /// The repository id; zero in the founding statement.
  public let repository: SHA256Digest
  public let previous: SHA256Digest
  public let version: Int64
  /// SHA-256 over the list of the state's files (`contentsDigest`).
  public let contents: SHA256Digest
  public let issued: Timestamp
  public let cuts: [Cut]
  /// The states of another branch of the chain that count for nothing from here on, sorted.
  public let voids: [StateReference]

  public init(
    repository: SHA256Digest, previous: SHA256Digest, version: Int64, contents: SHA256Digest,
    issued: Timestamp, cuts: [Cut], voids: [StateReference] = []
  ) {
    self.repository = repository
    self.previous = previous
    self.version = version
    self.contents = contents
    self.issued = issued
    self.cuts = cuts.sorted { $0.lane < $1.lane }
    self.voids = voids.sorted()
  }

  /// Reads a statement; throws where one byte is not as `encoded` writes it.
  public init(_ bytes: [UInt8]) throws(DocumentDefect) {
    var lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)[...]
    func line<Value>(_ name: String, _ read: (ArraySlice<UInt8>) -> Value?) -> Value? {
      guard let text = lines.popFirst(), text.starts(with: name.utf8),
        text.dropFirst(name.utf8.count).first == UInt8(ascii: " ")
      else { return nil }
      return read(text.dropFirst(name.utf8.count + 1))
    }
    guard line("entangle-trust", { $0.elementsEqual("v1".utf8) ? true : nil }) != nil,
      let repository = line("repository", { SHA256Digest(hex: $0) }),
      let previous = line("previous", { SHA256Digest(hex: $0) }),
      let version = line("version", { Decimal.read($0) }),
      let contents = line("contents", { SHA256Digest(hex: $0) }),
      let issued = line("issued", { Timestamp($0) })
    else { throw DocumentDefect("the statement is not well formed") }
    var cuts: [Cut] = []
    while lines.count > 1, lines.first?.starts(with: "cut ".utf8) ?? false {
      guard let cut = line("cut", { Self.cut($0) }) else {
        throw DocumentDefect("a cut of the statement is not well formed")
      }
      if let last = cuts.last, !(last.lane < cut.lane) {
        throw DocumentDefect("the cuts are out of order")
      }
      cuts.append(cut)
    }
    var voids: [StateReference] = []
    while lines.count > 1 {
      guard let void = line("void", { Self.void($0) }) else {
        throw DocumentDefect("a cut or void state of the statement is not well formed")
      }
      if let last = voids.last, !(last < void) {
        throw DocumentDefect("the void states are out of order")
      }
      voids.append(void)
    }
    self.init(
      repository: repository, previous: previous, version: version, contents: contents,
      issued: issued, cuts: cuts, voids: voids)
    guard encoded == bytes else { throw DocumentDefect("the statement is not in canonical form") }
  }

  private static func cut(_ text: ArraySlice<UInt8>) -> Cut? {
    let words = text.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard words.count == 3, let lane = Lane(words[0]), let sequence = Decimal.read(words[1]),
      let digest = SHA256Digest(hex: words[2])
    else { return nil }
    return Cut(lane: lane, sequence: sequence, digest: digest)
  }

  private static func void(_ text: ArraySlice<UInt8>) -> StateReference? {
    let words = text.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard words.count == 2, let version = Decimal.read(words[0]),
      let digest = SHA256Digest(hex: words[1])
    else { return nil }
    return StateReference(version: version, digest: digest)
  }

  /// The statement's bytes: what is signed and digested.
  public var encoded: [UInt8] {
    var text = """
      entangle-trust v1
      repository \(repository)
      previous \(previous)
      version \(version)
      contents \(contents)
      issued \(issued)

      """
    for cut in cuts { text += "cut \(cut.lane) \(cut.sequence) \(cut.digest)\n" }
    for void in voids { text += "void \(void.version) \(void.digest)\n" }
    return Array(text.utf8)
  }

  /// The digest over a state's files, `statement` and `signatures/` left out: SHA-256 over lines of
  /// `<SHA-256 of content>  <path>`, sorted by path.
  public static func contentsDigest(
    _ files: [String: [UInt8]], cryptography: some Cryptography
  ) -> SHA256Digest {
    cryptography.sha256(contents(files, cryptography: cryptography))
  }

  /// The lines that `contentsDigest` digests.
  public static func contents(
    _ files: [String: [UInt8]], cryptography: some Cryptography
  ) -> [UInt8] {
    var lines: [UInt8] = []
    let sorted = files.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    for (path, content) in sorted where path != "statement" && !path.hasPrefix("signatures/") {
      cryptography.sha256(content).appendHex(to: &lines)
      lines.append("  ")
      lines.append(text: path)
      lines.append("\n")
    }
    return lines
  }
}

/// The message of a trust state's commit.
public enum TrustMessage {
  /// The one message that fits a state.
  public static func encode(repository: SHA256Digest, state: StateReference) -> [UInt8] {
    let trailers = "Kind: trust/1\nRepository: \(repository)\nTrust: \(state)\n"
    return Array("trust \(state.version)\n\n\(trailers)".utf8)
  }
}
