public import EntangleModel
internal import EntangleSystem

/// Which objects lie in some folders of an object database, as these were when it was made. Nothing is read.
public struct StoredPresence: Sendable {
  private let directories: [FilePath]
  private let folders: PackFolders

  init(directories: [FilePath], format: ObjectFormat) {
    self.directories = directories
    folders = PackFolders(directories: directories, format: format)
    // What cannot be searched has nothing; whoever reads an object from there is told why.
    _ = folders.look()
  }

  /// Whether one of the folders has the object. Throws `.unreadable` where that cannot be told.
  public func contains(_ id: ObjectID) throws(ObjectReadError) -> Bool {
    for pack in folders.packs {
      do throws(PackFault) {
        if try pack.offset(of: id) != nil { return true }
      } catch {
        throw error.error(of: id, in: pack.path)
      }
    }
    for directory in directories {
      do {
        if try FileSystem.status(LooseObjects.path(of: id, in: directory)) != nil { return true }
      } catch {
        throw .unreadable(id, detail: error.description)
      }
    }
    return false
  }
}

extension StoredPresence {
  /// All objects that the folders have. Throws where one cannot be listed.
  public func ids() throws(GitError) -> [ObjectID] {
    var found = folders.packs.flatMap(\.index.ids)
    for directory in directories {
      for prefix in try GitFiles.names(in: directory) ?? [] where prefix.count == 2 {
        for name in try GitFiles.names(in: directory.appending(prefix)) ?? [] {
          if let id = ObjectID(hex: prefix + name) { found.append(id) }
        }
      }
    }
    return found
  }
}

extension Repository {
  /// In a hook that judges a push: what the push has sent, and what was there before; some objects may be in
  /// both. Nil elsewhere.
  public var quarantine: (sent: StoredPresence, before: StoredPresence)? {
    guard environment.isQuarantine, let own = objectDirectories.first else { return nil }
    return (
      StoredPresence(directories: [own], format: objectFormat),
      StoredPresence(directories: Array(objectDirectories.dropFirst()), format: objectFormat)
    )
  }
}
