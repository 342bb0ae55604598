import EntangleModel
import EntangleSystem
import Glibc
import Testing

@testable import EntangleGit

/// Packs as git writes them; git says what is in them.
@Suite("Packs")
struct PackTests {
  let fixture: GitFixture

  init() throws {
    fixture = try GitFixture()
  }

  /// Makes a repository whose objects git finds much alike: `versions` of some files, each a commit.
  private func makeHistory(versions: Int, files count: Int = 3) throws {
    try fixture.git("init", "-q", "-b", "main", fixture.path("r"))
    var random = SeededBytes()
    var files = (0..<count).map { _ in random.next(2_000) }
    var stream: [UInt8] = []
    func say(_ text: String, _ data: [UInt8] = []) { stream += Array(text.utf8) + data + [0x0a] }
    for version in 0..<versions {
      say(
        "commit refs/heads/main\ncommitter C <c@example.invalid> \(1_700_000_000 + version) +0000")
      say("data 4\n", Array("one\n".utf8))
      for (number, file) in files.enumerated() {
        say("M 100644 inline d/\(number)\ndata \(file.count)\n", file)
        let place = Int(file[version % 2_000]) * 7
        files[number][place] ^= UInt8(truncatingIfNeeded: version + 1)
        if version.isMultiple(of: 5) { files[number] += random.next(3) }
      }
    }
    try fixture.git("fast-import", "--quiet", "--depth=4095", in: "r", input: stream)
  }

  /// Compares every object with what `git cat-file` says of it.
  private func expectAllAsGitReads(in name: String = "r") throws {
    let store = try Repository(opening: fixture.path(name)).objects
    let all = try fixture.git("cat-file", "--batch", "--batch-all-objects", in: name)
    var rest = all[...]
    var count = 0
    while let end = rest.firstIndex(of: 0x0a) {
      let words = String(decoding: rest[..<end], as: UTF8.self).split(separator: " ")
      let id = try #require(ObjectID(hex: String(words[0])))
      let size = try #require(Int(words[2]))
      rest = rest[(end + 1)...]
      let object = try store.read(id, limit: 1 << 20)
      #expect(object?.type.rawValue == String(words[1]))
      #expect(object?.content == Array(rest.prefix(size)))
      rest = rest.dropFirst(size + 1)
      count += 1
    }
    #expect(count > 20)
  }

  private func files(_ suffix: String, in name: String = "r") throws -> [String] {
    let folder = name + "/.git/objects/pack"
    return try fixture.names(in: folder).filter { $0.hasSuffix(suffix) }.map { "\(folder)/\($0)" }
  }

  @Test(
    "are read as git reads them, however they are made",
    arguments: [
      ["-adf", "--depth=4095", "--window=20"], ["-adf", "--depth=0"], ["-adF", "--window=100"],
    ], ObjectFormat.allCases)
  func matchesGit(options: [String], format: ObjectFormat) throws {
    fixture.use(format)
    try makeHistory(versions: 40)
    for isByName in ["true", "false"] {
      try fixture.git("config", "repack.useDeltaBaseOffset", isByName, in: "r")
      switch options.count {
      case 3: try fixture.git("repack", "-q", options[0], options[1], options[2], in: "r")
      default: try fixture.git("repack", "-q", options[0], options[1], in: "r")
      }
      try #require(files(".pack").count == 1)
      try expectAllAsGitReads()
    }
  }

  @Test("with chains of many deltas are read", arguments: ObjectFormat.allCases)
  func readsDeepChains(format: ObjectFormat) throws {
    fixture.use(format)
    try makeHistory(versions: 400, files: 1)
    let index = try #require(try files(".idx").first)
    let report = try fixture.text("verify-pack", "-v", fixture.path(index), in: "r")
    let deepest = report.split(separator: "\n").filter { $0.hasPrefix("chain length") }.count
    try #require(deepest > 300)
    try expectAllAsGitReads()
  }

  @Test("are read with each form of their index")
  func readsIndexForms() throws {
    try makeHistory(versions: 40)
    try fixture.git("repack", "-qad", in: "r")
    let pack = try #require(try files(".pack").first)
    for version in ["1", "2", "2,0x40", "2,0x4000"] {
      let index = try #require(try files(".idx").first)
      try #require(unlink(fixture.path(index)) == 0)
      try fixture.git("index-pack", "--index-version=\(version)", fixture.path(pack))
      try expectAllAsGitReads()
    }
  }

  @Test("that came thin are read, as are many of them", arguments: ObjectFormat.allCases)
  func readsThinAndMany(format: ObjectFormat) throws {
    fixture.use(format)
    try makeHistory(versions: 30)
    try fixture.git("branch", "old", "HEAD~10", in: "r")
    try fixture.git("init", "-q", fixture.path("c"))
    try fixture.git("config", "fetch.unpackLimit", "1", in: "c")
    let url = "file://" + fixture.path("r")
    for branch in ["old~10", "old", "main"] {
      let id = try fixture.id(branch, in: "r")
      try fixture.git("branch", "-f", "now", id.hex, in: "r")
      try fixture.git("fetch", "-q", url, "now:refs/heads/\(branch.prefix(3))", in: "c")
    }
    try #require(files(".pack", in: "c").count == 3)
    try expectAllAsGitReads(in: "c")
  }

  @Test("that are put together while they are read are found again", arguments: [true, false])
  func followsRepack(isOpen: Bool) throws {
    let commits = try fixture.makeRepository(commits: 4)
    try fixture.git("repack", "-qd", in: "r")
    let store = try Repository(opening: fixture.path("r")).objects
    // A look through the folder opens the index, a read the pack.
    #expect(try store.read(fixture.absentID, limit: 10_000) == nil)
    if isOpen { #expect(try store.read(commits[0], limit: 10_000) != nil) }
    let last = try fixture.commit("last", in: "r", time: 1_700_000_100)
    try fixture.git("repack", "-qad", in: "r")
    try fixture.git("prune-packed", "-q", in: "r")
    for id in commits + [last] { #expect(try store.read(id, limit: 10_000) != nil) }
  }

  @Test("without an index of their own are an error where all have one together")
  func refusesSharedIndexAlone() throws {
    let commits = try fixture.makeRepository(commits: 2)
    try fixture.git("repack", "-qd", in: "r")
    let lost = try #require(try files(".idx").first)
    let later = try fixture.commit("later", in: "r", time: 1_700_000_100)
    try fixture.git("repack", "-qd", in: "r")
    try fixture.git("multi-pack-index", "write", in: "r")
    try expectAbsent(in: Repository(opening: fixture.path("r")))
    try #require(unlink(fixture.path(lost)) == 0)
    let store = try Repository(opening: fixture.path("r")).objects
    #expect(try store.read(later, limit: 10_000) != nil)
    for id in [commits[0], try fixture.absentID] {
      #expect(throws: ObjectReadError.self) { try store.read(id, limit: 10_000) }
    }
  }

  @Test("damaged next to a whole one hide nothing of it")
  func readsWholeBesideDamaged() throws {
    let commits = try fixture.makeRepository(commits: 2)
    try fixture.git("repack", "-qd", in: "r")
    let damaged = try #require(try files(".idx").first)
    let later = try fixture.commit("later", in: "r", time: 1_700_000_100)
    try fixture.git("repack", "-qd", in: "r")
    try fixture.write([], to: damaged)
    let store = try Repository(opening: fixture.path("r")).objects
    #expect(try store.read(later, limit: 10_000) != nil)
    #expect(throws: ObjectReadError.self) { try store.read(commits[0], limit: 10_000) }
  }

  private func expectAbsent(in repository: Repository) throws {
    #expect(try repository.objects.read(fixture.absentID, limit: 10_000) == nil)
  }
}
