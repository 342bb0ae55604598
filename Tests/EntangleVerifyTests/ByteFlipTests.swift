import EntangleModel
import EntangleVerify
import Testing

/// No byte that a ref reaches can change without the report saying `refused`, even where everything
/// that names the changed object by SHA-1 is written again and the refs are moved along.
@Suite struct ByteFlipTests {
  /// A quarter of as many as `make histories` has histories.
  private static let flips = askedCount("ENTANGLE_HISTORIES").map { $0 / 4 } ?? 125

  @Test(arguments: [UInt64](1...4)) func `a flipped byte is refused`(seed: UInt64) throws {
    var numbers = SeededNumbers(seed: seed)
    let story = Story()
    let refs = story.refs.sorted { $0.key < $1.key }
    let graph = ObjectGraph(
      story.objects, from: refs.map(\.value) + story.branches.values.sorted())
    #expect(graph.reachable.count > 50)
    for _ in 0..<Self.flips {
      let id = try #require(graph.reachable.randomElement(using: &numbers))
      let object = try #require(story.objects.table[id])
      guard !object.content.isEmpty else { continue }
      var content = object.content
      let position = Int.random(in: content.indices, using: &numbers)
      content[position] ^= UInt8.random(in: 1...255, using: &numbers)
      let keepsOld = Bool.random(using: &numbers)
      var changed = story
      if !keepsOld { changed.objects = MemoryObjects() }
      let names = graph.renamed(id, to: content, into: &changed.objects)
      changed.refs = story.refs.mapValues { names[$0] ?? $0 }
      changed.branches = story.branches.mapValues { names[$0] ?? $0 }
      let report = changed.report()
      #expect(
        report.verdict == .refused,
        """
        seed \(seed): byte \(position) of the \(object.type) \(id) \
        '\(displayText(object.content.prefix(400)))' is \(content[position]): \
        \(report.findings.map { "\($0.code) \($0.detail)" })
        """)
    }
  }

  @Test func `the story as it is comes out of the graph as it went in`() {
    var story = Story()
    let graph = ObjectGraph(story.objects, from: Array(story.refs.values))
    story.objects = MemoryObjects()
    let names = graph.renamed(.zero(.sha1), to: [], into: &story.objects)
    #expect(names.allSatisfy { $0.key == $0.value })
    #expect(story.report().verdict == .verified)
  }
}
