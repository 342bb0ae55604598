import EntangleGit
import EntangleModel
import EntangleSystem
import Glibc
import Synchronization
import Testing

@Suite("Stored objects")
struct StoredObjectsTests {
  let fixture: GitFixture

  init() throws {
    fixture = try GitFixture()
  }

  private func allObjects(in name: String) throws -> [(ObjectID, ObjectType)] {
    let list = try fixture.text(
      "cat-file", "--batch-all-objects", "--batch-check=%(objectname) %(objecttype)", in: name)
    return try list.split(separator: "\n").map { line in
      let words = line.split(separator: " ")
      return (
        try #require(ObjectID(hex: String(words[0]))),
        try #require(ObjectType(rawValue: String(words[1])))
      )
    }
  }

  private func looseFile(_ id: ObjectID) -> String {
    "r/.git/objects/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))"
  }

  @Test("are byte-equal to what git reads", arguments: ["loose", "packed"], ObjectFormat.allCases)
  func matchesGit(kind: String, format: ObjectFormat) throws {
    fixture.use(format)
    try fixture.makeRepository(commits: 6)
    var random = SeededBytes()
    try fixture.write(random.next(200_000), to: "r/noise")
    try fixture.write([UInt8](repeating: 0x61, count: 300_000), to: "r/dull")
    try fixture.write([], to: "r/empty")
    try fixture.git("add", ".", in: "r")
    try fixture.git("commit", "-q", "-m", "big", in: "r")
    try fixture.git("tag", "-m", "a tag", "v1", in: "r")
    if kind == "packed" { try fixture.git("gc", "-q", in: "r") }

    let objects = try Repository(opening: fixture.path("r")).objects
    let all = try allObjects(in: "r")
    #expect(all.count > 15)
    for (id, type) in all {
      let object = try #require(try objects.read(id, limit: 1 << 20))
      let expected = try fixture.git("cat-file", type.rawValue, id.hex, in: "r")
      #expect(object.type == type)
      #expect(object.content == expected)
    }
  }

  @Test("that are absent are nil", arguments: ObjectFormat.allCases)
  func absentIsNil(format: ObjectFormat) throws {
    fixture.use(format)
    try fixture.makeRepository()
    let objects = try Repository(opening: fixture.path("r")).objects
    #expect(try objects.read(fixture.absentID, limit: 100) == nil)
    #expect(try objects.read(.zero(.sha1), limit: 100) == nil)
    #expect(try objects.read(.zero(.sha256), limit: 100) == nil)
  }

  @Test(
    "above the limit are refused before they are read", arguments: [false, true],
    ObjectFormat.allCases)
  func honoursLimit(packed: Bool, format: ObjectFormat) throws {
    fixture.use(format)
    try fixture.makeRepository()
    try fixture.write([UInt8](repeating: 0x61, count: 5000), to: "r/big")
    try fixture.git("add", ".", in: "r")
    try fixture.git("commit", "-q", "-m", "big", in: "r")
    if packed { try fixture.git("gc", "-q", in: "r") }
    let id = try fixture.id("HEAD:big", in: "r")
    let objects = try Repository(opening: fixture.path("r")).objects
    #expect(throws: ObjectReadError.tooLarge(id, size: 5000, limit: 4999)) {
      try objects.read(id, limit: 4999)
    }
    #expect(try objects.read(id, limit: 5000)?.content.count == 5000)
  }

  @Test("loose and damaged in any byte are refused", arguments: ObjectFormat.allCases)
  func refusesDamagedLoose(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    let file = looseFile(commits[0])
    let whole = try fixture.read(file)
    let objects = try Repository(opening: fixture.path("r")).objects
    let expected = try #require(try objects.read(commits[0], limit: 10_000))
    for position in whole.indices {
      var damaged = whole
      damaged[position] ^= 0x10
      try fixture.write(damaged, to: file)
      // A few bits of the zlib header mean nothing: then the content must be the right one.
      let object = try? objects.read(commits[0], limit: 10_000)
      #expect(object == nil || object == expected)
    }
    var damaged = whole
    damaged[whole.count / 2] ^= 0x10
    try fixture.write(damaged, to: file)
    #expect(corrupt { try objects.read(commits[0], limit: 10_000) })
    for count in [0, 1, 20, whole.count - 1] {
      try fixture.write(Array(whole.prefix(count)), to: file)
      #expect(corrupt { try objects.read(commits[0], limit: 10_000) })
    }
    try fixture.write(whole + [0], to: file)
    #expect(corrupt { try objects.read(commits[0], limit: 10_000) })
  }

  @Test("loose under a wrong name are refused", arguments: ObjectFormat.allCases)
  func refusesWrongName(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    try fixture.write(try fixture.read(looseFile(commits[1])), to: looseFile(commits[0]))
    let objects = try Repository(opening: fixture.path("r")).objects
    #expect(throws: ObjectReadError.corrupt(commits[0], detail: "hashes to \(commits[1])")) {
      try objects.read(commits[0], limit: 10_000)
    }
  }

  @Test(
    "whose header names fewer bytes than follow are refused and harm nothing",
    arguments: ObjectFormat.allCases)
  func refusesLyingHeader(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    // zlib.compress(b"blob 1\0" + b"A" * 3000): libgit2 1.5.1 writes past its buffer here.
    let lying = try #require(Hex.decode(LooseVectors.sizeTooSmall.utf8))
    try fixture.write(lying, to: looseFile(commits[0]))
    let objects = try Repository(opening: fixture.path("r")).objects
    #expect(corrupt { try objects.read(commits[0], limit: 10_000) })
  }

  @Test("in a damaged pack are an error, never absent", arguments: ObjectFormat.allCases)
  func refusesDamagedPack(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    try fixture.git("gc", "-q", in: "r")
    let names = try fixture.names(in: "r/.git/objects/pack")
    let pack = "r/.git/objects/pack/" + (try #require(names.first { $0.hasSuffix(".pack") }))
    let index = "r/.git/objects/pack/" + (try #require(names.first { $0.hasSuffix(".idx") }))
    let wholePack = try fixture.read(pack)
    let wholeIndex = try fixture.read(index)

    for position in [0, 4, 40, wholePack.count / 2, wholePack.count - 1] {
      var damaged = wholePack
      damaged[position] ^= 0x20
      try fixture.write(damaged, to: pack)
      let objects = try Repository(opening: fixture.path("r")).objects
      // Damage elsewhere in the pack may leave this object whole; absent it is never.
      for id in commits {
        do { #expect(try objects.read(id, limit: 10_000) != nil) } catch {}
      }
      if [0, 4, wholePack.count - 1].contains(position) {
        #expect(throws: ObjectReadError.self) { try objects.read(commits[0], limit: 10_000) }
      }
    }
    try fixture.write(wholePack, to: pack)
    for count in [0, 100, wholeIndex.count - 1] {
      try fixture.write(Array(wholeIndex.prefix(count)), to: index)
      let objects = try Repository(opening: fixture.path("r")).objects
      #expect(throws: ObjectReadError.self) { try objects.read(commits[0], limit: 10_000) }
    }
  }

  @Test(
    "damaged in one place are read from another that has them whole",
    arguments: ObjectFormat.allCases)
  func readsWholeCopy(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    let names = commits.map(looseFile)
    let loose = try names.map { try fixture.read($0) }
    let expected = try commits.map {
      try Repository(opening: fixture.path("r")).objects.read($0, limit: 10_000)
    }
    try fixture.git("repack", "-qad", in: "r")
    for damaged in [[], Array(loose[0].dropLast()), loose[1]] {
      try fixture.write(damaged, to: names[0])
      let objects = try Repository(opening: fixture.path("r")).objects
      #expect(try objects.read(commits[0], limit: 10_000) == expected[0])
    }
    for (name, content) in zip(names, loose) { try fixture.write(content, to: name) }
    for pack in try fixture.names(in: "r/.git/objects/pack").filter({ $0.hasSuffix(".pack") }) {
      let whole = try fixture.read("r/.git/objects/pack/\(pack)")
      let damaged = whole.prefix(14) + whole[14...].map { $0 ^ 0x55 }
      try fixture.write(Array(damaged), to: "r/.git/objects/pack/\(pack)")
    }
    let objects = try Repository(opening: fixture.path("r")).objects
    for _ in 0..<2 {
      #expect(try commits.map { try objects.read($0, limit: 10_000) } == expected)
    }
  }

  @Test("in a folder where the file should be are unreadable", arguments: ObjectFormat.allCases)
  func refusesFolder(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    try #require(unlink(fixture.path(looseFile(commits[0]))) == 0)
    try #require(mkdir(fixture.path(looseFile(commits[0])), 0o755) == 0)
    let objects = try Repository(opening: fixture.path("r")).objects
    do {
      _ = try objects.read(commits[0], limit: 10_000)
      Issue.record("a folder was read as an object")
    } catch ObjectReadError.unreadable {}
  }

  @Test("of alternates are read, and ignored when asked", arguments: ObjectFormat.allCases)
  func alternates(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    try fixture.git("clone", "-q", "--shared", fixture.path("r"), fixture.path("c"))
    let path = fixture.path("c")
    #expect(try Repository(opening: path).objects.read(commits[0], limit: 10_000) != nil)
    let own = try Repository(opening: path, ignoringAlternates: true)
    #expect(try own.objects.read(commits[0], limit: 10_000) == nil)
    #expect(throws: GitError.missingObject(commits[2], operation: "walk history")) {
      try own.commits(reachableFrom: [commits[2]])
    }
  }

  @Test(
    "in quarantine are seen through the environment, and written there",
    arguments: ObjectFormat.allCases)
  func quarantine(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    try fixture.git("init", "-q", "--bare", fixture.path("b"))
    try #require(mkdir(fixture.path("q"), 0o755) == 0)
    let environment = GitEnvironment(
      objectDirectory: fixture.path("q"),
      alternateObjectDirectories: "\"\(fixture.path("r"))/.git/\\157bjects\":/nowhere",
      isQuarantine: true)
    let repository = try Repository(
      opening: fixture.path("b"), environment: environment, ignoringAlternates: true)
    #expect(try repository.objects.read(commits[0], limit: 10_000) != nil)
    let id = try repository.write(RawObject(type: .blob, content: Array("new".utf8)))
    #expect(try fixture.read("q/\(id.hex.prefix(2))/\(id.hex.dropFirst(2))").count > 3)
    #expect(try repository.objects.read(id, limit: 10)?.content == Array("new".utf8))
    #expect(throws: GitError.updateInQuarantine) { try repository.updateReferences([]) }
  }

  @Test("that came after the opening are seen", arguments: ObjectFormat.allCases)
  func seesNewObjects(format: ObjectFormat) throws {
    fixture.use(format)
    try fixture.makeRepository()
    let objects = try Repository(opening: fixture.path("r")).objects
    let id = try fixture.commit("later", in: "r", time: 1_800_000_000)
    #expect(try objects.read(id, limit: 10_000) != nil)
    try fixture.git("gc", "-q", "--prune=now", in: "r")
    #expect(try objects.read(id, limit: 10_000) != nil)
  }

  @Test("are not replaced", arguments: ObjectFormat.allCases)
  func ignoresReplacement(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    let expected = try fixture.git("cat-file", "commit", commits[0].hex, in: "r")
    try fixture.git("replace", commits[0].hex, commits[1].hex, in: "r")
    let objects = try Repository(opening: fixture.path("r")).objects
    #expect(try objects.read(commits[0], limit: 10_000)?.content == expected)
  }

  @Test("can be read by eight threads at once", arguments: ObjectFormat.allCases)
  func readsConcurrently(format: ObjectFormat) throws {
    fixture.use(format)
    try fixture.makeRepository(commits: 20)
    try fixture.git("repack", "-q", "-d", in: "r")
    for number in 20..<30 {
      _ = try fixture.commit("loose \(number)", in: "r", time: 1_700_000_100 + number)
    }
    let objects = try Repository(opening: fixture.path("r")).objects
    let all = try allObjects(in: "r").map(\.0)
    let expected = try all.map { try #require(try objects.read($0, limit: 10_000)) }
    let wrong = Atomic<Int>(0)
    ConcurrentWorkers(threadCount: 8).perform(8) { thread in
      for round in 0..<(format == .sha1 ? 2000 : 200) {
        let place = (round * 7 + thread * 13) % all.count
        let object = try? objects.read(all[place], limit: 10_000)
        if object != expected[place] { wrong.add(1, ordering: .relaxed) }
      }
    }
    #expect(wrong.load(ordering: .relaxed) == 0)
  }

  private func corrupt(_ read: () throws -> RawObject?) -> Bool {
    do {
      _ = try read()
      return false
    } catch ObjectReadError.corrupt {
      return true
    } catch {
      return false
    }
  }
}
