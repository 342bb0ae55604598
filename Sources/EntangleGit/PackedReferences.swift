internal import EntangleModel
internal import EntangleSystem

/// The `packed-refs` file (`git-pack-refs(1)`): one `<oid> SP <name>` in a line, `^<oid>` behind a
/// tag for what it peels to, and a `#` header.
struct PackedReferences: Sendable {
  private let content: [UInt8]
  private let format: ObjectFormat

  /// Reads the file; where there is none, there are no packed refs. Throws `.system` and
  /// `.limitExceeded`.
  init(reading path: FilePath, format: ObjectFormat) throws(GitError) {
    self.format = format
    content = try GitFiles.content(of: path, limit: StorageLimits.packedReferencesBytes) ?? []
  }

  /// The value of one ref. Throws `.malformedReference`.
  func id(of name: RefName) throws(GitError) -> ObjectID? {
    try all(prefix: name.bytes).first { $0.0 == name }?.1
  }

  /// All refs whose name starts with the prefix, in the order of the file.
  ///
  /// Throws `.malformedReference` for a line that is none of the three kinds, and for names that are not in order, wherever they
  /// stand: git, which searches among them, would find others.
  func all(prefix: [UInt8]) throws(GitError) -> [(RefName, ObjectID)] {
    var found: [(RefName, ObjectID)] = []
    var last: ArraySlice<UInt8> = []
    let width = format.hexCount
    var rest = content[...]
    while let first = rest.first {
      guard let end = rest.firstIndex(of: 0x0a) else { throw malformed(rest) }
      let line = rest[..<end]
      rest = rest[(end + 1)...]
      if first == UInt8(ascii: "#") { continue }
      if first == UInt8(ascii: "^") {
        guard line.count == width + 1 else { throw malformed(line) }
        continue
      }
      guard line.count > width + 1, line[line.startIndex + width] == 0x20 else {
        throw malformed(line)
      }
      let name = line.dropFirst(width + 1)
      guard last.lexicographicallyPrecedes(name) else { throw malformed(line) }
      last = name
      guard name.starts(with: prefix) else { continue }
      let reference = RefName(Array(name))
      guard let id = ObjectID(hex: Array(line.prefix(width))), !id.isZero,
        reference.isWellFormed
      else { throw malformed(line) }
      found.append((reference, id))
    }
    return found
  }

  private func malformed(_ line: ArraySlice<UInt8>) -> GitError {
    .malformedReference(
      RefName("packed-refs"), detail: "unreadable line '\(displayText(line.prefix(200)))'")
  }
}
