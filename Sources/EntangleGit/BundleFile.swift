public import EntangleModel
public import EntangleSystem

/// A git bundle (`gitformat-bundle(5)`, versions 2 and 3), unpacked and checked.
///
/// The pack is indexed into a private folder, which is gone again before anything is read. Whether
/// history is complete is for the reader of `objects` to judge.
public final class BundleFile: Sendable {
  /// The version of the format: 2 or 3.
  public let version: Int

  /// Whether an object filter left objects out.
  public let isPartial: Bool

  /// The refs, in the order of the file; `HEAD` can be among them.
  public let references: [(RefName, ObjectID)]

  /// The commits that the bundle builds on and does not hold.
  public let prerequisites: [ObjectID]

  /// The objects of the bundle and nothing else; objects that a thin pack builds on included.
  public let objects: StoredObjects

  /// Reads and checks a bundle.
  ///
  /// It is unpacked into a folder of its own in `temporary`. `base` holds the prerequisites; without
  /// it, and with prerequisites, only a pack that needs none of them to be unpacked is taken. Throws `.malformedBundle`, `.limitExceeded`,
  /// `.unreadableObject`, `.system` and `.library`.
  public init(
    path file: FilePath, temporary: FilePath = "/tmp", limits: BundleLimits = BundleLimits(),
    base: Repository? = nil
  ) throws(GitError) {
    var reader = try BundleReader(opening: file, headerLimit: limits.headerByteCount)
    let header = try BundleHeader(reading: &reader, path: file, limits: limits)
    version = header.version
    isPartial = header.filter != nil
    references = header.references
    prerequisites = header.prerequisites
    if let base { try BundleFile.check(header.prerequisites, in: base, path: file) }

    let folder = try BundleFile.makeFolder(in: temporary)
    let objectFolder = folder.path
    let bases = header.prerequisites.isEmpty ? nil : base
    do {
      let unpacker = BundleUnpacker(path: file, limits: limits)
      let bases = bases?.objectDirectories ?? []
      switch header.format {
      case .sha1:
        var indexer = try PackIndexer(writingInto: objectFolder.appending("pack"), bases: bases)
        try unpacker.unpack(&reader, with: &indexer)
      case .sha256:
        var indexer = try PackProgram(
          writingInto: objectFolder, bases: bases, temporary: temporary)
        try unpacker.unpack(&reader, with: &indexer)
      }
    } catch GitError.malformedBundle(_, .malformedPack)
      where !header.prerequisites.isEmpty && base == nil
    {
      throw .malformedBundle(path: file.description, .needsPrerequisites(header.prerequisites))
    }
    // (What is open stays readable: nothing is left in `temporary`, however the process ends.)
    let store = try ObjectStore(packsOf: objectFolder, format: header.format)
    objects = StoredObjects(store)
    let outside = Set(header.prerequisites)
    for (name, id) in header.references where !outside.contains(id) {
      guard try BundleFile.holds(id, store) else {
        throw .malformedBundle(path: file.description, .missingTarget(name))
      }
    }
  }

  /// A folder of objects with an empty one for packs in it.
  private static func makeFolder(
    in temporary: FilePath
  ) throws(GitError) -> TemporaryDirectory {
    do {
      let folder = try TemporaryDirectory(in: temporary)
      try FileSystem.createDirectory(folder.path.appending("pack"), mode: 0o700)
      return folder
    } catch {
      throw .system(error)
    }
  }

  private static func holds(_ id: ObjectID, _ store: ObjectStore) throws(GitError) -> Bool {
    do {
      return try store.isPacked(id)
    } catch {
      throw .unreadableObject(error)
    }
  }

  private static func check(
    _ prerequisites: [ObjectID], in base: Repository, path: FilePath
  ) throws(GitError) {
    var missing: [ObjectID] = []
    for id in prerequisites {
      do {
        if try base.objects.read(id, limit: StorageLimits.historyBytes) == nil {
          missing.append(id)
        }
      } catch {
        throw .unreadableObject(error)
      }
    }
    guard missing.isEmpty else {
      throw .malformedBundle(path: path.description, .needsPrerequisites(missing))
    }
  }
}
