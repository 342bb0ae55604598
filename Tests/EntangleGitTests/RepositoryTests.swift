import EntangleGit
import EntangleModel
import Glibc
import Testing

@Suite("A repository")
struct RepositoryTests {
  let fixture: GitFixture

  init() throws {
    fixture = try GitFixture()
  }

  @Test("opens by its work tree and by its git directory")
  func opensWorkTree() throws {
    try fixture.makeRepository()
    for path in [fixture.path("r"), fixture.path("r/.git"), fixture.path("r") + "/"] {
      let repository = try Repository(opening: path)
      #expect(repository.path == fixture.path("r/.git"))
      #expect(repository.commonPath == repository.path)
      #expect(repository.workTree == fixture.path("r"))
      #expect(!repository.isBare)
      #expect(repository.objectFormat == .sha1)
    }
  }

  @Test("opens bare")
  func opensBare() throws {
    try fixture.git("init", "-q", "--bare", fixture.path("b"))
    let repository = try Repository(opening: fixture.path("b"))
    #expect(repository.isBare)
    #expect(repository.workTree == nil)
  }

  @Test("in a linked work tree shares objects and refs and has its own HEAD")
  func opensLinkedWorkTree() throws {
    let commits = try fixture.makeRepository()
    try fixture.git("worktree", "add", "-q", "-b", "side", fixture.path("w"), "HEAD~1", in: "r")
    let repository = try Repository(opening: fixture.path("w"))
    #expect(repository.path == fixture.path("r/.git/worktrees/w"))
    #expect(repository.commonPath == fixture.path("r/.git"))
    #expect(try repository.head().target == RefName("refs/heads/side"))
    #expect(try repository.head().id == commits[1])
    #expect(try repository.reference(RefName("refs/heads/main")) == commits[2])
  }

  @Test("is discovered from a folder inside")
  func discovers() throws {
    try fixture.makeRepository()
    try fixture.write([], to: "r/a/b/c")
    let found = try Repository.discover(from: fixture.path("r/a/b"))
    #expect(found?.path == fixture.path("r/.git") && found?.workTree == nil)
    #expect(try Repository.discover(from: fixture.path()) == nil)
  }

  @Test("that does not exist is a clear error")
  func refusesAbsent() throws {
    for name in ["", "nothing"] {
      let path = fixture.path(name)
      #expect(throws: GitError.notARepository(path: path)) { try Repository(opening: path) }
    }
  }

  @Test("of another owner opens")
  func opensForeign() throws {
    let commits = try fixture.makeRepository()
    guard geteuid() == 0 else { return }
    for name in ["r", "r/.git", "r/.git/config", "r/.git/HEAD"] {
      try #require(chown(fixture.path(name), 12345, 12345) == 0)
    }
    let repository = try Repository(opening: fixture.path("r"))
    #expect(try repository.head().id == commits.last)
  }

  @Test("with a pipe in its configuration is a clear error, and nobody waits for it")
  func refusesPipe() throws {
    try fixture.makeRepository()
    let pipe = fixture.path("pipe")
    try #require(mkfifo(pipe, 0o600) == 0)
    let config = try fixture.read("r/.git/config")
    for text in [
      "[include]\n\tpath = \(pipe)\n", "[include] path = \"../../pipe\" # x\n",
      "[includeIf \"gitdir:/a=b]\"] PATH=\(pipe)\n", "[include]\n\tpath = o\\\nther\n",
    ] {
      try fixture.write(config + Array(text.utf8), to: "r/.git/config")
      try fixture.write(Array("[include]\npath=\(pipe)\n".utf8), to: "r/.git/other")
      let error = #expect(throws: GitError.self, "\(text)") {
        try Repository(opening: fixture.path("r"))
      }
      #expect(error?.description.hasSuffix("it is a pipe, socket or device") == true, "\(text)")
    }
    let harmless = "[include]\n\tpath = /dev/null\n\tpath = absent\n"
    try fixture.write(config + Array(harmless.utf8), to: "r/.git/config")
    _ = try Repository(opening: fixture.path("r"))
    let file = fixture.path("r/.git/config")
    try #require(unlink(file) == 0 && mkfifo(file, 0o600) == 0)
    #expect(throws: GitError.self) { try Repository(opening: fixture.path("r")) }
  }

  @Test("with a pipe in the place of a file that leads elsewhere is a clear error")
  func refusesPipeThatLeads() throws {
    try fixture.makeRepository()
    for name in ["gitdir", "commondir"] {
      let pipe = fixture.path("r/.git/\(name)")
      try #require(mkfifo(pipe, 0o600) == 0)
      let error = #expect(throws: GitError.self) { try Repository(opening: fixture.path("r")) }
      #expect(error?.description.contains("/\(name)': it is a pipe") == true, "\(name)")
      try #require(unlink(pipe) == 0)
    }
    _ = try Repository(opening: fixture.path("r"))
  }

  @Test("says by which hash function its objects are named", arguments: ObjectFormat.allCases)
  func knowsFormat(format: ObjectFormat) throws {
    fixture.use(format)
    try fixture.makeRepository()
    try fixture.git("worktree", "add", "-q", "-b", "side", fixture.path("w"), "HEAD~1", in: "r")
    for name in ["r", "r/.git", "w"] {
      let repository = try Repository(opening: fixture.path(name))
      #expect(repository.objectFormat == format)
      #expect(repository.objects.format == format)
      #expect(try repository.head().id == fixture.id("HEAD", in: name == "w" ? "w" : "r"))
    }
    let found = try Repository.discover(from: fixture.path("w"))
    #expect(found?.path == fixture.path("r/.git/worktrees/w"))
    #expect(found?.workTree == fixture.path("w"))
  }

  @Test("with objects named by another hash function is a clear error")
  func refusesOtherFormat() throws {
    try fixture.git("init", "-q", "--object-format=sha256", fixture.path("s"))
    try fixture.git(
      "config", "--file", fixture.path("s/.git/config"), "extensions.objectFormat", "sha3")
    let path = fixture.path("s")
    let error = #expect(throws: GitError.self) { try Repository(opening: path) }
    #expect(error == .unsupportedObjectFormat(path: path, format: "sha3"))
    #expect(error?.description == "unsupported object format 'sha3'")
  }

  @Test("with reftable refs is a clear error")
  func refusesReftable() throws {
    try fixture.makeRepository()
    try fixture.git("config", "core.repositoryFormatVersion", "1", in: "r")
    try fixture.git("config", "extensions.refStorage", "reftable", in: "r")
    let path = fixture.path("r")
    #expect(throws: GitError.unsupportedReferenceStorage(path: path, storage: "reftable")) {
      try Repository(opening: path)
    }
  }

  @Test("answers configuration and remote addresses")
  func readsConfiguration() throws {
    try fixture.makeRepository()
    try fixture.git("config", "entangle.principal", "ann", in: "r")
    try fixture.git("remote", "add", "origin", "https://example.invalid/x.git", in: "r")
    let repository = try Repository(opening: fixture.path("r"))
    #expect(try repository.configuration("entangle.principal") == "ann")
    #expect(try repository.configuration("entangle.nothing") == nil)
    #expect(throws: GitError.self) { try repository.configuration("no key") }
    #expect(try repository.remoteURL("origin") == "https://example.invalid/x.git")
    #expect(try repository.remoteURL("other") == nil)
  }
}
