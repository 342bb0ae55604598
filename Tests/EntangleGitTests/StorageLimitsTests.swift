import EntangleSystem
import Testing

@testable import EntangleGit

/// The table of `Docs/threat-model.md` that the code could belie.
@Suite("Bounds of storage")
struct StorageLimitsTests {
  @Test("are those of the document")
  func table() throws {
    let tests = FilePath(#filePath).parent.parent
    let content = try FileSystem.read(
      tests.parent.appending("Docs/threat-model.md"), limit: 1 << 20)
    let lines = String(decoding: content, as: UTF8.self).split(separator: "\n").map(String.init)
    let start = try #require(lines.firstIndex(of: "| what | bound |"))
    #expect(
      lines[(start + 2)...].prefix { $0.hasPrefix("|") } == [
        "| a file with one ref | \(StorageLimits.referenceBytes) bytes |",
        "| folders of refs | \(StorageLimits.referenceDepth) deep |",
        "| `packed-refs` | \(StorageLimits.packedReferencesBytes) bytes |",
        "| the object to which a ref is moved | \(StorageLimits.targetBytes) bytes |",
        "| deltas that build on each other | \(StorageLimits.deltaChain) |",
        "| making small objects out of large ones, in all | \(StorageLimits.deltaBytes) bytes |",
        "| `info/alternates` | \(StorageLimits.alternatesBytes) bytes |",
        "| a commit or tag of a history that is walked | \(StorageLimits.historyBytes) bytes |",
      ])
  }
}
