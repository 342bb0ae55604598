import EntangleModel
import Testing

@testable import EntangleVerify

/// How often trees and files of code are read.
@Suite struct TreeReadingTests {
  /// A commit of a hundred files in twenty folders, of which so many have other content.
  private func commit(_ objects: inout MemoryObjects, changed: Int) -> ObjectID {
    var files: [String: [UInt8]] = [:]
    for number in 0..<100 {
      let text = number < changed ? "other \(number)\n" : "file \(number)\n"
      files["\(number % 5)/\(number % 20)/\(number)"] = Array(text.utf8)
    }
    let tree = objects.addTree(files)
    let person = "A <a@b.example> 1 +0000"
    let text = "tree \(tree)\nauthor \(person)\ncommitter \(person)\n\n\(changed)\n"
    return objects.add(.commit, Array(text.utf8))
  }

  @Test func `of a second commit only what differs is read`() throws {
    var objects = MemoryObjects()
    let commits = (0..<3).map { commit(&objects, changed: $0) }
    let counted = CountedObjects(objects)
    var digester = ContentDigester(
      objects: counted, cryptography: Story.hasher, limits: ReadLimits())
    _ = try digester.reference(to: commits[0])
    // A commit, its tree, five folders with four folders each, and the files.
    #expect(counted.take().values.reduce(0, +) == 127)
    for commit in commits.dropFirst() {
      _ = try digester.reference(to: commit)
      let counts = counted.take()
      #expect(counts.count == 5 && counts.values.allSatisfy { $0 == 1 })
    }
    for commit in commits { _ = try digester.reference(to: commit) }
    #expect(counted.take().isEmpty)
  }

  @Test func `a verification reads no tree or file of code twice`() {
    let story = Story()
    let counted = CountedObjects(story.objects)
    let report = Verifier(
      VerificationInput(
        objects: counted, cryptography: story.cryptography, workers: TestWorkers.usual,
        entangleRefs: story.refs.map { (name: $0.key, id: $0.value) }, branches: story.branches,
        tags: story.tags, trustRoot: story.trustRoot, now: story.now)
    ).report()
    #expect(report.verdict == .verified)
    let counts = counted.take()
    for id in [story.base.id, story.head.id] {
      let commit = sure(CodeCommit(content: sure(story.objects.table[id]).content, format: .sha1))
      #expect(counts[commit.tree] == 1)
      let tree = sure(
        TreeObject(content: sure(story.objects.table[commit.tree]).content, format: .sha1))
      #expect(tree.entries.allSatisfy { counts[$0.id] == 1 })
    }
  }
}
