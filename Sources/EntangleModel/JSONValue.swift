/// A JSON document restricted to what entangle writes: no floating point, no `null`,
/// names of members in ASCII.
///
/// The canonical form is RFC 8259 text in UTF-8 with members sorted by the bytes of their names,
/// two spaces for each level, integers up to 2^53-1, and one final newline; it is what Python's
/// `json.dumps(value, ensure_ascii=False, indent=2, sort_keys=True) + "\n"` prints.
public indirect enum JSONValue: Sendable, Hashable {
  case object([String: JSONValue])
  case array([JSONValue])
  case string(String)
  case integer(Int64)
  case bool(Bool)

  /// The largest magnitude of an integer: 2^53-1, the largest that every JSON reader keeps.
  public static let largestInteger: Int64 = 9_007_199_254_740_991

  /// Reads a document that is in canonical form; every other spelling of the same value is
  /// refused, by writing again what was read and comparing the bytes.
  public init(canonical bytes: [UInt8], limits: ReadLimits = ReadLimits()) throws(JSONError) {
    var parser = JSONParser(bytes: bytes, depthLimit: limits.jsonDepth)
    self = try parser.document()
    guard encodeCanonical() == bytes else { throw .notCanonical }
  }

  /// Reads a document that a person wrote: any spelling of the same values, with white space.
  public init(parsing bytes: [UInt8], limits: ReadLimits = ReadLimits()) throws(JSONError) {
    var parser = JSONParser(bytes: bytes, depthLimit: limits.jsonDepth)
    self = try parser.document()
  }

  /// The canonical form, with its final newline.
  public func encodeCanonical() -> [UInt8] {
    var output: [UInt8] = []
    write(to: &output, indent: 0)
    output.append(UInt8(ascii: "\n"))
    return output
  }

  private func write(to output: inout [UInt8], indent: Int) {
    switch self {
    case .string(let text): Self.write(text, to: &output)
    case .integer(let number): output += Array(String(number).utf8)
    case .bool(let flag): output += Array((flag ? "true" : "false").utf8)
    case .array(let items):
      Self.write(items.map { (nil, $0) }, "[", "]", to: &output, indent: indent)
    case .object(let members):
      let sorted = members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      Self.write(sorted.map { ($0.key, $0.value) }, "{", "}", to: &output, indent: indent)
    }
  }

  private static func write(
    _ items: [(name: String?, value: JSONValue)], _ open: Character, _ close: Character,
    to output: inout [UInt8], indent: Int
  ) {
    output += Array(open.utf8)
    for (position, item) in items.enumerated() {
      if position > 0 { output.append(UInt8(ascii: ",")) }
      output.append(UInt8(ascii: "\n"))
      output += Array(repeating: UInt8(ascii: " "), count: 2 * (indent + 1))
      if let name = item.name {
        write(name, to: &output)
        output += Array(": ".utf8)
      }
      item.value.write(to: &output, indent: indent + 1)
    }
    if !items.isEmpty {
      output.append(UInt8(ascii: "\n"))
      output += Array(repeating: UInt8(ascii: " "), count: 2 * indent)
    }
    output += Array(close.utf8)
  }

  private static func write(_ text: String, to output: inout [UInt8]) {
    output.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""): output += Array("\\\"".utf8)
      case UInt8(ascii: "\\"): output += Array("\\\\".utf8)
      case 0x08: output += Array("\\b".utf8)
      case 0x09: output += Array("\\t".utf8)
      case 0x0a: output += Array("\\n".utf8)
      case 0x0c: output += Array("\\f".utf8)
      case 0x0d: output += Array("\\r".utf8)
      case 0..<0x20: output += Array("\\u00".utf8) + Hex.encodeBytes([byte])
      default: output.append(byte)
      }
    }
    output.append(UInt8(ascii: "\""))
  }
}

/// Why bytes are not a canonical JSON document.
public enum JSONError: Error, Sendable, Hashable {
  /// Not JSON, or JSON with something left out here (`null`, floating point, a member whose name is
  /// not ASCII); a byte offset.
  case syntax(offset: Int)
  /// The same member twice in one object.
  case duplicateMember(String)
  /// Nested deeper than the limit.
  case tooDeep
  /// JSON, but not spelled in the canonical way.
  case notCanonical

  /// What is wrong, for people; `bytes` are those that were read.
  func detail(in bytes: [UInt8]) -> String {
    switch self {
    case .syntax(let offset):
      let before = bytes.prefix(offset)
      let line = before.count { $0 == 0x0a } + 1
      let column = before.reversed().prefix { $0 != 0x0a }.count + 1
      return offset < bytes.count
        ? "line \(line), byte \(column) cannot stand there" : "it breaks off in line \(line)"
    case .duplicateMember(let name): return "the member '\(displayText(name.utf8))' stands twice"
    case .tooDeep: return "nested too deep"
    case .notCanonical: return "spelled in another way"
    }
  }
}
