internal import EntangleModel
internal import EntangleSystem
internal import Synchronization

/// The indexes of all packs in some object folders.
final class PackIndexes: Sendable {
  private let directories: [FilePath]
  private let format: ObjectFormat
  private let opened = Mutex<[FilePath: PackIndex]>([:])

  /// Opens nothing yet.
  init(directories: [FilePath], format: ObjectFormat) {
    self.directories = directories
    self.format = format
  }

  /// Whether a pack that was there at the last look has the object. Throws `.unreadable`.
  func knows(_ id: ObjectID) throws(ObjectReadError) -> Bool {
    do {
      for index in opened.withLock({ Array($0.values) }) where try index.contains(id) {
        return true
      }
      return false
    } catch {
      throw .unreadable(id, detail: "\(error)")
    }
  }

  /// Looks which packs there are now. Throws `.unreadable`, in the name of the object that is
  /// sought, where an index cannot be opened: the object could be in that pack.
  func look(for id: ObjectID) throws(ObjectReadError) {
    var found: [FilePath: PackIndex] = [:]
    let known = opened.withLock { $0 }
    for directory in directories {
      let folder = directory.appending("pack")
      for name in try names(in: folder, for: id) where name.suffix(4) == Array(".idx".utf8)[...] {
        let path = folder.appending(name)
        do {
          let pack = FilePath(path.bytes.dropLast(4) + Array(".pack".utf8))
          // An index without its pack is a repack at work; git passes over it as well.
          guard try GitFiles.kind(of: pack, following: true) != nil else { continue }
          found[path] = try known[path] ?? PackIndex(opening: path, format: format)
        } catch is PackIndex.Malformed {
          throw .unreadable(id, detail: "'\(path)' is not a pack index")
        } catch let error as SystemError where error.isAbsence {
          continue
        } catch {
          throw .unreadable(id, detail: "\(error)")
        }
      }
    }
    let now = found
    opened.withLock { $0 = now }
  }

  private func names(
    in folder: FilePath, for id: ObjectID
  ) throws(ObjectReadError) -> [[UInt8]] {
    do {
      return try GitFiles.names(in: folder) ?? []
    } catch {
      throw .unreadable(id, detail: error.description)
    }
  }
}
