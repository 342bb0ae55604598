import EntangleHost
import EntangleModel
import EntangleSystem
import Glibc
import Testing

@testable import EntangleCLI

/// What stands on a server beside git's own files. Pushes themselves: `Tests/EndToEnd/gate.py`.
@Suite struct HostTests {
  @Test(arguments: HostHook.allCases)
  func `the hook of the source tree is the one that is written`(hook: HostHook) throws {
    let folder = FilePath(#filePath).parent.parent.parent.appending("hooks")
    let bytes = try FileSystem.read(folder.appending(hook.rawValue), limit: 65_536)
    #expect(String(decoding: bytes, as: UTF8.self) == hook.text)
  }

  @Test(arguments: ClientHook.allCases)
  func `the hook of a clone is that of the source tree`(hook: ClientHook) throws {
    let folder = FilePath(#filePath).parent.parent.parent.appending("hooks")
    let bytes = try FileSystem.read(folder.appending(hook.rawValue), limit: 65_536)
    #expect(String(decoding: bytes, as: UTF8.self) == hook.text)
  }

  @Test func `settings come back as they were written, and nothing else is taken for them`() throws
  {
    let scratch = try TemporaryDirectory()
    let folder = HostFolder(gitDirectory: scratch.path)
    #expect(try folder.settings() == nil)
    let root = try #require(SHA256Digest(hex: String(repeating: "ab", count: 32)))
    try folder.write(HostFolder.Settings(trustRoot: root))
    #expect(try folder.settings()?.trustRoot == root)
    let file = folder.path.appending("host.json")
    let text = try FileSystem.read(file, limit: 65_536)
    for wrong in [[], Array(text.dropLast()), text + [0x20], Array("{}".utf8)] {
      try FileSystem.write(wrong, to: file, mode: 0o600, existing: .replace)
      #expect(throws: HostError.damaged(file)) { try folder.settings() }
    }
  }

  @Test func `a turn is waited for as long as its process runs`() throws {
    let scratch = try TemporaryDirectory()
    let folder = HostFolder(gitDirectory: scratch.path)
    try FileSystem.createDirectory(folder.path)
    let own = try #require(ProcessIdentity(running: getpid()))
    let intent = Intent(holder: own, isRecordDue: true, draft: try draft())
    try folder.takeTurn(by: .now + .seconds(10)).pass(to: intent)
    #expect(throws: HostError.busy) { try taken(folder, for: .milliseconds(30)) }
    #expect(own.processorTime != nil)
    let moved = try folder.takeTurn(by: .now + .seconds(20)) { $0 == intent }
    #expect(try moved.unsettled == intent)
    _ = consume moved
    let gone = ProcessIdentity(number: own.number, start: own.start + 1)
    #expect(try PushTurn.passed(to: gone, in: folder) == nil)
    #expect(try PushTurn.passed(to: own, in: folder) == intent)
    try PushTurn.end(of: own, in: folder)
    try taken(folder, for: .seconds(10))
    // One of another container keeps it, though none of that number runs here; but not for ever.
    let foreign = ProcessIdentity(number: own.number, start: own.start, space: "1/other")
    #expect(!foreign.isRunning && !foreign.isVisible)
    try folder.takeTurn(by: .now + .seconds(10)).pass(
      to: Intent(holder: foreign, isRecordDue: false, draft: nil))
    #expect(try PushTurn.passed(to: own, in: folder) == nil)
    #expect(throws: HostError.busy) { try taken(folder, for: .milliseconds(30)) }
    #expect(utimes(folder.path.appending("turn").description, [timeval(), timeval()]) == 0)
    try taken(folder, for: .seconds(10))
    let other = Intent(holder: gone, isRecordDue: false, draft: nil)
    try folder.takeTurn(by: .now + .seconds(10)).pass(to: other)
    #expect(try unsettled(folder) == other)
    #expect(try unsettled(folder) == nil)
    let note = folder.path.appending("turn")
    try FileSystem.write(Array("nonsense".utf8), to: note, mode: 0o600, existing: .replace)
    try taken(folder, for: .seconds(10))
  }

  /// What a push before was to become, taken away then.
  private func unsettled(_ folder: HostFolder) throws -> Intent? {
    let turn = try folder.takeTurn(by: .now + .seconds(10))
    let found = try turn.unsettled
    try turn.clear()
    return found
  }

  private func draft() throws -> ReceiptDraft {
    let id = try #require(ObjectID(hex: String(repeating: "1", count: 40)))
    let move = Receipt.Move(
      RefName("refs/heads/a-b"), old: nil, new: ObjectReference(id: id, digest: .zero))
    let receipt = Receipt(
      repository: .zero, place: .init(epoch: 1, sequence: 1), chain: .zero,
      trust: StateReference(version: 1, digest: .zero),
      time: try #require(Timestamp("2026-01-01T00:00:00Z")),
      content: .accepted(.init(pusher: PrincipalID("lead"), certificate: nil), moves: [move]))
    return ReceiptDraft(host: try #require(PrincipalID("server")), parent: id, receipt: receipt)
  }

  @Test func `refusals that wait are few, however many there are`() throws {
    let scratch = try TemporaryDirectory()
    let folder = HostFolder(gitDirectory: scratch.path)
    try FileSystem.createDirectory(folder.path)
    let time = try #require(Timestamp("2026-01-01T00:00:00Z"))
    for number in 0..<300 {
      try folder.add(
        Receipt.Refusal(
          time: time, pusher: PrincipalID("p\(number)"), codes: ["H101"], count: 1,
          digest: .zero))
    }
    let waiting = try folder.refusals()
    #expect(waiting.count == 256)
    #expect(waiting.reduce(0) { $0 + $1.count } == 300)
    #expect(waiting.last?.pusher == nil && waiting.last?.codes == [])
  }

  @Test func `what was refused is kept as long as the strike counts, or the ban`() throws {
    let scratch = try TemporaryDirectory()
    let folder = HostFolder(gitDirectory: scratch.path)
    try FileSystem.createDirectory(folder.path)
    let spool = StrikeSpool(folder)
    let now = try #require(Timestamp(seconds: Int64(time(nil))))
    let pushers = try ["eve", "mallory"].map { try #require(PrincipalID($0)) }
    func digest(_ number: Int) throws -> SHA256Digest {
      let hex = String(number, radix: 16)
      return try #require(
        SHA256Digest(hex: String(repeating: "0", count: 64 - hex.count) + hex))
    }
    func strike(_ number: Int, by pusher: PrincipalID, after seconds: Int64) throws {
      let moment = try #require(now.adding(seconds: seconds))
      #expect(try spool.keep([UInt8(number)], as: digest(number), at: moment))
      let strike = Strike("L102", by: pusher, at: moment, evidence: try digest(number))
      try spool.add([#require(strike)], at: moment)
    }
    func kept() throws -> [SHA256Digest] {
      try FileSystem.list(folder.path.appending("struck")).compactMap { SHA256Digest(hex: $0) }
        .sorted { $0.hex < $1.hex }
    }
    for number in 1...2 { try strike(number, by: pushers[0], after: Int64(number)) }
    #expect(try kept().count == 2)
    for number in 3...5 { try strike(number, by: pushers[0], after: 7_200 + Int64(number)) }
    #expect(try kept() == [digest(3), digest(4), digest(5)])
    let later = try #require(now.adding(seconds: 7_300))
    let due = try #require(try spool.due(at: later).first)
    try spool.clear(pushers[0], for: due)
    #expect(try kept() == [digest(5)])
    try strike(5, by: pushers[1], after: 7_300)
    try strike(6, by: pushers[1], after: 7_301)
    try spool.clear(pushers[1])
    #expect(try kept() == [digest(5)])
    for number in 10..<73 { #expect(try spool.keep([1], as: digest(number), at: later)) }
    #expect(try !spool.keep([1], as: digest(100), at: later))
    let over = try #require(now.adding(seconds: 8 * 86_400))
    #expect(try spool.keep([1], as: digest(100), at: over))
    #expect(try kept().count == 64)
  }

  private func taken(_ folder: HostFolder, for time: Duration) throws {
    _ = try folder.takeTurn(by: .now + time)
  }

  @Test func `one lock at a time`() throws {
    let scratch = try TemporaryDirectory()
    let file = scratch.path.appending("lock")
    do {
      let held = try FileLock(on: file, by: .now)
      #expect(throws: SystemError.self) {
        _ = try FileLock(on: file, by: .now + .milliseconds(20))
      }
      withExtendedLifetime(held) {}
    }
    _ = try FileLock(on: file, by: .now)
  }
}

/// What is served to whoever logs in.
@Suite struct ServedRequestTests {
  @Test(arguments: [
    ("git-upload-pack 'a/b.git'", ["a", "b.git"]), ("git upload-pack '/a/b.git'", ["a", "b.git"]),
    ("git-receive-pack 'a.git/'", ["a.git"]), ("git-upload-archive a", ["a"]),
    ("git-upload-pack 'mit leer.git'", ["mit leer.git"]),
    ("git-upload-pack '\u{fc}ml/\u{5b57}.git'", ["\u{fc}ml", "\u{5b57}.git"]),
    (#"git-upload-pack 'it'\''s.git'"#, ["it's.git"]),
    ("git-upload-pack '//a///b.git//'", ["a", "b.git"]),
    (#"git-upload-pack 'a'\!'b~c(1)'"#, ["a!b~c(1)"]),
  ])
  func `git's own requests are understood`(line: String, path: [String]) {
    #expect(ServedRequest(commandLine: line)?.path == path)
  }

  @Test(arguments: [
    "", "git-upload-pack", "git-upload-pack ", "git-upload-pack ''", "git-upload-pack '/'",
    "git-upload-pack 'a", "git-upload-pack a'", "git-upload-pack 'a' 'b'", "git-upload-pack 'a'b'",
    "git-upload-pack '..'", "git-upload-pack 'a/../b'", "git-upload-pack 'a/.git'",
    "git-upload-pack '-a'", "git-upload-pack --strict 'a'", "git-upload-pack '//'",
    "git-upload-pack '~/a'", "git-upload-pack 'a\nb'",
    "git-upload-pack 'a;b'", "git-upload-pack m\u{fc}", "git-upload-pack a b",
    #"git-upload-pack 'a'\'b'"#, #"git-upload-pack 'a'\''"#, #"git-upload-pack 'a'\$'b'"#,
    #"git-upload-pack 'a'\''/../b'"#, #"git-upload-pack 'a\b'"#, "git-upload-pack ' a'",
    "git-upload-pack 'a/\u{301}/../../b'", "git-upload-pack 'a\u{202e}b'",
    "git-upload-pack 'a\u{85}b'", "git-upload-pack 'a\u{7f}b'", "git-upload-pack '~a'",
    "git-upload-pack 'a' --strict", "git-upload-pack '$(a)'", "git-shell 'a'",
    "git-upload-packs 'a'",
    "GIT-UPLOAD-PACK 'a'", " git-upload-pack 'a'", "git-upload-pack 'a/b/c/d/e/f/g/h/i'",
  ])
  func `everything else is not`(line: String) {
    #expect(ServedRequest(commandLine: line) == nil)
  }
}
