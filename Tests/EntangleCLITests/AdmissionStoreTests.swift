import EntangleHost
import EntangleModel
import EntangleSystem
import EntangleVerify
import Testing

/// What a server remembers of pushes, whatever happens to the file and to the clock.
@Suite final class AdmissionStoreTests {
  private let scratch: TemporaryDirectory
  private let folder: HostFolder
  private var file: FilePath { folder.path.appending("admission.db") }

  init() throws {
    scratch = try TemporaryDirectory()
    folder = HostFolder(gitDirectory: scratch.path)
    try FileSystem.createDirectory(folder.path)
  }

  /// Counts a push by a process of its own.
  private func push(_ pusher: String, at seconds: Int64, _ rate: String = "3/60") throws
    -> RateFacts
  {
    let moment = try #require(Timestamp(seconds: seconds))
    let rate = try #require(PushRate(rate))
    let facts = try AdmissionStore(in: folder).count(
      by: pusher, at: moment, within: [rate, .peers])
    return try #require(facts.first)
  }

  private func push(times: Int, at seconds: Int64) throws {
    let store = try AdmissionStore(in: folder)
    let moment = try #require(Timestamp(seconds: seconds))
    for _ in 0..<times { _ = try store.count(by: "a", at: moment, within: [.peers]) }
  }

  @Test func `a window slides, refusals count, and everybody has his own`() throws {
    #expect(
      try [1000, 1010, 1020].map { try push("a", at: $0).isExceeded } == [false, false, false])
    let fourth = try push("a", at: 1030)
    #expect(fourth.isExceeded && fourth.waitSeconds == 40)
    #expect(try !push("b", at: 1030).isExceeded)
    // 1010, 1020 and the refused 1030 are in the window.
    let fifth = try push("a", at: 1060)
    #expect(fifth.isExceeded && fifth.waitSeconds == 20)
    #expect(try push("a", at: 1079).isExceeded)
    #expect(try !push("a", at: 1090).isExceeded)
  }

  @Test func `each rate has a window of its own`() throws {
    let (wide, narrow) = (try #require(PushRate("5/60")), try #require(PushRate("2/10")))
    let store = try AdmissionStore(in: folder)
    func made(_ seconds: Int64) throws -> [Int64] {
      try store.count(
        by: "a", at: try #require(Timestamp(seconds: seconds)), within: [wide, narrow]
      ).map(\.made)
    }
    #expect(try [100, 101, 102, 111].map(made) == [[0, 0], [1, 1], [2, 2], [3, 1]])
  }

  @Test func `a clock that is set back opens nothing, and closes nothing for ever`() throws {
    try push(times: 3, at: 5000)
    #expect(try push("a", at: 1000).isExceeded)
    #expect(try push("a", at: 1059).isExceeded)
    #expect(try !push("a", at: 1119).isExceeded)
  }

  @Test func `no more is kept than is asked for`() throws {
    try push(times: 120, at: 1000)
    let size = try #require(try FileSystem.status(file)).size
    try push(times: 120, at: 1000)
    #expect(try #require(try FileSystem.status(file)).size == size)
  }

  @Test func `a file that was removed is made anew`() throws {
    try push(times: 3, at: 1000)
    _ = try FileSystem.remove(file)
    #expect(try !push("a", at: 1000).isExceeded)
  }

  @Test(arguments: ["nonsense", "head", "pages", "tables"])
  func `a damaged file is put aside`(damage: String) throws {
    try push(times: 3, at: 1000)
    var bytes = try FileSystem.read(file, limit: 1 << 20)
    switch damage {
    case "nonsense": bytes = Array("not a database, and long enough not to be taken for one".utf8)
    case "head": bytes.replaceSubrange(16..<100, with: [UInt8](repeating: 0xee, count: 84))
    case "pages":
      bytes.replaceSubrange(4096..., with: [UInt8](repeating: 0xee, count: bytes.count - 4096))
    default: bytes = bytes.replacing(Array("pushes".utf8), with: Array("qushes".utf8))
    }
    try FileSystem.write(bytes, to: file, mode: 0o600, existing: .replace)
    let store = try AdmissionStore(in: folder)
    let moment = try #require(Timestamp(seconds: 1000))
    let made = try store.count(by: "a", at: moment, within: [.standard]).map(\.made)
    #expect(made == [0] && store.wasDamaged)
    #expect(try FileSystem.read(FilePath("\(file).damaged"), limit: 1 << 20) == bytes)
    let again = try AdmissionStore(in: folder)
    #expect(try again.count(by: "a", at: moment, within: [.standard]).map(\.made) == [1])
    #expect(!again.wasDamaged)
  }

  @Test func `a file of a later version is neither used nor put aside`() throws {
    try AdmissionStore.requireKnownVersion(in: folder)
    #expect(try FileSystem.status(file) == nil)
    try push(times: 3, at: 1000)
    try AdmissionStore.requireKnownVersion(in: folder)
    var bytes = try FileSystem.read(file, limit: 1 << 20)
    bytes[63] = 9
    try FileSystem.write(bytes, to: file, mode: 0o600, existing: .replace)
    let detail = "it is of version 9, which a later entangle has made"
    let due = HostError.store(file, detail: detail)
    #expect(throws: due) { try AdmissionStore(in: folder) }
    #expect(throws: due) { try AdmissionStore.requireKnownVersion(in: folder) }
    #expect(try FileSystem.read(file, limit: 1 << 20) == bytes)
    #expect(try FileSystem.status(FilePath("\(file).damaged")) == nil)
  }

  @Test func `where there can be no file, nothing is counted and nothing let in`() throws {
    try FileSystem.createDirectory(file)
    #expect(throws: HostError.self) { try AdmissionStore(in: folder) }
    try FileSystem.removeTree(file)
    try FileSystem.createLink(file, to: "elsewhere")
    #expect(throws: HostError.self) { try AdmissionStore(in: folder) }
  }

  @Test func `a rate comes back as it was written, and an old file has the usual one`() throws {
    let root = try #require(SHA256Digest(hex: String(repeating: "ab", count: 32)))
    try folder.write(HostFolder.Settings(trustRoot: root))
    #expect(try folder.settings()?.rate == .standard)
    let rate = try #require(PushRate("7/9"))
    try folder.write(HostFolder.Settings(trustRoot: root, rate: rate))
    #expect(try folder.settings()?.rate == rate)
    let settings = folder.path.appending("host.json")
    let text = String(decoding: try FileSystem.read(settings, limit: 65_536), as: UTF8.self)
    for (old, new) in [("7", "0"), ("\"pushes\"", "\"others\""), ("\"rate\"", "\"rates\"")] {
      let wrong = Array(text.replacing(old, with: new).utf8)
      try FileSystem.write(wrong, to: settings, mode: 0o600, existing: .replace)
      #expect(throws: HostError.damaged(settings)) { try folder.settings() }
    }
  }

  @Test(arguments: [
    "", "/", "1", "1/", "/1", "0/1", "1/0", "-1/1", "10001/1", "1/86401", "1/1/1", "a/b", "1 /1",
  ])
  func `what is no rate is none`(text: String) {
    #expect(PushRate(text) == nil)
  }
}
