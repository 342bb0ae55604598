import EntangleModel
import Glibc
import Testing

@testable import EntangleGit

@Suite("Refs")
struct ReferenceTests {
  let fixture: GitFixture

  init() throws {
    fixture = try GitFixture()
  }

  private func repository() throws -> Repository {
    try Repository(opening: fixture.path("r"))
  }

  @Test("loose, packed and both are listed once, sorted by bytes", arguments: ObjectFormat.allCases)
  func lists(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    try fixture.git("tag", "-m", "annotated", "v1", in: "r")
    for name in ["b", "a/x", "a-b", "a0"] {
      try fixture.git("branch", name, commits[0].hex, in: "r")
    }
    try fixture.git("pack-refs", "--all", in: "r")
    try fixture.git("branch", "-f", "b", commits[1].hex, in: "r")
    try fixture.git("branch", "loose", commits[1].hex, in: "r")
    let format = "--format=%(refname) %(objectname)"
    for prefix in ["refs/", "refs/heads/", "refs/tags/"] {
      let expected = try fixture.text("for-each-ref", format, prefix, in: "r")
      let found = try repository().references(prefix: prefix).map { "\($0) \($1)" }
      #expect(found.joined(separator: "\n") == expected)
    }
    #expect(try repository().references(prefix: "refs/heads/a").count == 3)
    #expect(try repository().references(prefix: "refs/none/").isEmpty)
    #expect(try repository().reference(RefName("refs/heads/b")) == commits[1])
    #expect(try repository().reference(RefName("refs/heads/a0")) == commits[0])
    #expect(try repository().reference(RefName("refs/heads/none")) == nil)
  }

  @Test("with odd bytes in their names keep them", arguments: [false, true], ObjectFormat.allCases)
  func keepsOddNames(packed: Bool, format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    // U+00E9 composed and decomposed, a quote, and bytes that are no UTF-8.
    let suffixes: [[UInt8]] = [
      [0xc3, 0xa9], [0x65, 0xcc, 0x81], Array("it's".utf8), [0xff, 0xfe],
    ]
    let names = suffixes.map { RefName(Array("refs/heads/".utf8) + $0) }
    let lines = names.flatMap {
      Array("create ".utf8) + $0.bytes + Array(" \(commits[0])\n".utf8)
    }
    try fixture.git("update-ref", "--stdin", in: "r", input: lines)
    if packed { try fixture.git("pack-refs", "--all", in: "r") }
    let found = try repository().references(prefix: "refs/heads/").map(\.0)
    #expect(Set(found) == Set(names + [RefName("refs/heads/main")]))
    for name in names { #expect(try repository().reference(name) == commits[0]) }
  }

  @Test(
    "that hold garbage are an error, in a listing too",
    arguments: [
      "", "garbage\n", "ref:\n", "ref: main\n", "ref: refs/heads/../x\n", "123456\n",
      "0000000000000000000000000000000000000000\n", "zz00000000000000000000000000000000000000\n",
      "11111111111111111111111111111111111111111\n",
    ])
  func refusesGarbage(content: String) throws {
    try fixture.makeRepository()
    try fixture.write(Array(content.utf8), to: "r/.git/refs/heads/bad")
    let repository = try repository()
    #expect(malformed { _ = try repository.reference(RefName("refs/heads/bad")) })
    #expect(malformed { _ = try repository.references(prefix: "refs/heads/") })
    #expect(try repository.references(prefix: "refs/tags/").isEmpty)
  }

  @Test(
    "that hold a name of the other format are an error",
    arguments: ObjectFormat.allCases, ["refs/heads/bad", "packed-refs"])
  func refusesOtherFormat(format: ObjectFormat, file: String) throws {
    fixture.use(format)
    try fixture.makeRepository()
    let digits = format == .sha1 ? 64 : 40
    let name = String(repeating: "1", count: digits) + " refs/heads/bad\n"
    try fixture.write(Array(name.utf8), to: "r/.git/" + file)
    let repository = try repository()
    #expect(malformed { _ = try repository.reference(RefName("refs/heads/bad")) })
    #expect(malformed { _ = try repository.references(prefix: "refs/heads/") })
  }

  @Test("in a damaged packed-refs file are an error", arguments: ObjectFormat.allCases)
  func refusesDamagedPackedRefs(format: ObjectFormat) throws {
    fixture.use(format)
    try fixture.makeRepository()
    try fixture.git("pack-refs", "--all", in: "r")
    let whole = try fixture.read("r/.git/packed-refs")
    let line = try #require(whole.split(separator: UInt8(ascii: "\n")).last) + Array("\n".utf8)
    for damaged in [
      Array(whole.dropLast()), whole + Array("junk\n".utf8), whole + line,
      whole + line.map { $0 == UInt8(ascii: "m") ? UInt8(ascii: "a") : $0 },
    ] {
      try fixture.write(damaged, to: "r/.git/packed-refs")
      let repository = try repository()
      #expect(malformed { _ = try repository.references(prefix: "refs/heads/") })
    }
  }

  @Test("that are symbolic are listed apart and never followed", arguments: ObjectFormat.allCases)
  func symbolic(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    try fixture.git("symbolic-ref", "refs/heads/alias", "refs/heads/main", in: "r")
    try fixture.git("symbolic-ref", "refs/heads/dangling", "refs/heads/none", in: "r")
    try fixture.git("symbolic-ref", "refs/heads/farther", "refs/heads/alias", in: "r")
    let repository = try repository()
    let symbolic = try repository.referencesAndSymbolic(prefix: "refs/").symbolic
    #expect(symbolic.map(\.0) == [RefName("refs/heads/alias"), RefName("refs/heads/farther")])
    #expect(symbolic.allSatisfy { $0.1 == commits[2] })
    try fixture.git("symbolic-ref", "refs/heads/round", "refs/heads/about", in: "r")
    try fixture.git("symbolic-ref", "refs/heads/about", "refs/heads/round", in: "r")
    #expect(malformed { _ = try repository.referencesAndSymbolic(prefix: "refs/") })
    #expect(try repository.references(prefix: "refs/").map(\.0) == [RefName("refs/heads/main")])
    let name = RefName("refs/heads/alias")
    #expect(throws: GitError.symbolicReference(name, target: RefName("refs/heads/main"))) {
      try repository.reference(name)
    }
  }

  @Test("HEAD is attached, unborn or detached", arguments: ObjectFormat.allCases)
  func head(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    let repository = try repository()
    #expect(try repository.head().target == RefName("refs/heads/main"))
    #expect(try repository.head().id == commits[2])
    try fixture.git("checkout", "-q", "--detach", commits[0].hex, in: "r")
    #expect(try repository.head().target == nil)
    #expect(try repository.head().id == commits[0])
    try fixture.git("symbolic-ref", "HEAD", "refs/heads/unborn", in: "r")
    #expect(try repository.head().target == RefName("refs/heads/unborn"))
    #expect(try repository.head().id == nil)
  }

  @Test(
    "have the names that git allows",
    arguments: [
      "refs/heads/a", "refs/a", "refs/heads/a/b", "refs/heads/a.b", "refs/heads/-a",
      "refs/heads/a@b", "refs/heads/@", "refs/heads/\u{e9}", "refs/heads/a{", "refs/heads/.a",
      "refs/heads/a..b", "refs/heads/a.lock", "refs/heads/a.lock/b", "refs/heads/a.",
      "refs/heads/a./b", "refs/heads//a", "refs/heads/a/", "refs/heads/a b", "refs/heads/a\u{7f}",
      "refs/heads/a~", "refs/heads/a^", "refs/heads/a:", "refs/heads/a?", "refs/heads/a*",
      "refs/heads/a[", "refs/heads/a\\b", "refs/heads/a@{b", "refs/heads/a\tb", "refs/",
    ])
  func namesMatchGit(name: String) throws {
    let allowed = (try? fixture.git("check-ref-format", name)) != nil
    #expect(RefName(name).isWellFormed == allowed)
  }

  private func malformed(_ read: () throws -> Void) -> Bool {
    do {
      try read()
      return false
    } catch GitError.malformedReference {
      return true
    } catch {
      return false
    }
  }
}
