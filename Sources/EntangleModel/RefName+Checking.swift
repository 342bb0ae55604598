extension RefName {
  /// Whether git would take this as the full name of a ref below `refs/`
  /// (`git-check-ref-format(1)`).
  public var isWellFormed: Bool {
    guard bytes.starts(with: "refs/".utf8), bytes.last != UInt8(ascii: ".") else { return false }
    let components = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    return components.allSatisfy(RefName.isComponent) && !contains("..") && !contains("@{")
  }

  private static func isComponent(_ component: ArraySlice<UInt8>) -> Bool {
    guard let first = component.first, first != UInt8(ascii: ".") else { return false }
    guard !component.reversed().starts(with: ".lock".utf8.reversed()) else { return false }
    return component.allSatisfy { $0 > 0x20 && $0 != 0x7f && !forbidden.contains($0) }
  }

  private static let forbidden = Set("~^:?*[\\".utf8)

  private func contains(_ pair: String) -> Bool {
    let pair = Array(pair.utf8)
    return zip(bytes, bytes.dropFirst()).contains { [$0, $1] == pair }
  }

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
    let name = RefName(Array(text))
    guard name.bytes.starts(with: prefix.utf8), name.bytes.count <= 250, name.isWellFormed,
      name.bytes.allSatisfy({ $0 < 0x7f })
    else { return nil }
    self = name
  }
}
