internal import EntangleModel

/// An artifact's commit as read: envelope, Statement, files.
struct ArtifactReading {
  enum Problem {
    case missing(ObjectID)
    case malformed(String)
  }

  let problem: Problem?
  let parent: ObjectID?
  let commitDefect: String?
  let envelope: Envelope?
  let manifest: Manifest?
  /// Why envelope or Statement are not well formed.
  let manifestDefect: String?
  /// The files below `outputs`.
  let files: [ArtifactFile]
}

/// An artifact's commit with its envelope, before its files are read.
struct OpenedArtifact {
  let content: [UInt8]
  let parent: ObjectID
  let tree: ObjectID
  let outputs: ObjectID
  let envelope: Envelope?
  let manifest: Manifest?
  let manifestDefect: String?
}

/// Reads an artifact from the object database.
struct ArtifactReader {
  let objects: any ObjectSource
  let cryptography: any Cryptography
  let limits: ReadLimits
  /// Whether the files themselves are not looked at: a part of a history holds the manifest alone.
  var isExcerpt = false

  /// Why an artifact cannot be read.
  struct Stop: Error {
    let problem: ArtifactReading.Problem
  }

  /// The artifact at a commit, made by `runner` for the task of that id in that attempt.
  func artifact(
    _ id: ObjectID, runner: PrincipalID, task: ObjectID, attempt: Int64
  ) -> ArtifactReading {
    do throws(Stop) {
      let opened = try opened(id)
      return ArtifactReading(
        problem: nil, parent: opened.parent,
        commitDefect: commitDefect(opened, runner: runner, task: task, attempt: attempt),
        envelope: opened.envelope, manifest: opened.manifest,
        manifestDefect: opened.manifestDefect,
        files: isExcerpt ? opened.manifest?.files ?? [] : try files(of: opened))
    } catch {
      return ArtifactReading(
        problem: error.problem, parent: nil, commitDefect: nil, envelope: nil, manifest: nil,
        manifestDefect: nil, files: [])
    }
  }

  /// Commit, top tree, envelope and Statement.
  func opened(_ id: ObjectID) throws(Stop) -> OpenedArtifact {
    let object = try load(id, .commit, limit: limits.eventBytes)
    guard let commit = CodeCommit(content: object.content, format: objects.format),
      let parent = commit.parents.first
    else { throw Stop(problem: .malformed("\(id) is not a well-formed artifact commit")) }
    let top = try tree(commit.tree)
    guard top.entries.count == 2, let first = top.entries.first, let last = top.entries.last,
      first.mode == .file, first.name.elementsEqual(Manifest.fileName.utf8), last.mode == .tree,
      last.name.elementsEqual(Manifest.outputsName.utf8)
    else { throw Stop(problem: .malformed("not a manifest and outputs")) }
    let bytes = try load(first.id, .blob, limit: limits.manifestBytes).content
    var envelope: Envelope?
    var manifest: Manifest?
    var defect: String?
    do throws(DocumentDefect) {
      let read = try Envelope(canonical: bytes)
      envelope = read
      manifest = try Manifest(statement: read.payload)
    } catch {
      defect = error.detail
    }
    return OpenedArtifact(
      content: object.content, parent: parent, tree: commit.tree, outputs: last.id,
      envelope: envelope, manifest: manifest, manifestDefect: defect)
  }

  /// Why the commit is not in its one form; nil where it is.
  func commitDefect(
    _ opened: OpenedArtifact, runner: PrincipalID, task: ObjectID, attempt: Int64
  ) -> String? {
    let expected = Self.time(opened.content).map {
      ArtifactCommit.encode(
        tree: opened.tree, parent: opened.parent, runner: runner, time: $0, task: task,
        attempt: attempt)
    }
    return expected == opened.content ? nil : "the commit is not in its one form"
  }

  /// The files below `outputs`, sorted by the bytes of their paths.
  func files(of opened: OpenedArtifact) throws(Stop) -> [ArtifactFile] {
    var found = Outputs()
    try collect(opened.outputs, path: "", depth: 0, into: &found)
    return found.files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// What has been found below `outputs` so far.
  private struct Outputs {
    var files: [ArtifactFile] = []
    /// How many entries there were: trees count, as they can nest a thousandfold around no file at all.
    var entries = 0
    /// The bytes of all paths.
    var pathBytes = 0
    /// What has been read: one tree or file can stand at many paths.
    var trees: [ObjectID: TreeObject] = [:]
    var contents: [ObjectID: (digest: SHA256Digest, size: Int64)] = [:]
  }

  private static func time(_ content: [UInt8]) -> Timestamp? {
    let lines = content.split(separator: UInt8(ascii: "\n"))
    guard let author = lines.first(where: { $0.starts(with: "author ".utf8) }) else { return nil }
    let words = author.split(separator: UInt8(ascii: " "))
    guard words.count == 5 else { return nil }
    return Decimal.read(words[3]).flatMap { Timestamp(seconds: $0) }
  }

  private func collect(
    _ id: ObjectID, path: String, depth: Int, into found: inout Outputs
  ) throws(Stop) {
    guard depth < limits.treeDepth else {
      throw Stop(problem: .malformed("outputs nested too deep"))
    }
    let tree = if let known = found.trees[id] { known } else { try tree(id) }
    found.trees[id] = tree
    found.entries += tree.entries.count
    guard found.entries <= limits.treeEntries else {
      throw Stop(problem: .malformed("too many outputs"))
    }
    for entry in tree.entries {
      guard let name = String(validating: entry.name, as: UTF8.self) else {
        throw Stop(problem: .malformed("an output's name is not UTF-8"))
      }
      let inner = path.isEmpty ? name : "\(path)/\(name)"
      switch entry.mode {
      case .tree: try collect(entry.id, path: inner, depth: depth + 1, into: &found)
      case .file, .executable:
        found.pathBytes += inner.utf8.count
        guard found.pathBytes <= limits.manifestBytes else {
          throw Stop(problem: .malformed("longer paths than a manifest can list"))
        }
        let content =
          if let known = found.contents[entry.id] { known } else { try content(entry.id) }
        found.contents[entry.id] = content
        found.files.append(
          ArtifactFile(
            path: inner, digest: content.digest, isExecutable: entry.mode == .executable,
            size: content.size))
      case .link, .submodule:
        throw Stop(problem: .malformed("an output is neither file nor directory"))
      }
    }
  }

  private func content(
    _ id: ObjectID
  ) throws(Stop) -> (digest: SHA256Digest, size: Int64) {
    let content = try load(id, .blob, limit: limits.blobBytes).content
    return (cryptography.sha256(content), Int64(content.count))
  }

  private func tree(_ id: ObjectID) throws(Stop) -> TreeObject {
    let object = try load(id, .tree, limit: limits.treeBytes)
    guard let tree = TreeObject(content: object.content, format: objects.format) else {
      throw Stop(problem: .malformed("\(id) is not a well-formed tree"))
    }
    return tree
  }

  private func load(_ id: ObjectID, _ type: ObjectType, limit: Int) throws(Stop) -> RawObject {
    let object: RawObject?
    do throws(ObjectReadError) {
      object = try objects.read(id, limit: limit)
    } catch {
      throw Stop(problem: .malformed("\(error)"))
    }
    guard let object else { throw Stop(problem: .missing(id)) }
    guard object.type == type, cryptography.objectID(object, format: objects.format) == id else {
      throw Stop(problem: .malformed("\(id) is not the \(type.rawValue) that its name says"))
    }
    return object
  }
}
