extension RefName {
  /// Takes the full name of a branch that `git check-ref-format` accepts, in printable ASCII without
  /// space and `:`; anything else is none.
  public init?(branch text: some Collection<UInt8>) {
    self.init(text, below: "refs/heads/")
  }

  /// The same of a tag, below `refs/tags/`.
  public init?(tag text: some Collection<UInt8>) {
    self.init(text, below: "refs/tags/")
  }

  private init?(_ text: some Collection<UInt8>, below prefix: String) {
    let bytes = Array(text)
    let prefix = Array(prefix.utf8)
    let forbidden = Set(" ~^:?*[\\\u{7f}".utf8)
    guard bytes.starts(with: prefix), bytes.count <= 250,
      bytes.allSatisfy({ $0 > 0x20 && $0 < 0x7f && !forbidden.contains($0) }),
      bytes.last != UInt8(ascii: ".")
    else { return nil }
    for part in bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false) {
      guard !part.isEmpty, part.first != UInt8(ascii: "."),
        !part.suffix(5).elementsEqual(".lock".utf8)
      else { return nil }
    }
    for (byte, next) in zip(bytes, bytes.dropFirst()) {
      let isDots = byte == UInt8(ascii: ".") && next == UInt8(ascii: ".")
      let isAtBrace = byte == UInt8(ascii: "@") && next == UInt8(ascii: "{")
      guard !isDots, !isAtBrace else { return nil }
    }
    self.init(bytes)
  }
}
