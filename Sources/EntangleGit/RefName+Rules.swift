internal import EntangleModel

extension RefName {
  /// Whether git would take this as the full name of a ref below `refs/`
  /// (`git-check-ref-format(1)`).
  var isWellFormed: Bool {
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
}
