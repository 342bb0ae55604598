import EntangleSystem
import Testing

@Suite struct FilePathTests {
  @Test(arguments: [
    ("a", ".", "a"), ("/a", "/", "a"), ("a/b", "a", "b"), ("/a/b/", "/a", "b"),
    ("a//b", "a", "b"), ("/", "/", ""), ("//a", "/", "a"),
  ])
  func `splits like dirname and basename`(path: FilePath, parent: FilePath, last: String) {
    #expect(path.parent == parent)
    #expect(path.lastComponent == Array(last.utf8))
  }

  @Test func `joins with one slash`() {
    #expect(FilePath("a").appending("b") == "a/b")
    #expect(FilePath("/").appending("b") == "/b")
  }

  @Test func `shows control characters escaped`() {
    #expect(FilePath([0x61, 0x1b, 0xff]).description == "a\\x1b\\xff")
  }
}
