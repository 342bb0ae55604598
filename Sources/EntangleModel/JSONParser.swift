/// A bounded JSON reader (RFC 8259) for hostile bytes.
struct JSONParser {
  private let bytes: [UInt8]
  private let depthLimit: Int
  private var position = 0

  init(bytes: [UInt8], depthLimit: Int) {
    self.bytes = bytes
    self.depthLimit = depthLimit
  }

  /// One value with white space around it and nothing after.
  mutating func document() throws(JSONError) -> JSONValue {
    let value = try value(depth: 0)
    skipSpace()
    guard position == bytes.count else { throw .syntax(offset: position) }
    return value
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    guard depth < depthLimit else { throw .tooDeep }
    skipSpace()
    switch peek() {
    case UInt8(ascii: "{"): return try object(depth: depth)
    case UInt8(ascii: "["): return try array(depth: depth)
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    default: return .integer(try integer())
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONValue {
    position += 1
    var members: [String: JSONValue] = [:]
    skipSpace()
    if take(UInt8(ascii: "}")) { return .object(members) }
    while true {
      skipSpace()
      guard peek() == UInt8(ascii: "\"") else { throw .syntax(offset: position) }
      let name = try name()
      skipSpace()
      try expect(UInt8(ascii: ":"))
      let member = try value(depth: depth + 1)
      guard members.updateValue(member, forKey: name) == nil else { throw .duplicateMember(name) }
      skipSpace()
      if take(UInt8(ascii: "}")) { return .object(members) }
      try expect(UInt8(ascii: ","))
    }
  }

  /// The name of a member: ASCII. (Names that Unicode takes for one are two to other readers, and the
  /// time to hash a run of combining marks grows with its square.)
  private mutating func name() throws(JSONError) -> String {
    let start = position
    let name = try string()
    guard name.utf8.allSatisfy({ $0 < 0x80 }) else { throw .syntax(offset: start) }
    return name
  }

  private mutating func array(depth: Int) throws(JSONError) -> JSONValue {
    position += 1
    var items: [JSONValue] = []
    skipSpace()
    if take(UInt8(ascii: "]")) { return .array(items) }
    while true {
      items.append(try value(depth: depth + 1))
      skipSpace()
      if take(UInt8(ascii: "]")) { return .array(items) }
      try expect(UInt8(ascii: ","))
    }
  }

  private mutating func string() throws(JSONError) -> String {
    let start = position
    position += 1
    var text: [UInt8] = []
    while let byte = peek(), byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw .syntax(offset: position) }
      position += 1
      if byte == UInt8(ascii: "\\") {
        text.append(try escape())
      } else {
        text.append(byte)
      }
    }
    try expect(UInt8(ascii: "\""))
    guard let string = String(validating: text, as: UTF8.self) else { throw .syntax(offset: start) }
    guard Self.isStreamSafe(string) else { throw .notCanonical }
    return string
  }

  /// Whether no more than 30 combining marks stand in a row (Stream-Safe Text Format, UAX #15): to compare strings takes the square
  /// of such a run.
  private static func isStreamSafe(_ text: String) -> Bool {
    // (The first mark, U+0300, begins with the byte 0xcc.)
    guard text.utf8.contains(where: { $0 >= 0xcc }) else { return true }
    var run = 0
    for scalar in text.unicodeScalars {
      run = scalar.properties.canonicalCombiningClass == .notReordered ? 0 : run + 1
      if run > 30 { return false }
    }
    return true
  }

  /// What stands behind a backslash. Only control characters need `\u`: in canonical form every
  /// other character is written raw, so a `\u` above 0x1f cannot be canonical.
  private mutating func escape() throws(JSONError) -> UInt8 {
    let offset = position
    defer { position += 1 }
    switch peek() {
    case UInt8(ascii: "\""): return UInt8(ascii: "\"")
    case UInt8(ascii: "\\"): return UInt8(ascii: "\\")
    case UInt8(ascii: "b"): return 0x08
    case UInt8(ascii: "t"): return 0x09
    case UInt8(ascii: "n"): return 0x0a
    case UInt8(ascii: "f"): return 0x0c
    case UInt8(ascii: "r"): return 0x0d
    case UInt8(ascii: "u"):
      guard position + 4 < bytes.count,
        let decoded = Hex.decode(bytes[(position + 1)...(position + 4)]),
        decoded[0] == 0, decoded[1] < 0x20
      else { throw .notCanonical }
      position += 4
      return decoded[1]
    default: throw .syntax(offset: offset)
    }
  }

  private mutating func integer() throws(JSONError) -> Int64 {
    let start = position
    _ = take(UInt8(ascii: "-"))
    while let byte = peek(), byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9") {
      position += 1
    }
    guard position - start <= 17,
      let number = Int64(String(decoding: bytes[start..<position], as: UTF8.self)),
      abs(number) <= JSONValue.largestInteger
    else { throw .syntax(offset: start) }
    return number
  }

  private mutating func literal(_ word: String, _ value: JSONValue) throws(JSONError) -> JSONValue {
    for byte in word.utf8 { try expect(byte) }
    return value
  }

  private mutating func skipSpace() {
    while let byte = peek(), byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
      position += 1
    }
  }

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func take(_ byte: UInt8) -> Bool {
    guard peek() == byte else { return false }
    position += 1
    return true
  }

  private mutating func expect(_ byte: UInt8) throws(JSONError) {
    guard take(byte) else { throw .syntax(offset: position) }
  }
}
