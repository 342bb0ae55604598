public import EntangleModel

/// A commit of the denylist as it was read.
struct DenylistRead: Sendable {
  let id: ObjectID
  let outcome: Outcome

  enum Outcome: Sendable {
    /// With the object's digest.
    case entry(DenylistReading, SHA256Digest)
    case missing
    case unreadable(String)
    case defect(EventDefect)
  }
}

/// Reads the denylist from its newest entry to its first.
public struct DenylistReader: Sendable {
  private let objects: any ObjectSource
  private let cryptography: any Cryptography
  private let limits: ReadLimits

  public init(
    objects: any ObjectSource, cryptography: any Cryptography, limits: ReadLimits = ReadLimits()
  ) {
    self.objects = objects
    self.cryptography = cryptography
    self.limits = limits
  }

  /// What the denylist says that ends at a commit, for whoever has had it verified before it stood there. Nil where it
  /// cannot be read to its beginning.
  public func denylist(at tip: ObjectID) -> Denylist? {
    var denylist = Denylist()
    for read in chain(from: tip) {
      guard case .entry(let reading, let digest) = read.outcome,
        reading.header.parents.first == denylist.last?.id,
        reading.entry.sequence == denylist.count + 1
      else { return nil }
      denylist.append(reading.entry, id: read.id, digest: digest)
    }
    return denylist
  }

  /// Whether a commit is one of those of the chain that ends at a tip, whatever their form.
  func holds(_ id: ObjectID, from tip: ObjectID) -> Bool {
    var next: ObjectID? = tip
    for _ in 0..<limits.denylistEntries {
      guard let here = next, here != id else { break }
      guard case .success(let object) = load(here, limit: limits.eventBytes) else { return false }
      next = CodeCommit(content: object.content, format: objects.format)?.parents.first
    }
    return next == id
  }

  /// The commits, oldest first. They begin with the newest that could not be read, if there is one, or that
  /// is one more than the bound.
  func chain(from tip: ObjectID) -> [DenylistRead] {
    var found: [DenylistRead] = []
    var next: ObjectID? = tip
    while let id = next {
      guard found.count < limits.denylistEntries else {
        found.append(
          DenylistRead(id: id, outcome: .defect(.headers("the chain is longer than the bound"))))
        break
      }
      let outcome = outcome(id)
      found.append(DenylistRead(id: id, outcome: outcome))
      if case .entry(let reading, _) = outcome {
        next = reading.header.parents.first
      } else {
        next = nil
      }
    }
    return found.reversed()
  }

  private func outcome(_ id: ObjectID) -> DenylistRead.Outcome {
    switch load(id, limit: limits.eventBytes) {
    case .failure(let outcome): return outcome
    case .success(let object):
      do throws(EventDefect) {
        let reading = try DenylistReading(object, format: objects.format, limits: limits)
        return .entry(reading, cryptography.digest(object))
      } catch {
        return .defect(error)
      }
    }
  }

  /// What is wrong with the files of an entry; nil where nothing is.
  func fileDefect(_ reading: DenylistReading) -> FileDefect? {
    if case .imported(let imported) = reading.entry.content {
      switch files(reading) {
      case .failure(let defect): return defect
      case .success(let files):
        return ImportProof.hasNames(Set(files.keys), of: imported)
          ? nil : .wrong("other files than an imported entry has")
      }
    }
    let tree = reading.header.tree
    guard case .ban(let ban) = reading.entry.content, case .kept(let digest) = ban.evidence else {
      return tree == .emptyTree(objects.format) ? nil : .wrong("files where there are to be none")
    }
    switch load(tree, limit: limits.treeBytes) {
    case .failure(let outcome): return FileDefect(outcome, tree)
    case .success(let object):
      guard object.type == .tree,
        let entries = TreeObject(content: object.content, format: objects.format)?.entries,
        entries.count == 1, let file = entries.first, file.mode == .file,
        file.name.elementsEqual(DenylistEntry.evidenceName.utf8)
      else { return .wrong("other files than 'evidence'") }
      switch load(file.id, limit: limits.eventFileBytes) {
      case .failure(let outcome): return FileDefect(outcome, file.id)
      case .success(let blob):
        return blob.type == .blob && cryptography.sha256(blob.content) == digest
          ? nil : .wrong("'evidence' is not what 'Evidence' binds")
      }
    }
  }

  /// The files of an imported entry, by their names.
  public func files(_ reading: DenylistReading) -> Result<[String: [UInt8]], FileDefect> {
    let tree = reading.header.tree
    let object: RawObject
    switch load(tree, limit: limits.treeBytes) {
    case .failure(let outcome): return .failure(FileDefect(outcome, tree))
    case .success(let found): object = found
    }
    guard object.type == .tree,
      let entries = TreeObject(content: object.content, format: objects.format)?.entries,
      entries.count <= ImportedFile.mostLater + 6
    else { return .failure(.wrong("other files than an imported entry has")) }
    var found: [String: [UInt8]] = [:]
    for file in entries {
      guard file.mode == .file else { return .failure(.wrong("something that is no file")) }
      switch load(file.id, limit: limits.eventFileBytes) {
      case .failure(let outcome): return .failure(FileDefect(outcome, file.id))
      case .success(let blob):
        guard blob.type == .blob else { return .failure(.wrong("something that is no file")) }
        found[String(decoding: file.name, as: UTF8.self)] = blob.content
      }
    }
    return .success(found)
  }

  /// What is wrong with the files of an entry.
  public enum FileDefect: Error {
    case missing(ObjectID)
    case wrong(String)

    fileprivate init(_ outcome: DenylistRead.Outcome, _ id: ObjectID) {
      switch outcome {
      case .unreadable(let detail): self = .wrong(detail)
      default: self = .missing(id)
      }
    }
  }

  private enum Loaded {
    case success(RawObject)
    case failure(DenylistRead.Outcome)
  }

  private func load(_ id: ObjectID, limit: Int) -> Loaded {
    do throws(ObjectReadError) {
      guard let object = try objects.read(id, limit: limit) else { return .failure(.missing) }
      guard cryptography.objectID(object, format: objects.format) == id else {
        return .failure(.unreadable("\(id) does not hold what its name says"))
      }
      return .success(object)
    } catch {
      return .failure(.unreadable("\(error)"))
    }
  }
}
