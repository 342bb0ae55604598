import EntangleModel
import EntangleSystem
import Testing

/// What entangle takes of a commit, tree or tag, dulwich, pygit2 (libgit2) and git read alike: objects of a
/// story, and thousands of the same with bytes and lines changed, where they are taken at all.
@Suite struct DifferentialTests {
  /// Four for each random history that is asked for.
  private static let changes = askedCount("ENTANGLE_HISTORIES").map { 4 * $0 } ?? 2_500
  private static let script = "Tests/Oracles/read_objects.py"

  @Test func `what is taken is what other readers read`() throws {
    let objects = Self.objects()
    var numbers = SeededNumbers(seed: 11)
    var lines = objects.compactMap { ObjectAccount($0) }
    #expect(lines.count == objects.count)
    var refused = 0
    for _ in 0..<Self.changes {
      guard let object = numbers.pick(objects) else { break }
      var content = object.content
      for _ in 0..<numbers.number(1...2) { ObjectChange.make(object.type, &content, &numbers) }
      if let line = ObjectAccount(RawObject(type: object.type, content: content)) {
        lines.append(line)
      } else {
        refused += 1
      }
    }
    #expect(refused > Self.changes / 4, "too few are refused")
    let (status, output) = try read(lines.map(\.json))
    guard status != 77 else { return }
    let counts = output.split(separator: "\n").filter { $0.first?.isNumber ?? false }
    #expect(counts.count == 9, "not every reader has read each type: \(output)")
    #expect(status == 0, "\(output.prefix(4_000))")
  }

  @Test func `a reading that differs is told`() throws {
    let commit = try #require(Self.objects().first { $0.type == .commit })
    let account = try #require(ObjectAccount(commit))
    let (status, output) = try read([account.json(changing: "body")])
    #expect(status == 77 || (status == 1 && output.contains("where entangle has")), "\(output)")
  }

  /// Commits, trees and tags of a history in which there are some of each kind.
  private static func objects() -> [RawObject] {
    for seed in 0..<UInt64(500) {
      let history = History(seed: seed, length: 40, isSpoiled: false)
      guard !history.story.tags.isEmpty, !history.landed.isEmpty else { continue }
      let all = history.story.objects.table.sorted { $0.key < $1.key }.map(\.value)
      return all.filter { $0.type != .blob }
    }
    return []
  }

  private func read(_ lines: [String]) throws -> (status: Int32, output: String) {
    let directory = try TemporaryDirectory(prefix: "entangle-readers")
    let file = directory.path.appending("objects")
    try FileSystem.write(
      Array((lines.joined(separator: "\n") + "\n").utf8), to: file, isSynchronised: false)
    let result = try ChildProcess(
      "/usr/bin/python3",
      [
        "\(try #require(packageRoot()))/\(Self.script)", file.description,
        directory.path.appending("repository").description,
      ], environment: ["PATH": "/usr/local/bin:/usr/bin:/bin", "PYTHONDONTWRITEBYTECODE": "1"]
    ).run()
    guard case .exited(let status) = result.termination, [0, 1, 77].contains(status) else {
      Issue.record("\(result.termination) \(result.standardError.text)")
      return (77, "")
    }
    return (status, result.standardOutput.text)
  }
}
