internal import CGit2
internal import EntangleModel
internal import EntangleSystem

extension LooseObjects {
  /// Writes an object under a name that it is known to have; a file of that name is replaced.
  ///
  /// Like git's own (`core.fsync`), the file is not synchronised. Throws `.system` and `.program`.
  static func write(
    _ object: RawObject, named id: ObjectID, in directory: FilePath
  ) throws(GitError) {
    guard let stored = compressed(object.header + object.content) else {
      throw .program(operation: "write object", subject: id.hex, detail: "out of memory")
    }
    let file = path(of: id, in: directory)
    do {
      try FileSystem.createDirectory(file.parent)
      try FileSystem.write(stored, to: file, mode: 0o444, isSynchronised: false)
    } catch {
      throw .system(error)
    }
  }
  /// The bytes as a loose object's file holds them: one zlib stream; nil where there is no memory.
  static func compressed(_ plain: [UInt8]) -> [UInt8]? {
    var status = Z_OK
    let stored = [UInt8](unsafeUninitializedCapacity: Int(compressBound(UInt(plain.count)))) {
      buffer, count in
      var size = UInt(buffer.count)
      status = compress2(
        buffer.baseAddress, &size, plain, UInt(plain.count), Z_DEFAULT_COMPRESSION)
      count = status == Z_OK ? Int(size) : 0
    }
    return status == Z_OK ? stored : nil
  }
}
