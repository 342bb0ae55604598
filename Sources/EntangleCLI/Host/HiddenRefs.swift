internal import EntangleModel

/// The refs that git was told to hide from those who fetch, or from those who push: `transfer.hideRefs`, `uploadpack.hideRefs` and
/// `receive.hideRefs` of `git-config(1)`.
struct HiddenRefs {
  /// In the order in which git reads them; the last that fits a ref decides.
  private var entries: [Entry] = []

  private struct Entry {
    let key: String
    let isHidden: Bool
    let prefix: [UInt8]

    func fits(_ ref: [UInt8]) -> Bool {
      ref.starts(with: prefix)
        && (ref.count == prefix.count || ref[prefix.count] == UInt8(ascii: "/"))
    }
  }

  /// Takes the key in lower case, as git prints it.
  mutating func add(key: String, value: String) {
    var pattern = Array(value.utf8)[...]
    while pattern.last == UInt8(ascii: "/") { pattern.removeLast() }
    let isHidden = pattern.first != UInt8(ascii: "!")
    if !isHidden { pattern.removeFirst() }
    // (What it stands for matters in namespaces only.)
    if pattern.first == UInt8(ascii: "^") { pattern.removeFirst() }
    entries.append(Entry(key: key, isHidden: isHidden, prefix: Array(pattern)))
  }

  /// The first of the refs that everybody has to see, with the key that hides it: those of the record, branches and tags as a whole,
  /// and each branch that the law protects.
  func first(protecting branches: Set<RefName>) -> (key: String, ref: RefName)? {
    let record = "refs/entangle/".utf8
    let parts = entries.filter { $0.isHidden && $0.prefix.starts(with: record) }.map(\.prefix)
    let sought = ["refs/entangle", "refs/heads", "refs/tags"].map { Array($0.utf8) } + parts
    for ref in sought.map({ RefName($0) }) + branches.sorted() {
      for reader in ["uploadpack.", "receive."] {
        let last = entries.last {
          ($0.key.hasPrefix("transfer.") || $0.key.hasPrefix(reader)) && $0.fits(ref.bytes)
        }
        if let last, last.isHidden { return (last.key, ref) }
      }
    }
    return nil
  }
}
