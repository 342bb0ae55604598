internal import EntangleSystem

/// Turns the pack at the end of a bundle into a pack file with an index.
struct BundleUnpacker {
  /// The bundle, for messages.
  let path: FilePath

  /// How much is taken.
  let limits: BundleLimits

  /// The bytes in front of the first object: `PACK`, version, count of objects.
  private static let headerByteCount = 12

  /// Indexes all that is left in the reader. Throws `.malformedBundle`, `.limitExceeded`, `.system`
  /// and `.library`.
  func unpack<Indexer: PackIndexing & ~Copyable>(
    _ reader: inout BundleReader, with indexer: inout Indexer
  ) throws(GitError) {
    var start: [UInt8] = []
    while start.count < Self.headerByteCount {
      let chunk = try reader.nextChunk()
      guard !chunk.isEmpty else { throw malformed("cut off") }
      start += chunk
    }
    try check(header: Array(start.prefix(Self.headerByteCount)))
    var byteCount = 0
    var chunk = start
    do {
      while !chunk.isEmpty {
        byteCount += chunk.count
        guard byteCount <= limits.packByteCount else {
          throw exceeded(limits.packByteCount)
        }
        try indexer.append(chunk)
        chunk = try reader.nextChunk()
      }
      try indexer.commit()
    } catch let failure as PackFailure {
      throw malformed(failure.detail)
    } catch let error as GitError {
      throw error
    } catch {
      throw malformed("\(error)")
    }
  }

  /// Checks signature, version 2 and count of objects (`gitformat-pack(5)`).
  private func check(header: [UInt8]) throws(GitError) {
    guard header.starts(with: "PACK\0\0\0\u{2}".utf8) else { throw malformed("no pack header") }
    let count = header.dropFirst(8).reduce(0) { $0 << 8 | Int($1) }
    guard count <= limits.objectCount else { throw exceeded(limits.objectCount) }
  }

  private func malformed(_ detail: String) -> GitError {
    .malformedBundle(path: path.description, .malformedPack(detail: detail))
  }

  private func exceeded(_ limit: Int) -> GitError {
    .limitExceeded(operation: "unpack bundle", subject: path.description, limit: limit)
  }
}
