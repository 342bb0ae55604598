internal import EntangleSystem

/// Reads a bundle from its start: lines first, then what is left.
struct BundleReader: ~Copyable {
  private static let chunkSize = 1 << 16

  private let file: ReadableFile
  private let path: FilePath
  private let headerLimit: Int
  private var buffered: ArraySlice<UInt8> = []
  private var headerByteCount = 0

  /// Opens the file; `headerLimit` bounds all lines together, in bytes. Throws `.system`.
  init(opening path: FilePath, headerLimit: Int) throws(GitError) {
    do {
      file = try ReadableFile(opening: path)
    } catch {
      throw .system(error)
    }
    self.path = path
    self.headerLimit = headerLimit
  }

  /// The size of the file, in bytes.
  var fileSize: Int { file.size }

  /// The next line without its newline; nil where the file ends before one.
  ///
  /// Throws `.limitExceeded` and `.system`.
  mutating func nextLine() throws(GitError) -> [UInt8]? {
    var line: [UInt8] = []
    while true {
      if let end = buffered.firstIndex(of: 0x0a) {
        line += buffered[..<end]
        buffered = buffered[(end + 1)...]
        return try counted(line)
      }
      line += buffered
      buffered = []
      guard headerByteCount + line.count <= headerLimit else { throw tooLarge }
      buffered = try read()[...]
      if buffered.isEmpty { return nil }
    }
  }

  /// The next bytes behind the last line; none at the end of the file. Throws `.system`.
  mutating func nextChunk() throws(GitError) -> [UInt8] {
    guard buffered.isEmpty else {
      defer { buffered = [] }
      return Array(buffered)
    }
    return try read()
  }

  private func read() throws(GitError) -> [UInt8] {
    do {
      return try file.read(upTo: BundleReader.chunkSize)
    } catch {
      throw .system(error)
    }
  }

  private mutating func counted(_ line: [UInt8]) throws(GitError) -> [UInt8] {
    headerByteCount += line.count + 1
    guard headerByteCount <= headerLimit else { throw tooLarge }
    return line
  }

  private var tooLarge: GitError {
    .limitExceeded(
      operation: "read the header of bundle", subject: path.description, limit: headerLimit)
  }
}
