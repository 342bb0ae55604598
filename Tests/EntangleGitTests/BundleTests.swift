import EntangleModel
import EntangleSystem
import Glibc
import Testing

@testable import EntangleGit

@Suite("A bundle")
struct BundleTests {
  let fixture: GitFixture

  init() throws {
    fixture = try GitFixture()
  }

  /// Version 2 cannot say that objects are named by SHA-256.
  private func makeBundle(version: Int? = nil, _ revisions: String...) throws -> [UInt8] {
    let version = version ?? (fixture.format == .sha1 ? 2 : 3)
    try fixture.git(
      "bundle", "create", "-q", "--version=\(version)", fixture.path("x.bundle"), revisions[0],
      in: "r")
    return try fixture.read("x.bundle")
  }

  private func open(
    _ content: [UInt8], limits: BundleLimits = BundleLimits(), base: Repository? = nil
  ) throws -> BundleFile {
    try fixture.write(content, to: "x.bundle")
    return try BundleFile(path: FilePath(fixture.path("x.bundle")), limits: limits, base: base)
  }

  private func fault(_ content: [UInt8], base: Repository? = nil) throws -> BundleFault? {
    do {
      _ = try open(content, base: base)
      return nil
    } catch GitError.malformedBundle(let path, let fault) {
      #expect(path == fixture.path("x.bundle"))
      return fault
    }
  }

  @Test(
    "made by git gives its refs and objects",
    arguments: [(2, ObjectFormat.sha1), (3, .sha1), (3, .sha256)])
  func readsBundle(version: Int, format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository(commits: 5)
    let bundle = try open(try makeBundle(version: version, "--all"))
    #expect(bundle.version == version)
    #expect(!bundle.isPartial)
    #expect(bundle.prerequisites.isEmpty)
    #expect(bundle.references.map(\.0) == [RefName("refs/heads/main"), RefName("HEAD")])
    #expect(bundle.references.allSatisfy { $0.1 == commits[4] })
    for id in commits {
      let expected = try fixture.git("cat-file", "commit", id.hex, in: "r")
      #expect(try bundle.objects.read(id, limit: 10_000)?.content == expected)
    }
    #expect(try bundle.objects.read(fixture.absentID, limit: 10) == nil)
  }

  @Test("of a repository with another work tree gives its refs alone")
  func leavesOutWorkTrees() throws {
    let commits = try fixture.makeRepository(commits: 2)
    try fixture.git("worktree", "add", "-q", "--detach", fixture.path("other"), in: "r")
    let content = try makeBundle("--all")
    #expect(content.firstRange(of: Array("worktrees/other/HEAD\n".utf8)) != nil)
    let bundle = try open(content)
    #expect(bundle.references.map(\.0) == [RefName("refs/heads/main"), RefName("HEAD")])
    #expect(bundle.references.allSatisfy { $0.1 == commits[1] })
    #expect(throws: GitError.self) { try open(content, limits: BundleLimits(lineCount: 2)) }
  }

  @Test("with a filter says so", arguments: ObjectFormat.allCases)
  func readsPartial(format: ObjectFormat) throws {
    fixture.use(format)
    try fixture.makeRepository(commits: 5)
    let partial = try fixture.git(
      "bundle", "create", "-q", "--version=3", fixture.path("p"), "--filter=blob:none", "--all",
      in: "r")
    #expect(partial.isEmpty)
    #expect(try open(try fixture.read("p")).isPartial)
  }

  @Test("with prerequisites needs a repository that has them", arguments: ObjectFormat.allCases)
  func prerequisites(format: ObjectFormat) throws {
    fixture.use(format)
    try fixture.makeRepository(commits: 5)
    var random = SeededBytes()
    let noise = random.next(5000)
    try fixture.write(noise, to: "r/noise")
    try fixture.git("add", ".", in: "r")
    let old = try fixture.commit("noise", in: "r", time: 1_700_000_010)
    try fixture.write(noise + [1], to: "r/noise")
    try fixture.git("add", ".", in: "r")
    let new = try fixture.commit("more noise", in: "r", time: 1_700_000_020)
    let blob = try fixture.id("HEAD:noise", in: "r")
    // A delta against an object that stays behind: the pack is thin.
    let content = try makeBundle("HEAD~1..main")
    #expect(content.count < 3000)

    #expect(try fault(content) == .needsPrerequisites([old]))
    let base = try Repository(opening: fixture.path("r"))
    let bundle = try open(content, base: base)
    #expect(bundle.prerequisites == [old])
    #expect(bundle.references.map(\.1) == [new])
    #expect(try bundle.objects.read(blob, limit: 10_000)?.content == noise + [1])
    #expect(try bundle.objects.read(old, limit: 10_000) == nil)

    try fixture.git("init", "-q", fixture.path("empty"))
    let empty = try Repository(opening: fixture.path("empty"))
    #expect(try fault(content, base: empty) == .needsPrerequisites([old]))
  }

  @Test("cut off anywhere is refused", arguments: ObjectFormat.allCases)
  func refusesTruncated(format: ObjectFormat) throws {
    fixture.use(format)
    try fixture.makeRepository(commits: 5)
    let whole = try makeBundle("--all")
    #expect(try fault([]) == .empty)
    #expect(try fault(Array(whole.prefix(30))) == .truncatedHeader)
    for count in stride(from: 1, to: whole.count, by: format == .sha1 ? 7 : 31) {
      #expect(try fault(Array(whole.prefix(count))) != nil, "\(count) of \(whole.count) bytes")
    }
    #expect(try fault(whole + [0]) != nil)
    #expect(try fault(whole + [UInt8](repeating: 0, count: 40)) != nil)
  }

  @Test(
    "with one byte of its pack changed is refused, wherever it is",
    arguments: ObjectFormat.allCases)
  func refusesFlippedByte(format: ObjectFormat) throws {
    fixture.use(format)
    try fixture.makeRepository(commits: 5)
    let whole = try makeBundle("--all")
    let start = try #require(whole.indices.first { whole[$0...].starts(with: "PACK".utf8) })
    // Each look at a pack of the one format starts git.
    for position in stride(from: start, to: whole.count, by: format == .sha1 ? 1 : 31) {
      var damaged = whole
      damaged[position] ^= 0x04
      #expect(throws: GitError.self, "byte \(position - start) of the pack") {
        try open(damaged)
      }
    }
  }

  @Test(
    "with a header that is not strictly the format's is refused",
    arguments: [
      ("garbage\n", BundleFault.unknownSignature),
      ("# v4 git bundle\n\n", .unknownSignature),
      ("# v2 git bundle\r\n\n", .unknownSignature),
      ("# v2 git bundle\n@object-format=sha1\n\n", .malformedLine(number: 2)),
      ("# v3 git bundle\n@object-format=md5\n\n", .unsupportedObjectFormat("md5")),
      (
        "# v3 git bundle\n@object-format=sha256\n\(one) refs/heads/x\n\n",
        .malformedLine(number: 3)
      ),
      ("# v3 git bundle\n@new-thing\n\n", .unknownCapability("new-thing")),
      ("# v3 git bundle\n@filter=a\n@filter=b\n\n", .malformedLine(number: 3)),
      ("# v2 git bundle\n-1234\n\n", .malformedLine(number: 2)),
      ("# v2 git bundle\n\(one)\n\n", .malformedLine(number: 2)),
      ("# v2 git bundle\n\(one) worktrees/a b/HEAD\n\n", .malformedLine(number: 2)),
      ("# v2 git bundle\n\(one) worktrees/\u{1b}/HEAD\n\n", .malformedLine(number: 2)),
      ("# v2 git bundle\n\(one) worktrees/../HEAD\n\n", .malformedLine(number: 2)),
      ("# v2 git bundle\n\(one) /HEAD\n\n", .malformedLine(number: 2)),
      ("# v2 git bundle\n\(one) refs/\n\n", .malformedLine(number: 2)),
      ("# v2 git bundle\n\(one) \n\n", .malformedLine(number: 2)),
      ("# v2 git bundle\n\(one) worktrees/x/HEAD\n-\(one)\n\n", .malformedLine(number: 3)),
      (
        "# v3 git bundle\n\(one) worktrees/x/HEAD\n@object-format=sha1\n\n",
        .malformedLine(number: 3)
      ),
      ("# v2 git bundle\n\(one) refs/heads/../x\n\n", .malformedLine(number: 2)),
      ("# v2 git bundle\n\(one)  refs/heads/x\n\n", .malformedLine(number: 2)),
      ("# v2 git bundle\n\(one) refs/heads/x\n-\(one)\n\n", .malformedLine(number: 3)),
      (
        "# v2 git bundle\n\(one) refs/heads/x\n\(two) refs/heads/x\n\n",
        .malformedLine(number: 3)
      ),
      ("# v2 git bundle\n\(one) refs/heads/x\n", .truncatedHeader),
      ("# v2 git bundle\n\(one) refs/heads/x\n\n", .malformedPack(detail: "cut off")),
      (
        "# v2 git bundle\n\(one) refs/heads/x\n\nNOPACK......",
        .malformedPack(detail: "no pack header")
      ),
    ])
  func refusesHeader(text: String, expected: BundleFault) throws {
    #expect(try fault(Array(text.utf8)) == expected)
  }

  @Test("whose ref names an object that is not in it is refused", arguments: ObjectFormat.allCases)
  func refusesMissingTarget(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository(commits: 5)
    let whole = String(decoding: try makeBundle("main").prefix(150), as: UTF8.self)
    #expect(whole.contains(commits[4].hex))
    var content = try fixture.read("x.bundle")
    let name = Array(commits[4].hex.utf8)
    let start = try #require(content.indices.first { content[$0...].starts(with: name) })
    content.replaceSubrange(start..<(start + name.count), with: try fixture.absentID.hex.utf8)
    #expect(try fault(content) == .missingTarget(RefName("refs/heads/main")))
  }

  @Test("beyond a limit is refused", arguments: ObjectFormat.allCases)
  func honoursLimits(format: ObjectFormat) throws {
    fixture.use(format)
    try fixture.makeRepository(commits: 5)
    let whole = try makeBundle("--all")
    let limits = [
      BundleLimits(headerByteCount: 60), BundleLimits(lineCount: 1),
      BundleLimits(packByteCount: 100), BundleLimits(objectCount: 3),
    ]
    for limit in limits {
      do {
        _ = try open(whole, limits: limit)
        Issue.record("a limit was passed over: \(limit)")
      } catch GitError.limitExceeded {}
    }
  }

  @Test("that is absent, a folder or a pipe is an error at once")
  func refusesOtherFiles() throws {
    try fixture.makeRepository(commits: 5)
    try #require(mkfifo(fixture.path("pipe"), 0o600) == 0)
    for name in ["nothing", "r", "pipe"] {
      let path = fixture.path(name)
      #expect(throws: GitError.self) { try BundleFile(path: FilePath(path)) }
    }
  }

  @Test(
    "leaves no folder behind, whoever still uses its objects",
    arguments: ObjectFormat.allCases)
  func removesFolder(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository(commits: 5)
    let content = try makeBundle("--all")
    let temporary = FilePath(fixture.path("temporary"))
    try FileSystem.createDirectory(temporary)
    let path = fixture.path("bundle")
    try fixture.write(content, to: "bundle")
    let bundle = try BundleFile(path: FilePath(path), temporary: temporary)
    #expect(try FileSystem.list(temporary).isEmpty)
    for id in commits {
      #expect(try bundle.objects.read(id, limit: 10_000) != nil)
    }
    let absent = try #require(ObjectID(hex: String(commits[0].hex.reversed()).utf8))
    #expect(try bundle.objects.read(absent, limit: 10_000) == nil)
  }
}

private let one = String(repeating: "1", count: 40)
private let two = String(repeating: "2", count: 40)
