internal import EntangleModel
internal import EntangleSystem

/// What is stored under a ref's name.
enum ReferenceValue: Sendable, Hashable {
  case direct(ObjectID)
  case symbolic(RefName)
}

/// Reads refs from their files (`gitrepository-layout(5)`).
///
/// libgit2 1.5 is not asked: its listing passes over refs that it cannot read. Loose files are read
/// before `packed-refs`, as git does, so that a `git pack-refs` at work hides no ref.
struct ReferenceStore: Sendable {
  /// The directory with `HEAD` and the refs of this work tree.
  let gitDirectory: FilePath

  /// The directory with all other refs.
  let commonDirectory: FilePath

  /// The hash function that names what refs stand at.
  let format: ObjectFormat

  /// What is stored under the name; nil where nothing is.
  ///
  /// Throws `.malformedReference`, `.invalidReferenceName` and `.system`.
  func value(of name: RefName) throws(GitError) -> ReferenceValue? {
    guard name.bytes == Array("HEAD".utf8) || name.isWellFormed else {
      throw .invalidReferenceName(name)
    }
    if let value = try looseValue(of: name) { return value }
    return try packed().id(of: name).map { .direct($0) }
  }

  /// All refs whose name starts with the prefix, sorted by name.
  ///
  /// Throws as `value(of:)` does.
  func values(prefix: [UInt8]) throws(GitError) -> [(RefName, ReferenceValue)] {
    var found: [RefName: ReferenceValue] = [:]
    try collect(RefName("refs"), depth: 0, prefix: prefix, into: &found)
    for (name, id) in try packed().all(prefix: prefix) where found[name] == nil {
      found[name] = .direct(id)
    }
    return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
  }

  /// Whether git's lock file of the ref is there. Throws `.system`.
  func isLocked(_ name: RefName) throws(GitError) -> Bool {
    let lock = RefName(name.bytes + Array(".lock".utf8))
    return try GitFiles.kind(of: path(of: lock), following: false) != nil
  }

  private func collect(
    _ folder: RefName, depth: Int, prefix: [UInt8], into found: inout [RefName: ReferenceValue]
  ) throws(GitError) {
    guard depth < StorageLimits.referenceDepth else {
      throw .limitExceeded(
        operation: "list refs", subject: folder.description, limit: StorageLimits.referenceDepth)
    }
    for entry in try GitFiles.names(in: path(of: folder)) ?? [] {
      // git passes over both: locks and what editors leave.
      guard entry.first != UInt8(ascii: "."), entry.suffix(5) != Array(".lock".utf8)[...] else {
        continue
      }
      let name = RefName(folder.bytes + [UInt8(ascii: "/")] + entry)
      let start = name.bytes + [UInt8(ascii: "/")]
      guard name.bytes.starts(with: prefix) || prefix.starts(with: start) else { continue }
      if try GitFiles.kind(of: path(of: name), following: true) == .directory {
        try collect(name, depth: depth + 1, prefix: prefix, into: &found)
      } else if name.bytes.starts(with: prefix) {
        guard name.isWellFormed else {
          throw .malformedReference(name, detail: "not a valid ref name")
        }
        if let value = try looseValue(of: name) { found[name] = value }
      }
    }
  }

  private func looseValue(of name: RefName) throws(GitError) -> ReferenceValue? {
    let path = path(of: name)
    guard let kind = try GitFiles.kind(of: path, following: false) else { return nil }
    // The oldest form of a symbolic ref.
    if kind == .symbolicLink, let text = try GitFiles.target(ofLink: path) {
      let target = RefName(text)
      if target.isWellFormed { return .symbolic(target) }
    }
    if try GitFiles.kind(of: path, following: true) == .directory { return nil }
    guard let content = try GitFiles.content(of: path, limit: StorageLimits.referenceBytes) else {
      guard kind == .symbolicLink else { return nil }
      throw .malformedReference(name, detail: "a link that leads nowhere")
    }
    return try parse(content, of: name)
  }

  /// Reads `<oid>` or `ref: <name>`, each with white space behind it, as git does.
  func parse(
    _ content: [UInt8], of name: RefName
  ) throws(GitError) -> ReferenceValue {
    let symbolicMark = Array("ref:".utf8)
    if content.starts(with: symbolicMark) {
      let rest = content.dropFirst(symbolicMark.count).drop(while: Self.isSpace)
      let target = RefName(Array(rest.reversed().drop(while: Self.isSpace).reversed()))
      guard target.isWellFormed else {
        throw .malformedReference(name, detail: "names '\(target)', which is no ref name")
      }
      return .symbolic(target)
    }
    let digits = content.prefix(format.hexCount)
    guard digits.count == format.hexCount, let id = ObjectID(hex: Self.lowercased(digits)),
      content.dropFirst(digits.count).first.map(Self.isSpace) ?? true
    else { throw .malformedReference(name, detail: "holds no object name") }
    guard !id.isZero else { throw .malformedReference(name, detail: "holds the zero object name") }
    return .direct(id)
  }

  private func packed() throws(GitError) -> PackedReferences {
    try PackedReferences(
      reading: commonDirectory.appending("packed-refs"), format: format)
  }

  private func path(of name: RefName) -> FilePath {
    let own = ["HEAD", "refs/bisect", "refs/worktree", "refs/rewritten"]
    let isOwn = own.contains { prefix in
      name.dropping(prefix: prefix).map { $0.isEmpty || $0.first == UInt8(ascii: "/") } ?? false
    }
    return (isOwn ? gitDirectory : commonDirectory).appending(name.bytes)
  }

  private static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0d).contains(byte)
  }

  private static func lowercased(_ digits: some Sequence<UInt8>) -> [UInt8] {
    digits.map { (0x41...0x46).contains($0) ? $0 | 0x20 : $0 }
  }
}
