import EntangleGit
import EntangleModel
import EntangleSystem
import Glibc
import Testing

@Suite("Writing")
struct WritingTests {
  let fixture: GitFixture

  init() throws {
    fixture = try GitFixture()
  }

  @Test(
    "gives the object the name and bytes that git gives it", arguments: ObjectType.allCases,
    ObjectFormat.allCases)
  func writesObjects(type: ObjectType, format: ObjectFormat) throws {
    fixture.use(format)
    try fixture.makeRepository()
    try fixture.git("tag", "-m", "annotated", "v1", in: "r")
    let source = ["commit": "HEAD", "tree": "HEAD^{tree}", "blob": "HEAD:file0.txt", "tag": "v1"]
    let revision = try #require(source[type.rawValue])
    let content = try fixture.git("cat-file", type.rawValue, revision, in: "r")
    try fixture.git("init", "-q", "--bare", fixture.path("b"))
    let bare = try Repository(opening: fixture.path("b"))
    let id = try bare.write(RawObject(type: type, content: content))
    #expect(try fixture.id(revision, in: "r") == id)
    #expect(try fixture.git("cat-file", type.rawValue, id.hex, in: "b") == content)
    #expect(try bare.objects.read(id, limit: 10_000) == RawObject(type: type, content: content))
    #expect(try bare.write(RawObject(type: type, content: content)) == id)
  }

  @Test("creates and moves refs together", arguments: ObjectFormat.allCases)
  func updates(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    let repository = try Repository(opening: fixture.path("r"))
    let lane = RefName("refs/entangle/lanes/a")
    try repository.updateReferences([
      RefUpdate(name: lane, expectedOld: nil, new: commits[0]),
      RefUpdate(name: RefName("refs/heads/main"), expectedOld: commits[2], new: commits[1]),
    ])
    #expect(try fixture.id(String(lane.description), in: "r") == commits[0])
    #expect(try fixture.id("main", in: "r") == commits[1])
    try fixture.git("pack-refs", "--all", in: "r")
    try repository.updateReferences([
      RefUpdate(name: lane, expectedOld: commits[0], new: commits[1])
    ])
    #expect(try repository.reference(lane) == commits[1])
  }

  @Test("moves no ref of a batch in which one has moved", arguments: ObjectFormat.allCases)
  func comparesAll(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    let repository = try Repository(opening: fixture.path("r"))
    let main = RefName("refs/heads/main")
    let fresh = RefName("refs/heads/fresh")
    let good = RefUpdate(name: fresh, expectedOld: .zero(format), new: commits[0])
    let bad = [commits[1], nil]
    for expected in bad {
      #expect(
        throws: GitError.referenceMoved(main, expected: expected, found: commits[2])
      ) {
        try repository.updateReferences([
          good, RefUpdate(name: main, expectedOld: expected, new: commits[0]),
        ])
      }
    }
    #expect(throws: GitError.referenceMoved(fresh, expected: commits[0], found: nil)) {
      try repository.updateReferences([
        RefUpdate(name: fresh, expectedOld: commits[0], new: commits[0])
      ])
    }
    #expect(try repository.reference(fresh) == nil)
    #expect(try repository.reference(main) == commits[2])
    try repository.updateReferences([good])
  }

  @Test("a ref that is locked for a moment is waited for", arguments: ObjectFormat.allCases)
  func waitsForLock(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    let repository = try Repository(opening: fixture.path("r"))
    let name = "r/.git/refs/heads/main.lock"
    try fixture.write([], to: name)
    let path = fixture.path(name)
    let main = RefName("refs/heads/main")
    let update = RefUpdate(name: main, expectedOld: commits[2], new: commits[0])
    ConcurrentWorkers(threadCount: 2).perform(2) { index in
      if index == 0 {
        #expect(throws: Never.self) { try repository.updateReferences([update]) }
      } else {
        usleep(100_000)
        unlink(path)
      }
    }
    #expect(try repository.reference(main) == commits[0])
  }

  @Test("a ref that stays locked is an error", arguments: ObjectFormat.allCases)
  func refusesLocked(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    let repository = try Repository(opening: fixture.path("r"))
    try fixture.write([], to: "r/.git/refs/heads/main.lock")
    let main = RefName("refs/heads/main")
    #expect(throws: GitError.referenceLocked(main)) {
      try repository.updateReferences([
        RefUpdate(name: main, expectedOld: commits[2], new: commits[0])
      ])
    }
  }

  @Test(
    "refuses a name that is a folder of refs or needs a ref as a folder", arguments: [false, true],
    ObjectFormat.allCases)
  func refusesConflicts(packed: Bool, format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    let repository = try Repository(opening: fixture.path("r"))
    try fixture.git("branch", "a/b", in: "r")
    if packed { try fixture.git("pack-refs", "--all", in: "r") }
    let existing = RefName("refs/heads/a/b")
    for name in [RefName("refs/heads/a"), RefName("refs/heads/a/b/c")] {
      #expect(throws: GitError.self) {
        try repository.updateReferences([
          RefUpdate(name: name, expectedOld: nil, new: commits[0])
        ])
      }
    }
    #expect(try repository.references(prefix: "refs/heads/a").map(\.0) == [existing])
    #expect(throws: GitError.referenceConflict(RefName("refs/x/y"), with: RefName("refs/x"))) {
      try repository.updateReferences([
        RefUpdate(name: RefName("refs/x"), expectedOld: nil, new: commits[0]),
        RefUpdate(name: RefName("refs/x/y"), expectedOld: nil, new: commits[0]),
      ])
    }
  }

  @Test(
    "refuses bad names, doubles, symbolic refs and missing objects",
    arguments: ObjectFormat.allCases)
  func refusesNonsense(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    let repository = try Repository(opening: fixture.path("r"))
    func update(_ name: String, _ new: ObjectID? = nil) -> RefUpdate {
      RefUpdate(name: RefName(name), expectedOld: nil, new: new ?? commits[0])
    }
    for name in ["HEAD", "refs/heads/a..b", "../../x", "refs/heads/x.lock", "refs/heads/\0"] {
      #expect(throws: GitError.invalidReferenceName(RefName(name))) {
        try repository.updateReferences([update(name)])
      }
    }
    #expect(throws: GitError.duplicateReferenceUpdate(RefName("refs/a"))) {
      try repository.updateReferences([update("refs/a"), update("refs/a")])
    }
    try fixture.git("symbolic-ref", "refs/heads/alias", "refs/heads/main", in: "r")
    #expect(throws: GitError.self) {
      try repository.updateReferences([update("refs/heads/alias")])
    }
    for id in [try fixture.absentID, .zero(format)] {
      #expect(throws: GitError.missingObject(id, operation: "update refs")) {
        try repository.updateReferences([update("refs/a", id)])
      }
    }
  }

  @Test("logs where git logs, under a fixed identity", arguments: ObjectFormat.allCases)
  func writesReflog(format: ObjectFormat) throws {
    fixture.use(format)
    let commits = try fixture.makeRepository()
    let repository = try Repository(opening: fixture.path("r"))
    let main = RefName("refs/heads/main")
    let lane = RefName("refs/entangle/a")
    try repository.updateReferences(
      [
        RefUpdate(name: main, expectedOld: commits[2], new: commits[1]),
        RefUpdate(name: lane, expectedOld: nil, new: commits[1]),
      ], message: "a reason")
    for name in ["main", "HEAD"] {
      let line = try fixture.text(
        "reflog", "show", "-1", "--format=%H %gs %gn %ge", name, in: "r")
      #expect(line == "\(commits[1]) a reason entangle entangle@entangle.invalid")
    }
    #expect(try fixture.names(in: "r/.git/logs/refs") == ["heads"])
  }
}
