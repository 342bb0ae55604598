import Testing

@testable import EntangleGit

/// With whom a repository is shared. What comes of it: `Tests/EndToEnd/receipts.py`.
@Suite("core.sharedRepository")
struct SharingTests {
  @Test(
    "is read as git reads it",
    arguments: [
      ("group", 0o660), ("True", 0o660), ("1", 0o660), ("all", 0o664), ("2", 0o664),
      ("0640", 0o640),
      ("0666", 0o666), ("0777", 0o666), ("umask", 0), ("false", 0), ("0", 0), ("0040", 0), ("", 0),
      ("x", 0),
    ])
  func isRead(value: String, mode: Int) {
    #expect(Repository.sharedMode(value) == UInt32(mode))
  }
}
