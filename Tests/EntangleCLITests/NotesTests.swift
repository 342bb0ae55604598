import Testing

@testable import EntangleCLI

@Suite("Notes derived from events")
struct NotesTests {
  private let stage: ExchangeHarness
  private let governed: GovernedHarness
  private static let ref = "refs/notes/entangle"

  init() throws {
    stage = try ExchangeHarness(isShared: true)
    governed = stage.governed
  }

  @Test("git log shows one line for each event about a commit")
  func lines() throws {
    let task = try stage.ask("One")
    let commit = try stage.land("Two")
    let note = try governed.git("log -1 --format=%N --notes=entangle \(commit)")
    let lines = note.split(separator: "\n").map { $0.split(separator: " ") }
    let time = "2026-01-02T03:04:05Z"
    #expect(lines.allSatisfy { $0.first?.description == time && $0.last?.count == 40 })
    let events = Set(lines.map { $0.dropFirst().dropLast().joined(separator: " ") })
    #expect(
      events == [
        "builder change.propose refs/heads/main", "builder approval.request refs/heads/main",
        "reviewer approval.response approved", "builder land refs/heads/main",
      ])
    #expect(lines.map { String($0.last ?? "") } == lines.map { String($0.last ?? "") }.sorted())
    #expect(
      try governed.git("notes --ref=entangle show \(commit)~1")
        == "\(time) lead task.request builder \(task)")
  }

  @Test("the same events give the same commit, however they came")
  func deterministic() throws {
    try stage.ask("One")
    _ = try stage.land("Two")
    let here = try stage.tip(Self.ref)
    try governed.succeed("fetch", in: "second")
    #expect(try stage.tip(Self.ref, in: "second") == here)
    try governed.git("update-ref -d \(Self.ref)")
    try governed.succeed("verify --notes --quiet")
    #expect(try stage.tip(Self.ref) == here)
    #expect(try governed.git("fsck --strict --no-dangling \(Self.ref)") == "")
    #expect(try governed.git("ls-remote project.git \(Self.ref)") == "")

    try stage.ask("Three")
    try governed.succeed("push")
    #expect(try stage.tip(Self.ref) != here)
    let unpinned = governed.run("verify --notes --quiet project.git")
    #expect(unpinned.status == .undecided)
    #expect(unpinned.diagnostics.hasPrefix("warning: no notes are made"))
    try governed.succeed("verify --notes --quiet --trust-root \(stage.root) project.git")
    #expect(try stage.tip(Self.ref, in: "project.git") == stage.tip(Self.ref))
  }

  @Test("a refused event has no line, and nothing is judged by notes")
  func refused() throws {
    let commit = try stage.land("One")
    let note = try governed.git("notes --ref=entangle show \(commit)")
    let lane = try stage.lane(of: "reviewer")
    let forged = try governed.git("commit-tree \(lane)^{tree} -p \(lane) -m forged")
    try governed.git("update-ref \(lane) \(forged)")
    #expect(governed.run("verify --notes").status == .refused)
    try governed.git("update-ref \(lane) \(lane)~1")
    try governed.succeed("verify --notes --quiet")
    #expect(try governed.git("notes --ref=entangle show \(commit)") == note)
    try governed.git("update-ref \(Self.ref) main")
    let result = governed.run("verify --notes --quiet")
    #expect(result.status == .ok)
    #expect(result.diagnostics.contains("holds notes of somebody else"))
    #expect(try stage.tip(Self.ref) == commit)
  }

  @Test("a bundle takes no notes")
  func bundle() throws {
    try governed.git("bundle create -q all.bundle --all")
    let result = governed.run("verify --notes --trust-root \(stage.root) all.bundle")
    #expect(result.status == .fatal)
    #expect(result.diagnostics.contains("is a bundle: it takes no notes"))
  }
}
