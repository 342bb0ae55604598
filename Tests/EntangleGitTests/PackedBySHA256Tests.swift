import EntangleCrypto
import EntangleModel
import EntangleSystem
import Glibc
import Testing

@testable import EntangleGit

/// What is ours alone, and not libgit2's: a repository whose objects are named by SHA-256.
@Suite("Objects packed by SHA-256")
struct PackedBySHA256Tests {
  let fixture: GitFixture
  let commits: [ObjectID]

  init() throws {
    fixture = try GitFixture()
    fixture.use(.sha256)
    commits = try fixture.makeRepository()
    try fixture.git("gc", "-q", in: "r")
  }

  private func file(_ suffix: String) throws -> String {
    let names = try fixture.names(in: "r/.git/objects/pack")
    return "r/.git/objects/pack/" + (try #require(names.first { $0.hasSuffix(suffix) }))
  }

  @Test("are read by an index of version 1, as git writes one where it is told to")
  func readsVersionOne() throws {
    try fixture.git("-c", "pack.indexVersion=1", "repack", "-qadf", in: "r")
    #expect(try fixture.read(try file(".idx")).prefix(2) != [0xff, 0x74])
    try fixture.git("fsck", in: "r")
    let objects = try Repository(opening: fixture.path("r")).objects
    for commit in commits { #expect(try objects.read(commit, limit: 10_000) != nil) }
    #expect(try objects.read(fixture.absentID, limit: 10_000) == nil)
  }

  @Test("are refused under a wrong name in the index")
  func refusesWrongName() throws {
    let index = try file(".idx")
    var content = try fixture.read(index)
    let name = commits[1].bytes
    let start = try #require(content.indices.first { content[$0...].starts(with: name) })
    content[start + 31] ^= 1
    try fixture.write(content, to: index)
    let wrong = try #require(ObjectID(bytes: content[start..<(start + 32)]))
    let objects = try Repository(opening: fixture.path("r")).objects
    #expect(throws: ObjectReadError.corrupt(wrong, detail: "hashes to \(commits[1])")) {
      try objects.read(wrong, limit: 10_000)
    }
    #expect(try objects.unproven.read(wrong, limit: 10_000) != nil)
    #expect(try objects.read(commits[1], limit: 10_000) == nil)
  }

  @Test("are an error where an index is cut off or lies about its size", arguments: [0, 8, 1031])
  func refusesDamagedIndex(count: Int) throws {
    let index = try file(".idx")
    let whole = try fixture.read(index)
    for content in [Array(whole.prefix(count)), whole + [0], Array(whole.dropLast())] {
      try fixture.write(content, to: index)
      let objects = try Repository(opening: fixture.path("r")).objects
      #expect(throws: ObjectReadError.self) { try objects.read(fixture.absentID, limit: 10_000) }
    }
  }

  @Test("are an error where their pack is gone while the index is open")
  func refusesLostPack() throws {
    let objects = try Repository(opening: fixture.path("r")).objects
    #expect(try objects.read(commits[0], limit: 10_000) != nil)
    let pack = try file(".pack")
    try fixture.write(try fixture.read(pack).map { $0 ^ 0xff }, to: pack)
    let fresh = try Repository(opening: fixture.path("r")).objects
    #expect(throws: ObjectReadError.self) { try fresh.read(commits[0], limit: 10_000) }
    // An index without its pack is a repack at work.
    try #require(unlink(fixture.path(pack)) == 0)
    let later = try Repository(opening: fixture.path("r")).objects
    #expect(try later.read(commits[0], limit: 10_000) == nil)
  }

  @Test("bring nothing of the repository to run: no lazy fetch, no hook")
  func runsNothing() throws {
    let marker = fixture.path("marker")
    for (key, value) in [
      ("remote.origin.url", "ext::touch \(marker)"), ("remote.origin.promisor", "true"),
      ("protocol.ext.allow", "always"),
      ("core.fsmonitor", "touch \(marker)"), ("core.alternateRefsCommand", "touch \(marker)"),
    ] {
      try fixture.git("config", key, value, in: "r")
    }
    let hook = "r/.git/hooks/reference-transaction"
    try fixture.write(Array("#!/bin/sh\ntouch '\(marker)'\n".utf8), to: hook)
    try #require(chmod(fixture.path(hook), 0o755) == 0)
    let repository = try Repository(opening: fixture.path("r"))
    #expect(try repository.objects.read(fixture.absentID, limit: 10) == nil)
    #expect(try repository.objects.read(commits[0], limit: 10_000) != nil)
    let lane = RefName("refs/entangle/a")
    try repository.updateReferences([RefUpdate(name: lane, expectedOld: nil, new: commits[0])])
    #expect(try repository.reference(lane) == commits[0])
    #expect(access(marker, F_OK) != 0)
    // The hook is one that git runs where nobody forbids it.
    try fixture.git("update-ref", "refs/heads/x", commits[0].hex, in: "r")
    #expect(access(marker, F_OK) == 0)
  }

  @Test("and loose ones that are written pass git's own check")
  func passesStrictCheck() throws {
    let repository = try Repository(opening: fixture.path("r"))
    var entries: [TreeEntry] = []
    for (name, size) in [("dull", 200_000), ("empty", 0), ("small", 3)] {
      let blob = RawObject(type: .blob, content: [UInt8](repeating: 0x61, count: size))
      entries.append(
        TreeEntry(mode: .file, name: Array(name.utf8), id: try repository.write(blob)))
    }
    let tree = try repository.write(TreeObject(entries).object)
    let person = "a <a@example.invalid> 1700000000 +0000"
    let commit = try repository.write(
      RawObject(
        type: .commit,
        content: Array("tree \(tree)\nauthor \(person)\ncommitter \(person)\n\nx\n".utf8)))
    try repository.updateReferences([
      RefUpdate(name: RefName("refs/heads/x"), expectedOld: nil, new: commit)
    ])
    try fixture.git("fsck", "--strict", "--full", "--no-dangling", in: "r")
    #expect(try fixture.text("rev-parse", "refs/heads/x^{tree}", in: "r") == tree.hex)
    #expect(try fixture.git("cat-file", "blob", "x:dull", in: "r").count == 200_000)
  }
}
