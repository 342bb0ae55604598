internal import EntangleModel
public import EntangleSystem
internal import Glibc

/// The secret from which git makes what push certificates have to sign (`receive.certNonceSeed`), in the
/// `config` of a repository. Nobody but the owner may read that file then.
public struct NonceSeed: Sendable {
  /// The key of git's configuration.
  public static let key = "receive.certNonceSeed"
  /// The fewest characters of a seed.
  public static let fewest = 32

  private let file: FilePath

  /// Takes the git directory of the repository.
  public init(gitDirectory: FilePath) {
    file = gitDirectory.appending("config")
  }

  /// What is wrong: lower case, without full stop; nil where nothing is. `seed` is what git knows. Throws
  /// `HostError`.
  public func problem(of seed: String?) throws(HostError) -> String? {
    guard let seed, !seed.isEmpty else { return "there is none" }
    guard seed.utf8.count >= Self.fewest else { return "it can be guessed" }
    do {
      guard let status = try FileSystem.status(file), status.isOpenToOthers else { return nil }
    } catch {
      throw .system(error)
    }
    return "others may read it in '\(file)'"
  }

  /// Closes the file to others, and writes a seed of 32 random bytes into it, where `isNew`. It is written as
  /// git writes it, by way of `config.lock`; the seed stands in no command line. Throws `HostError`.
  public func mend(isNew: Bool, randomness: any Randomness) throws(HostError) {
    let lock = FilePath(file.bytes + Array(".lock".utf8))
    do {
      var text = try FileSystem.read(file, limit: 1 << 20)
      if isNew {
        if let last = text.last, last != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
        let seed = Hex.encode(randomness.bytes(32))
        text += Array("[receive]\n\tcertNonceSeed = \(seed)\n".utf8)
      }
      try FileSystem.write(text, to: lock, mode: 0o600, existing: .refuse)
    } catch {
      throw .system(error)
    }
    do {
      try FileSystem.move(lock, to: file)
    } catch {
      _ = try? FileSystem.remove(lock)
      throw .system(error)
    }
  }
}
