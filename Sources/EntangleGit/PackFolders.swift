internal import EntangleModel
internal import EntangleSystem
internal import Synchronization

/// The packs of some object folders, as they were found when these were last looked through.
final class PackFolders: Sendable {
  private let directories: [FilePath]
  private let format: ObjectFormat
  private let found: Mutex<[Pack]>

  /// Looks nowhere yet.
  init(directories: [FilePath], format: ObjectFormat) {
    self.directories = directories
    self.format = format
    found = Mutex([])
  }

  /// Has the packs of one folder, opened, and no others ever. Throws `.program`.
  init(openedIn directory: FilePath, format: ObjectFormat) throws(GitError) {
    let once = PackFolders(directories: [directory], format: format)
    var fault = once.look()
    for pack in once.packs {
      do throws(PackFault) {
        _ = try pack.file()
      } catch {
        fault = fault ?? "\(error)"
      }
    }
    if let fault {
      throw .program(operation: "open", subject: directory.description, detail: fault)
    }
    directories = []
    self.format = format
    found = Mutex(once.packs)
  }

  /// The packs of the last look, those of the first folder first.
  var packs: [Pack] { found.withLock { $0 } }

  /// Looks which packs there are now. Answers why one that is there cannot be searched, for people: what is
  /// not found elsewhere could be in it.
  func look() -> String? {
    guard !directories.isEmpty else { return nil }
    let known = Dictionary(packs.map { ($0.path, $0) }) { first, _ in first }
    var packs: [Pack] = []
    var fault: String?
    for directory in directories {
      do throws(GitError) {
        let folder = directory.appending("pack")
        let names = try GitFiles.names(in: folder) ?? []
        fault = fault ?? Self.lacksIndex(names, in: folder)
        for path in Self.packs(names, in: folder) {
          if let pack = known[path] {
            packs.append(pack)
          } else {
            switch open(path) {
            case .success(let pack): packs.append(pack)
            case .failure(let failure): fault = fault ?? failure.reason
            case nil: continue
            }
          }
        }
      } catch {
        fault = fault ?? error.description
      }
    }
    let now = packs
    found.withLock { $0 = now }
    return fault
  }

  private struct Unsearchable: Error {
    let reason: String
  }

  /// Opens the index of a pack; nil where that has gone meanwhile.
  private func open(_ path: FilePath) -> Result<Pack, Unsearchable>? {
    let index = FilePath(path.bytes.index)
    do {
      return .success(Pack(path, index: try PackIndex(opening: index, format: format)))
    } catch let error as SystemError where error.isAbsence {
      return nil
    } catch is PackIndex.Malformed {
      return .failure(Unsearchable(reason: "'\(index)' is not a pack index"))
    } catch {
      return .failure(Unsearchable(reason: "\(error)"))
    }
  }

  /// The packs in a folder of these names, each with its index.
  ///
  /// An index without its pack, or a pack without its index, is a repack at work, and git passes over
  /// it as well.
  private static func packs(_ names: [[UInt8]], in folder: FilePath) -> [FilePath] {
    let all = Set(names)
    return names.filter { $0.isPack && all.contains($0.index) }.map { folder.appending($0) }
  }

  /// Where there is one index for many packs, a pack may be without its own, which is read here.
  private static func lacksIndex(_ names: [[UInt8]], in folder: FilePath) -> String? {
    guard names.contains(where: { $0.starts(with: "multi-pack-index".utf8) }) else { return nil }
    let all = Set(names)
    guard let lacking = names.first(where: { $0.isPack && !all.contains($0.index) }) else {
      return nil
    }
    return "pack '\(folder.appending(lacking))' has no index of its own"
  }
}

extension [UInt8] {
  /// Whether it is the name of a pack.
  fileprivate var isPack: Bool { suffix(5).elementsEqual(".pack".utf8) }

  /// The name of the index of the pack of that name.
  fileprivate var index: [UInt8] { dropLast(5) + Array(".idx".utf8) }
}
