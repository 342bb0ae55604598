public import EntangleModel

/// A path below `outputs`: what the manifest lists there, and what is stored.
public struct OutputComparison: Sendable, Hashable {
  /// How the two compare.
  public enum State: String, Sendable, Hashable {
    case same
    /// Listed, and not stored.
    case missing
    /// Stored, and not listed.
    case extra
    /// Of another digest, size or mode than listed.
    case changed
    /// Listed twice, or below a path that is itself listed as a file.
    case colliding
    /// Listed under a path that would leave the directory or enter `.git`.
    case escaping
  }

  public let path: String
  public let state: State
  public let listed: ArtifactFile?
  public let stored: ArtifactFile?

  /// Compares what a manifest lists with what an artifact holds; sorted by the bytes of the path. Paths
  /// are compared bytewise: names that are only equal in Unicode are different files.
  public static func compare(
    listed: [ArtifactFile], stored: [ArtifactFile]
  ) -> [OutputComparison] {
    var files: [[UInt8]: ArtifactFile] = [:]
    for file in stored { files[Array(file.path.utf8)] = file }
    var seen: Set<[UInt8]> = []
    let paths = Set(listed.map { Array($0.path.utf8) })
    var result: [OutputComparison] = []
    for file in listed {
      let path = Array(file.path.utf8)
      let isFirst = seen.insert(path).inserted
      let state: State =
        if !TaskCommand.isRelative(file.path) {
          .escaping
        } else if !isFirst || isBelow(paths, path) {
          .colliding
        } else {
          files[path].map { $0 == file ? .same : .changed } ?? .missing
        }
      result.append(
        OutputComparison(path: file.path, state: state, listed: file, stored: files[path]))
    }
    for file in stored where !paths.contains(Array(file.path.utf8)) {
      result.append(OutputComparison(path: file.path, state: .extra, listed: nil, stored: file))
    }
    return result.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
  }

  /// Whether a directory above a path is among others; one that lies deeper than trees nest is not asked for, as nothing is stored
  /// there.
  private static func isBelow(_ paths: Set<[UInt8]>, _ path: [UInt8]) -> Bool {
    path.indices.lazy.filter { path[$0] == UInt8(ascii: "/") }.prefix(ReadLimits().treeDepth)
      .contains { paths.contains(Array(path[..<$0])) }
  }
}
