import EntangleCrypto
import EntangleModel
import Testing

@Suite("Files of artifacts")
struct ArtifactFileTests {
  private func file(_ path: String) -> ArtifactFile {
    ArtifactFile(
      path: path, digest: SystemCryptography().sha256([]), isExecutable: false, size: 0)
  }

  @Test("names that are only equal in Unicode are different files")
  func unicode() {
    #expect(file("e\u{301}") == file("e\u{301}"))
    #expect(file("e\u{301}") != file("\u{e9}"))
    #expect(Set([file("e\u{301}"), file("\u{e9}")]).count == 2)
  }

  @Test("long names in which marks change places are told apart at once")
  func marks() {
    let first = String(repeating: "\u{301}\u{316}", count: 1_000_000)
    let other = String(repeating: "\u{316}\u{301}", count: 1_000_000)
    #expect(file(first).path.utf8.count == file(other).path.utf8.count)
    let isSame = file(first) == file(other)
    #expect(!isSame)
  }
}
