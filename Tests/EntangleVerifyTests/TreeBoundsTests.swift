import EntangleModel
import Testing

@testable import EntangleVerify

/// Small trees that stand again and again, and so make up large ones.
@Suite struct TreeBoundsTests {
  private var objects = MemoryObjects()

  /// A tree of so many names for the same thing, in so many trees of as many names.
  private mutating func tree(
    _ names: Int, levels: Int, of id: ObjectID, _ mode: TreeEntry.Mode = .tree
  ) -> ObjectID {
    var (id, mode) = (id, mode)
    for _ in 0..<levels {
      let entries = (0..<names).map { number in
        TreeEntry(mode: mode, name: Array("\(number)".utf8), id: id)
      }
      (id, mode) = (objects.add(TreeObject(entries).object), .tree)
    }
    return id
  }

  private func digester() -> ContentDigester {
    ContentDigester(
      objects: objects, cryptography: Story.hasher, limits: ReadLimits())
  }

  @Test mutating func `entries count wherever they stand, whatever was digested before`() throws {
    let blob = objects.add(.blob, Array("x\n".utf8))
    // 900, 27,900, 837,900 and 25,137,900 entries.
    let small = tree(900, levels: 1, of: blob, .file)
    let half = tree(30, levels: 2, of: small)
    let large = tree(2, levels: 1, of: half)
    var fresh = digester()
    let first = try fresh.digest(ofTree: half)
    for parts in [[large], [small, large], [half, large], [half, small, large]] {
      var reader = digester()
      for part in parts.dropLast() { _ = try reader.digest(ofTree: part) }
      #expect(throws: ContentDigester.Failure.self) { try reader.digest(ofTree: large) }
      #expect(try reader.digest(ofTree: half) == first)
    }
  }

  @Test mutating func `trees nest as deep, whatever was digested before`() throws {
    let blob = objects.add(.blob, Array("x\n".utf8))
    let inner = tree(1, levels: 100, of: blob, .file)
    let deep = tree(1, levels: 28, of: inner)
    let deeper = tree(1, levels: 1, of: deep)
    for parts in [[], [inner], [deep], [inner, deep]] {
      var reader = digester()
      for part in parts { _ = try reader.digest(ofTree: part) }
      #expect(throws: ContentDigester.Failure.self) { try reader.digest(ofTree: deeper) }
      _ = try reader.digest(ofTree: deep)
    }
  }

  /// The files of an artifact whose outputs are that tree.
  private func files(_ outputs: ObjectID) throws(ArtifactReader.Stop) -> [ArtifactFile] {
    let reader = ArtifactReader(
      objects: objects, cryptography: Story.hasher, limits: ReadLimits())
    return try reader.files(
      of: OpenedArtifact(
        content: [], parent: outputs, tree: outputs, outputs: outputs, envelope: nil,
        manifest: nil, manifestDefect: nil))
  }

  @Test(.timeLimit(.minutes(1)))
  mutating func `outputs without end are not read to their end`() throws {
    let empty = objects.add(TreeObject([]).object)
    let blob = objects.add(.blob, Array("x\n".utf8))
    let few = tree(10, levels: 2, of: blob, .file)
    #expect(try files(few).count == 100)
    let hollow = tree(10, levels: 3, of: empty)
    #expect(try files(hollow).isEmpty)
    let endless = [
      tree(300, levels: 60, of: empty), tree(300, levels: 60, of: blob, .file),
    ]
    for outputs in endless {
      #expect(throws: ArtifactReader.Stop.self) { try files(outputs) }
    }
    let more = tree(10, levels: 1, of: few)
    let long = [TreeEntry(mode: .tree, name: Array(repeating: 0x61, count: 10_000), id: more)]
    let longest = objects.add(TreeObject(long).object)
    #expect(throws: ArtifactReader.Stop.self) { try files(longest) }
  }
}
