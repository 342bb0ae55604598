public import EntangleModel
internal import EntangleSystem

/// The push certificates of the pushes that were taken: the folder `certificates` in the folder `entangle`,
/// each under the SHA-256 of its bytes.
public struct CertificateFolder: Sendable {
  /// The files that are kept at most, and their bytes together: the newest.
  private static let mostFiles = 16_384
  private static let mostBytes: Int64 = 1 << 30

  private let path: FilePath

  public init(in folder: HostFolder) {
    path = folder.path.appending("certificates")
  }

  /// Keeps a certificate. One in 256 has the folder looked through, and the oldest removed. Throws
  /// `HostError`.
  public func keep(_ content: [UInt8], named digest: SHA256Digest) throws(HostError) {
    do {
      try FileSystem.createDirectory(path, mode: 0o700)
      try FileSystem.write(
        content, to: path.appending(digest.hex), mode: 0o600, existing: .replace)
      if digest.bytes.first == 0 { try prune() }
    } catch {
      throw .system(error)
    }
  }

  /// Removes the oldest until there are no more than the bounds. Throws `SystemError`.
  func prune(mostFiles: Int = mostFiles, mostBytes: Int64 = mostBytes) throws(SystemError) {
    var files: [(path: FilePath, modified: Int64, size: Int64)] = []
    for name in try FileSystem.list(path) {
      let file = path.appending(name)
      guard let status = try FileSystem.status(file, symbolicLinks: .refuse) else { continue }
      files.append((file, status.modified, status.size))
    }
    files.sort { $0.modified > $1.modified }
    var bytes: Int64 = 0
    for (index, file) in files.enumerated() {
      bytes += file.size
      if index >= mostFiles || bytes > mostBytes { _ = try FileSystem.remove(file.path) }
    }
  }
}
