@testable import EntangleGit
@testable import EntangleModel
@testable import EntangleRunner
@testable import EntangleSystem

extension Target {
  /// Headers of bundles: names that git takes, no empty oid, no line more than the bound.
  static let bundle = Target("bundle") { bytes in
    let limits = BundleLimits(headerByteCount: 2_048, lineCount: 16)
    let path = Scratch.file(bytes)
    guard var reader = try? BundleReader(opening: path, headerLimit: limits.headerByteCount),
      let header = try? BundleHeader(reading: &reader, path: path, limits: limits)
    else { return }
    require(header.prerequisites.count + header.references.count <= 16, "the bound holds")
    for (name, id) in header.references {
      require(name.isWellFormed || name.bytes == Array("HEAD".utf8), "a ref is one")
      require(!id.isZero && id.format == header.format, "a ref has a value")
    }
    var rest: [UInt8] = []
    while let chunk = try? reader.nextChunk(), !chunk.isEmpty { rest += chunk }
    let length = bytes.count - rest.count
    require(bytes.suffix(rest.count).elementsEqual(rest), "the pack is what is left")
    require(bytes[..<length].suffix(2).elementsEqual([0x0a, 0x0a]), "an empty line ends it")
    require(length <= limits.headerByteCount, "the bound holds")
  }

  /// Loose objects: of a file that the input is, and of one that it is compressed into, which is
  /// read as it was.
  static let loose = Target("loose") { bytes in
    guard let id = ObjectID(bytes: Array(repeating: 1, count: 20)) else { return }
    func read(_ stored: [UInt8]) -> RawObject? {
      guard let file = try? ReadableFile(opening: Scratch.file(stored)) else { return nil }
      return try? LooseObjects.read(id, from: file, limit: 65_536)
    }
    if let object = read(bytes) { require(object.content.count <= 65_536, "the bound holds") }
    guard let stored = LooseObjects.compressed(bytes), let object = read(stored) else {
      return
    }
    require(object.header + object.content == bytes, "an object is read as it was stored")
    require(read(stored + [0]) == nil, "nothing follows")
    require(read(stored.dropLast()) == nil, "nothing is cut off")
  }

  /// Indexes of packs: a name is found where it stands and nowhere else.
  static let index = Target("index", maximumByteCount: 8_192) { bytes in
    let path = Scratch.file(bytes)
    for format in ObjectFormat.allCases {
      guard let index = try? PackIndex(opening: path, format: format) else { continue }
      let names = IndexNames(bytes, width: format.byteCount)
      require(index.count == names.all.count, "each name counts")
      for name in names.all.prefix(64) {
        for last in [name.last ?? 0, 0, 255] {
          guard let id = ObjectID(bytes: name.dropLast() + [last]) else { continue }
          var isFound = true
          do {
            isFound = try index.offset(of: id) != nil
          } catch {}
          let isThere = names.all.contains(id.bytes)
          require(isThere || !isFound, "what is found is there")
          require(isFound || !isThere || !names.isOrdered, "what is there is found")
        }
      }
    }
  }

  /// `packed-refs`: refs that git takes, each from a line of its own.
  static let refs = Target("refs") { bytes in
    let path = Scratch.file(bytes)
    for format in ObjectFormat.allCases {
      guard let packed = try? PackedReferences(reading: path, format: format),
        let all = try? packed.all(prefix: [])
      else { continue }
      let lines = Set(bytes.split(separator: 0x0a).map { Array($0) })
      for (name, id) in all {
        require(name.isWellFormed && !id.isZero, "a ref is one")
        require(lines.contains(Array("\(id.hex) ".utf8) + name.bytes), "a ref has a line")
      }
    }
  }

  /// A ref's own file: an object name that it begins with, or a ref that it names.
  static let looseref = Target("looseref", maximumByteCount: 512) { bytes in
    for format in ObjectFormat.allCases {
      let store = ReferenceStore(gitDirectory: "/", commonDirectory: "/", format: format)
      switch try? store.parse(bytes, of: RefName("refs/heads/main")) {
      case .direct(let id):
        let start = String(decoding: bytes.prefix(format.hexCount), as: UTF8.self).lowercased()
        require(start == id.hex && !id.isZero, "the name stands there")
        require(
          bytes.count == start.utf8.count || bytes[start.utf8.count] <= 0x20, "and ends there")
      case .symbolic(let name):
        require(name.isWellFormed && bytes.starts(with: "ref:".utf8), "a ref is one")
        require(
          bytes.dropFirst(4).split(whereSeparator: { $0 <= 0x20 }).map(Array.init) == [name.bytes],
          "the file has nothing else")
      case nil: break
      }
    }
  }

  /// Lists of alternates: absolute paths or below the base, none of them empty.
  static let alternates = Target("alternates") { bytes in
    for separator in [UInt8(ascii: "\n"), UInt8(ascii: ":")] {
      let paths = ObjectDirectories.parse(list: bytes, separator: separator, base: "/base")
      require(paths.allSatisfy { $0.isAbsolute && !$0.bytes.isEmpty }, "a path is absolute")
      let plain = !bytes.contains(UInt8(ascii: "\"")) && !bytes.contains(UInt8(ascii: "#"))
      guard plain else { continue }
      let parts = bytes.split(separator: separator)
      require(paths.count == parts.count, "each part is a path")
    }
  }

  /// Paths of outputs and what bwrap says: parts that are names, numbers that were written.
  static let output = Target("output", maximumByteCount: 512) { bytes in
    if let path = try? OutputPath(bytes) {
      require(path.bytes == bytes && Array(path.text.utf8) == bytes, "a path is kept")
      for name in path.names {
        require((1...255).contains(name.count) && !name.contains(0x2f), "a part is a name")
        require(name != Array("..".utf8) && name != Array(".".utf8), "a part is a name")
        let folded = String(decoding: name, as: UTF8.self).lowercased()
        require(folded != ".git", "git's folder is nobody's output")
      }
    }
    let status = SandboxStatus(CapturedOutput(bytes: bytes, isTruncated: false))
    if let process = status.firstProcess { require(process >= 0, "a process has a number") }
  }
}

/// The names in an index, read from its start to its end.
private struct IndexNames {
  let all: [[UInt8]]
  /// Whether they stand in order, and the table in front counts them rightly.
  let isOrdered: Bool

  /// Reads an index that `PackIndex` takes: of version 2, or of version 1, which has no header and the
  /// offset in front of each name.
  init(_ bytes: [UInt8], width: Int) {
    let isVersionTwo = bytes.starts(with: [0xff, 0x74, 0x4f, 0x63, 0, 0, 0, 2])
    let header = isVersionTwo ? 8 : 0
    func number(_ entry: Int) -> Int {
      bytes[(header + entry * 4)..<(header + entry * 4 + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    let stride = isVersionTwo ? width : 4 + width
    let start = header + 256 * 4 + stride - width
    let all = (0..<number(255)).map { position in
      Array(bytes[(start + position * stride)..<(start + position * stride + width)])
    }
    self.all = all
    let isCounted = (0..<256).allSatisfy { first in
      number(first) == all.count { $0[0] <= UInt8(first) }
    }
    let isSorted = zip(all, all.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) }
    isOrdered = isCounted && isSorted
  }
}
