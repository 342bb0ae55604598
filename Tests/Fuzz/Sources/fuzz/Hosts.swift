@testable import EntangleHost
@testable import EntangleModel
@testable import EntangleVerify

extension Target {
  /// Lines of the spools of refusals and strikes, and what git tells the hook: each is read as it is
  /// written.
  static let spool = Target("spool", maximumByteCount: 1_024) { bytes in
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      if let refusal = Receipt.Refusal(line) {
        require(Array(refusal.description.utf8) == Array(line), "a refusal has one spelling")
        require(refusal.count > 0 && refusal.codes.count <= 8, "the bounds hold")
      }
      if let strike = Strike(line: line) {
        require(Strike(line: Array(strike.line.utf8)) == strike, "a strike is kept")
      }
      for format in ObjectFormat.allCases {
        guard let pushed = PushedRef(line: line, format: format) else { continue }
        let zeros = String(repeating: "0", count: format.hexCount)
        let text = "\(pushed.old?.hex ?? zeros) \(pushed.new?.hex ?? zeros) "
        require(Array(text.utf8) + pushed.name.bytes == Array(line), "a line has one spelling")
      }
    }
  }

  /// What a push is to become: read again as it was read, and its receipt stands there as it is digested.
  static let intent = Target("intent") { bytes in
    guard let intent = Intent(bytes) else { return }
    require(Intent(intent.encoded) == intent, "an intent is kept")
    guard let draft = intent.draft else { return }
    require(
      bytes.suffix(draft.receipt.statement.count) == draft.receipt.statement[...], "it ends so")
    require(draft.parent.format == draft.objectFormat, "the names are of one format")
  }

  /// Command lines that come by ssh: names of folders below the root, and one request whichever way it
  /// is asked for.
  static let request = Target("request", maximumByteCount: 512) { bytes in
    guard let request = ServedRequest(commandLine: String(decoding: bytes, as: UTF8.self)) else {
      return
    }
    require((1...8).contains(request.path.count), "the bound holds")
    for part in request.path {
      require(
        !part.isEmpty && !part.contains("/") && part.first != "." && part.first != "-", "a name")
    }
    let path = request.path.joined(separator: "/")
    let quoted = path.replacing("'", with: #"'\''"#).replacing("!", with: #"'\!'"#)
    let again = ServedRequest(commandLine: "git-\(request.service.rawValue) '/\(quoted)'")
    require(again == request, "it is asked for in one way")
    let text = String(decoding: bytes, as: UTF8.self)
    // (Several slashes are one; as bytes, since a mark behind a slash makes another character of it.)
    let said = text.utf8.filter { $0 != UInt8(ascii: "/") }
    let isThere =
      path.contains("'") || path.contains("!") || said.contains(Array(request.path.joined().utf8))
    require(isThere && text.contains(request.service.rawValue), "that was asked for")
  }

  /// The search for secrets: what it finds lies in the bytes, in order, each once, and takes time by the
  /// bytes alone.
  static let secrets = Target("secrets", maximumByteCount: 65_536) { bytes in
    let outcome = SecretSearch.search(bytes, most: 20)
    let matches = outcome.matches
    require(!outcome.isCutOff || bytes.count > 512, "little is searched to its end")
    require(matches.count <= 20, "the bound holds")
    require(matches.allSatisfy { bytes.indices.contains($0.range) }, "it lies in the bytes")
    require(matches.allSatisfy { !$0.range.isEmpty }, "it is something")
    for match in matches {
      let line = SecretSearch.line(of: match.range.lowerBound, in: bytes)
      require(line >= 1 && line <= bytes.count + 1, "it is on a line")
    }
  }

  /// What a push brings, an object at a time: the names that are looked at behind a tree or commit are
  /// those that other readers see.
  static let pushed = Target("pushed") { bytes in
    for format in ObjectFormat.allCases {
      if let tree = TreeObject(content: bytes, format: format) {
        let files = Set(tree.entries.filter { $0.mode != .submodule }.map(\.id))
        let isSeen = seen(bytes, .tree, format) == files.subtracting([OneObject.name(format)])
        require(isSeen, "a tree's files are looked at")
      }
      if let commit = CodeCommit(content: bytes, format: format) {
        let links = Set(commit.parents + [commit.tree])
        let isSeen = seen(bytes, .commit, format).isSuperset(of: links)
        require(isSeen, "what a commit is made of is looked at")
      }
      _ = seen(bytes, .tree, format)
      _ = seen(bytes, .tag, format)
    }
  }

  /// The files that are looked at behind an object.
  private static func seen(
    _ bytes: [UInt8], _ type: ObjectType, _ format: ObjectFormat
  ) -> Set<ObjectID> {
    let first = OneObject.name(format)
    let source = OneObject(object: RawObject(type: type, content: bytes), format: format)
    var ids: Set<ObjectID> = []
    let pushed = PushedObjects(objects: source, isNew: { _ in true }, limits: SecretLimits())
    _ = try? pushed.visit(from: [first]) { text in
      if case .file = text.place { ids.insert(text.object) }
    }
    return ids
  }
}

/// One object, which has the name of the empty tree, and behind it nothing but empty blobs.
private struct OneObject: ObjectSource {
  let object: RawObject
  let format: ObjectFormat

  static func name(_ format: ObjectFormat) -> ObjectID { .emptyTree(format) }

  func read(_ id: ObjectID, limit: Int) throws(ObjectReadError) -> RawObject? {
    id == Self.name(format) ? object : RawObject(type: .blob, content: [])
  }
}

extension ReceiptDraft {
  /// The format of the names that its receipt has.
  fileprivate var objectFormat: ObjectFormat {
    guard case .accepted(_, let moves) = receipt.content else { return parent.format }
    return moves.compactMap { $0.new?.id ?? $0.old }.first?.format ?? parent.format
  }
}
