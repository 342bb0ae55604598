import Testing

@testable import EntangleCLI

@Suite("Tables of text")
struct TextTableTests {
  private let rows = [["  0123", "a", "one two three four"], ["  45", "bcd", "five"]]

  @Test("columns begin below each other")
  func columns() {
    let text = "  0123  a    one two three four\n  45    bcd  five\n"
    #expect(TextTable.text(rows) == text)
    #expect(TextTable.text(rows, within: 31) == text)
    #expect(TextTable.wrapped(rows, within: nil) == text)
    #expect(TextTable.wrapped(rows, within: 31) == text)
  }

  @Test("a row that is too long for a terminal is cut, or set as a paragraph")
  func narrow() {
    #expect(
      TextTable.text(rows, within: 20) == "  0123  a    one tw\u{2026}\n  45    bcd  five\n")
    #expect(
      TextTable.wrapped(rows, within: 20)
        == "  0123 a one two\n    three four\n  45    bcd  five\n")
  }
}
