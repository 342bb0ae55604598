import EntangleModel
import EntangleSystem
import Testing

@testable import EntangleCLI

/// A world from which several tests start: the home directory as it stood, and what its maker remembers
/// of it. It is made once in the process, and laid out anew for each test.
struct PreparedHome<Notes: Sendable>: Sendable {
  private let archive: [UInt8]
  /// The repositories that are pinned, by their paths below the home directory.
  private let pins: [(path: String, root: SHA256Digest)]
  let notes: Notes

  /// Keeps a home directory as it is.
  init(of home: FilePath, notes: Notes) throws {
    archive = try Self.tar(
      ["-C", home.description, "--exclude=./\(Self.pinFolder)", "-cf", "-", "."], [])
    pins = try Self.pins(below: home)
    self.notes = notes
  }

  /// Makes a governed repository and what `prepare` does in it.
  init(hasBaseline: Bool = false, _ prepare: (GovernedHarness) throws -> Notes) throws {
    let governed = try GovernedHarness(hasBaseline: hasBaseline)
    try self.init(of: governed.harness.home, notes: prepare(governed))
  }

  /// Lays it out in the empty home of a harness.
  func unpack(into harness: CommandHarness) throws {
    _ = try Self.tar(["-C", harness.home.description, "-xpf", "-"], archive)
    let store = try PinStore(harness.context())
    for pin in pins { try store.pin(pin.root, path: harness.home.description + pin.path) }
  }

  private static var pinFolder: String { ".local/share/entangle/pins" }

  /// A pin names its repository by the absolute path, which is another one each time.
  private static func pins(below home: FilePath) throws -> [(String, SHA256Digest)] {
    let folder = home.appending(pinFolder)
    guard try FileSystem.status(folder) != nil else { return [] }
    return try FileSystem.list(folder).map { name in
      let bytes = try FileSystem.read(folder.appending(name), limit: 65_536)
      guard case .object(let members) = try JSONValue(canonical: bytes),
        case .string(let path)? = members["path"], case .string(let hex)? = members["trustRoot"]
      else { throw Malformed() }
      try #require(path.hasPrefix(home.description))
      return (
        String(path.dropFirst(home.description.count)), try #require(SHA256Digest(hex: hex))
      )
    }
  }

  private struct Malformed: Error {}

  private static func tar(_ arguments: [String], _ input: [UInt8]) throws -> [UInt8] {
    var child = ChildProcess(
      "tar", arguments, environment: ["PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C"])
    child.standardInput = .bytes(input)
    let result = try child.run()
    try #require(result.isSuccess, "\(result.standardError.text)")
    return result.standardOutput.bytes
  }
}
