import EntangleGit
import EntangleModel
import EntangleSystem
import Testing

@Suite("What git objects to")
struct CheckingTests {
  let fixture: GitFixture

  init() throws {
    fixture = try GitFixture()
  }

  @Test("is found as a server finds it that checks what is pushed", arguments: ["sha1", "sha256"])
  func objections(format: String) throws {
    try fixture.git("init", "-q", "--object-format=\(format)", fixture.path("r"))
    let repository = try Repository(opening: fixture.path("r"))
    let scratch = try TemporaryDirectory()
    func write(_ type: ObjectType, _ content: [UInt8]) throws -> ObjectID {
      try repository.write(RawObject(type: type, content: content))
    }
    func tree(_ entries: [(String, ObjectID)]) throws -> ObjectID {
      try write(.tree, entries.flatMap { Array("\($0)\0".utf8) + $1.bytes })
    }
    let blob = try write(.blob, Array("x\n".utf8))
    let bad = try write(.blob, Array("[submodule \"x\"]\n path = x\n url = -u./x\n".utf8))
    let good = try tree([("100644 .gitattributes", blob), ("100644 x", blob)])
    #expect(try repository.objection(to: [], in: scratch.path) == nil)
    #expect(try repository.objection(to: [blob, good], in: scratch.path) == nil)
    // (What it names, and where that is, is another matter.)
    #expect(try repository.objection(to: [good], in: scratch.path) == nil)
    for (id, others, word) in [
      (try tree([("100644 .GIT", blob)]), [], "hasDotgit"),
      (try tree([("100644 git~1", blob)]), [], "hasDotgit"),
      (try tree([("100644 a/b", blob)]), [], "fullPathname"),
      (try tree([("100644 x", blob), ("100644 x", blob)]), [], "duplicateEntries"),
      (try tree([("100644 y", blob), ("100644 x", blob)]), [], "treeNotSorted"),
      (try tree([("120000 .gitmodules", blob)]), [], "gitmodulesSymlink"),
      (bad, [try tree([("100644 .gitmodules", bad)])], "gitmodulesUrl"),
    ] {
      let objection = try #require(
        try repository.objection(to: [id] + others, in: scratch.path), "\(word)")
      #expect(objection.id == id && objection.detail.hasPrefix("\(word): "), "\(objection)")
    }
    #expect(throws: GitError.self) {
      try repository.objection(to: [ObjectID.zero(repository.objectFormat)], in: scratch.path)
    }
  }
}
