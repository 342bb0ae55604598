import EntangleSystem
import Testing

@Suite final class MappedFileTests {
  private let folder: TemporaryDirectory

  init() throws {
    folder = try TemporaryDirectory()
  }

  private func content(of path: FilePath) throws -> [UInt8] {
    try MappedFile(opening: path).withBytes { bytes in
      (0..<bytes.byteCount).map { bytes.unsafeLoad(fromByteOffset: $0, as: UInt8.self) }
    }
  }

  @Test(arguments: [0, 1, 4_096, 10_000]) func `holds what the file holds`(count: Int) throws {
    let path = folder.path.appending("file")
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 * 7) }
    try FileSystem.write(bytes, to: path)
    #expect(try content(of: path) == bytes)
    // What is mapped stays when the name goes.
    let file = try MappedFile(opening: path)
    try FileSystem.removeTree(path)
    #expect(file.size == count)
    #expect(file.withBytes { $0.byteCount } == count)
  }

  @Test func `refuses what is no file`() throws {
    #expect(throws: SystemError.self) { try MappedFile(opening: folder.path).size }
    #expect(throws: SystemError.self) {
      try MappedFile(opening: folder.path.appending("none")).size
    }
  }
}
