import EntangleModel
import EntangleSystem
import Testing

@Suite struct BasicFormTests {
  /// RFC 4648 section 10.
  @Test(arguments: [
    ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="),
    ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy"),
  ])
  func `writes and reads the base64 of the standard`(plain: String, text: String) {
    #expect(Base64.encode(Array(plain.utf8)) == text)
    #expect(Base64.decode(text.utf8) == Array(plain.utf8))
  }

  @Test(arguments: [
    "Zg", "Zg=", "Z===", "====", "Zh==", "Zm9=", "Zg==Zg==", "Zm9v\n", "Zm9-", "Zm 9", "=Zg=",
    "Zg=A",
  ])
  func `refuses other base64`(text: String) { #expect(Base64.decode(text.utf8) == nil) }

  @Test(
    arguments: [
      ("1970-01-01T00:00:00Z", 0), ("2000-02-29T23:59:59Z", 951_868_799),
      ("2024-02-29T00:00:00Z", 1_709_164_800), ("2026-01-31T08:00:00Z", 1_769_846_400),
      ("2038-01-19T03:14:08Z", 2_147_483_648), ("2100-02-28T00:00:00Z", 4_107_456_000),
      ("9999-12-31T23:59:59Z", 253_402_300_799),
    ] as [(String, Int64)])
  func `reads and writes a moment`(text: String, seconds: Int64) {
    #expect(Timestamp(text)?.seconds == seconds)
    #expect(Timestamp(seconds: seconds)?.description == text)
  }

  @Test(arguments: [
    "1969-12-31T23:59:59Z", "2023-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-00-01T00:00:00Z",
    "2026-13-01T00:00:00Z", "2026-01-00T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-01T24:00:00Z",
    "2026-01-01T00:60:00Z", "2016-12-31T23:59:60Z", "2026-01-01 00:00:00Z", "2026-01-01T00:00:00z",
    "2026-01-01T00:00:00+", "0000-00-00T00:00:00Z", "2026-1-01T00:00:00ZZ", "",
    "99999-01-01T00:00:0Z",
  ])
  func `refuses what is no moment`(text: String) { #expect(Timestamp(text) == nil) }

  @Test func `moments end with the year 9999`() {
    #expect(Timestamp(seconds: 253_402_300_800) == nil)
    #expect(Timestamp(seconds: -1) == nil)
    #expect(Timestamp("9999-12-31T23:59:59Z")?.adding(seconds: 1) == nil)
    #expect(Timestamp(seconds: 1)?.adding(seconds: .max) == nil)
  }

  @Test(arguments: [
    "a", "build-agent", "a.b_c-d", "0", "lock", "a.locks", String(repeating: "a", count: 100),
  ])
  func `takes the name of a principal`(text: String) { #expect(PrincipalID(text)?.text == text) }

  @Test(arguments: [
    "", "A", "-a", "a-", "a..b", "a.-b", ".", "a b", "a/b", "a\n", "a\u{301}", "\u{430}", "a.lock",
    String(repeating: "a", count: 101), "a\0",
  ])
  func `refuses other names`(text: String) { #expect(PrincipalID(text) == nil) }

  @Test(arguments: [
    "refs/heads/main", "refs/heads/a/b", "refs/heads/a@b", "refs/heads/@", "refs/heads/a.b",
    "refs/heads/-x", "refs/heads/a.lockx",
  ])
  func `takes a branch`(text: String) {
    #expect(RefName(branch: text.utf8)?.description == text)
  }

  @Test(arguments: [
    "refs/heads/", "refs/heads", "refs/tags/v1", "main", "refs/heads/a//b", "refs/heads/a/",
    "refs/heads/.a", "refs/heads/a/.b", "refs/heads/a..b", "refs/heads/a.", "refs/heads/a.lock",
    "refs/heads/a.lock/b", "refs/heads/a@{b", "refs/heads/a b", "refs/heads/a~", "refs/heads/a^",
    "refs/heads/a:b", "refs/heads/a?", "refs/heads/a*", "refs/heads/a[", "refs/heads/a\\b",
    "refs/heads/a\u{7f}", "refs/heads/\u{e9}", "refs/heads/a\n",
  ])
  func `refuses other refs`(text: String) { #expect(RefName(branch: text.utf8) == nil) }

  @Test(
    arguments: [("0", 0), ("7", 7), ("10", 10), ("9007199254740991", 9_007_199_254_740_991)]
      as [(String, Int64)])
  func `reads a number`(text: String, number: Int64) { #expect(Decimal.read(text.utf8) == number) }

  @Test(arguments: [
    "", "00", "01", "-1", "+1", "1 ", "9007199254740992", "9999999999999999", "99999999999999999",
    "1.0",
    "\u{661}",
  ])
  func `refuses other numbers`(text: String) { #expect(Decimal.read(text.utf8) == nil) }

  @Test(arguments: [
    "refs/heads/main", "origin", "v1.0+rc1", "", "a b", "a;b", "$(id)", "`id`", "it's", "''", "\\",
    "a\tb", "*", "~", "#a",
    "a&b|c<d>e", "\"$HOME\"", "!x", "\u{e9}",
  ])
  func `a shell reads a word as what it stands for`(text: String) throws {
    let shell = ChildProcess(
      "sh", ["-c", "printf %s \(shellWord(text))"], environment: ["PATH": "/usr/bin:/bin"])
    let result = try shell.run()
    #expect(String(decoding: result.standardOutput.bytes, as: UTF8.self) == text)
    #expect(result.standardError.bytes.isEmpty)
  }

  @Test func `what needs no quotes has none`() {
    for plain in ["refs/heads/main", "origin", "git@example.org:a/b.git"] {
      #expect(shellWord(plain) == plain)
    }
    #expect(shellWord("it's") == "'it'\\''s'")
  }
}
