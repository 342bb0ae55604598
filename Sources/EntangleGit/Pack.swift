internal import EntangleModel
internal import EntangleSystem
internal import Synchronization

/// A pack whose index is open; the pack itself is opened when something is first read from it.
final class Pack: Sendable {
  let index: PackIndex
  let path: FilePath
  private let opened = AtomicLazyReference<PackFile>()

  init(_ path: FilePath, index: PackIndex) {
    self.path = path
    self.index = index
  }

  /// Where the entry of an object starts; nil where the pack does not have it. Throws `.malformed`.
  func offset(of id: ObjectID) throws(PackFault) -> Int? {
    do {
      return try index.offset(of: id)
    } catch {
      throw .malformed("its index does not say where an object is")
    }
  }

  /// The opened pack. Throws `PackFault`.
  func file() throws(PackFault) -> PackFile {
    if let file = opened.load() { return file }
    return opened.storeIfNil(try PackFile(opening: path, index: index))
  }
}
