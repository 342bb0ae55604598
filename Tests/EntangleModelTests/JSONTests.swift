import EntangleModel
import Testing

@Suite struct JSONTests {
  private static let value = JSONValue.object([
    "b": .array([
      .integer(1), .object([:]), .array([]),
      .string("x\"\\\n\t\u{8}\u{c}\r\u{1}\u{7f}/\u{e9}\u{1f600}"),
    ]),
    "a": .object([
      "Z": .bool(true), "z": .integer(-9_007_199_254_740_991), "~": .bool(false),
    ]),
    "ab": .string(""), "a\n": .integer(0),
  ])

  /// What Python's `json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"` prints.
  private static let python =
    "{\n  \"a\": {\n    \"Z\": true,\n    \"z\": -9007199254740991,\n    \"~\": false\n  },\n"
    + "  \"a\\n\": 0,\n  \"ab\": \"\",\n  \"b\": [\n    1,\n    {},\n    [],\n"
    + "    \"x\\\"\\\\\\n\\t\\b\\f\\r\\u0001\u{7f}/\u{e9}\u{1f600}\"\n  ]\n}\n"

  @Test func `writes what Python writes`() {
    #expect(Self.value.encodeCanonical() == Array(Self.python.utf8))
  }

  @Test func `reads what Python writes`() throws {
    #expect(try JSONValue(canonical: Array(Self.python.utf8)) == Self.value)
  }

  @Test(arguments: [
    "{}", "{}\n\n", " {}\n", "{ }\n", "{\"a\": 1}\n", "[\n  1.0\n]\n", "[\n  1e3\n]\n",
    "[\n  -0\n]\n", "[\n  01\n]\n", "[\n  9007199254740992\n]\n", "[\n  null\n]\n",
    "[\n  \"\\/\"\n]\n",
    "[\n  \"\\u0041\"\n]\n", "[\n  \"\\u001F\"\n]\n", "[\n  \"\\u000a\"\n]\n", "[\n  tru\n]\n",
    "{\n  \"b\": 1,\n  \"a\": 1\n}\n", "{\n  \"a\": 1,\n  \"a\": 1\n}\n", "{\n\t\"a\": 1\n}\n",
    "[\n  1,\n]\n",
    "[\r\n  1\r\n]\r\n", "\u{feff}{}\n", "", "\n", "[", "\"", "\"\\", "\"\\u", "-\n",
  ])
  func `refuses every other spelling`(text: String) {
    #expect(throws: JSONError.self) { try JSONValue(canonical: Array(text.utf8)) }
  }

  /// To hash such a text takes the square of its length: this one would take an hour.
  @Test(.timeLimit(.minutes(1)))
  func `names of members are ASCII`() {
    let marks = String(repeating: "\u{301}\u{316}", count: 500_000)
    for name in ["\u{e9}", "e\u{301}", marks] {
      #expect(throws: JSONError.self) {
        try JSONValue(canonical: Array("{\n  \"\(name)\": 1\n}\n".utf8))
      }
    }
  }

  /// To compare such a text takes the square of its length, too (Stream-Safe Text Format, UAX #15).
  @Test(.timeLimit(.minutes(1)))
  func `no text has more than 30 combining marks in a row`() throws {
    func text(_ count: Int, _ mark: String) -> [UInt8] {
      Array("\"a\(String(repeating: mark, count: count))b\"\n".utf8)
    }
    for mark in ["\u{301}", "\u{316}", "\u{1d165}"] {
      #expect(try JSONValue(canonical: text(30, mark)).encodeCanonical() == text(30, mark))
      for count in [31, 1_000_000] {
        #expect(throws: JSONError.notCanonical) { try JSONValue(canonical: text(count, mark)) }
      }
    }
    let apart = Array("\"\(String(repeating: "e\u{301}", count: 1_000))\"\n".utf8)
    #expect(try JSONValue(canonical: apart).encodeCanonical() == apart)
  }

  @Test func `refuses bytes that are not UTF-8`() {
    #expect(throws: JSONError.self) {
      try JSONValue(canonical: Array("\"".utf8) + [0xc3] + Array("\"\n".utf8))
    }
  }

  @Test func `nests sixteen deep and no deeper`() throws {
    func nested(_ depth: Int) -> [UInt8] {
      (1..<depth).reduce(JSONValue.array([])) { inner, _ in .array([inner]) }.encodeCanonical()
    }
    #expect(throws: Never.self) { try JSONValue(canonical: nested(16)) }
    #expect(throws: JSONError.tooDeep) { try JSONValue(canonical: nested(17)) }
    #expect(throws: JSONError.tooDeep) {
      try JSONValue(canonical: [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000))
    }
  }
}
