import EntangleCrypto
import EntangleGit
import EntangleModel
import EntangleSystem
import EntangleVerify
import Testing

/// The same as `ByteFlipTests`, on a repository that another program made with git and ssh-keygen,
/// from `Docs/format.md` alone.
@Suite struct IndependentFlipTests {
  /// The moment for which `Tests/Independent` tells its story.
  private static let now = Timestamp(seconds: 1_769_904_000)

  /// How many: for `make histories` a quarter of what it is asked for.
  private static let flips = askedCount("ENTANGLE_HISTORIES").map { $0 / 4 } ?? 80

  @Test(arguments: [(ObjectFormat.sha1, flips), (.sha256, flips / 2)])
  func `a flipped byte of the independent repository is refused`(
    format: ObjectFormat, flips: Int
  ) throws {
    let directory = try TemporaryDirectory(prefix: "entangle-flips")
    let place = directory.path.appending("made").description
    let script = try #require(packageRoot()) + "/Tests/Independent/make_repository.py"
    try Self.run("/usr/bin/python3", [script, place, "--object-format", format.rawValue])
    let repository = try Repository(opening: "\(place)/repository.git")
    let names = try Self.run(
      "git",
      [
        "-C", "\(place)/repository.git", "cat-file", "--batch-all-objects",
        "--batch-check=%(objectname)",
      ])
    var objects = MemoryObjects(format: format)
    for line in names.split(separator: "\n") {
      let id = try #require(ObjectID(hex: String(line)))
      _ = objects.add(try #require(try repository.objects.read(id, limit: 1 << 24)))
    }
    let refs = try repository.references(prefix: "refs/")
    let root = try FileSystem.read(FilePath("\(place)/trust-root"), limit: 65)
    let trustRoot = try #require(SHA256Digest(hex: root.prefix(64)))
    let now = try #require(Self.now)
    func verdict(_ objects: MemoryObjects, _ names: [ObjectID: ObjectID]) -> Verdict {
      let moved = refs.map { (name: $0.0, id: names[$0.1] ?? $0.1) }
      let input = VerificationInput(
        objects: objects, cryptography: SystemCryptography(),
        workers: TestWorkers.usual,
        entangleRefs: moved.filter { $0.name.dropping(prefix: "refs/entangle/") != nil },
        branches: Dictionary(
          moved.filter { $0.name.dropping(prefix: "refs/heads/") != nil }.map { ($0.name, $0.id) }
        ) { first, _ in first },
        trustRoot: trustRoot, now: now)
      return Verifier(input).report().verdict
    }
    #expect(verdict(objects, [:]) == .verified)
    let graph = ObjectGraph(objects, from: refs.map(\.1))
    var numbers = SeededNumbers(seed: 7)
    for _ in 0..<flips {
      let id = try #require(graph.reachable.randomElement(using: &numbers))
      let object = try #require(objects.table[id])
      guard !object.content.isEmpty else { continue }
      var content = object.content
      let position = Int.random(in: content.indices, using: &numbers)
      content[position] ^= UInt8.random(in: 1...255, using: &numbers)
      var changed = MemoryObjects(format: format)
      let renamed = graph.renamed(id, to: content, into: &changed)
      #expect(
        verdict(changed, renamed) == .refused, "byte \(position) of the \(object.type) \(id)")
    }
  }

  @discardableResult
  private static func run(_ program: String, _ arguments: [String]) throws -> String {
    let child = ChildProcess(
      program, arguments,
      environment: [
        "PATH": "/usr/local/bin:/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C", "TZ": "UTC",
        "GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null",
        "PYTHONDONTWRITEBYTECODE": "1",
      ])
    let result = try child.run()
    #expect(result.isSuccess, "\(result.standardError.text)")
    return result.standardOutput.text
  }
}
