/// Why a document of the trust tree, a command or a manifest is not well formed.
public struct DocumentDefect: Error, Sendable, Hashable {
  /// What is wrong, in lower case without full stop.
  public let detail: String

  public init(_ detail: String) {
    self.detail = detail
  }
}

/// Takes the members of a JSON object one by one; what is left at the end is an unknown member.
struct JSONMembers {
  private var members: [String: JSONValue]
  private let subject: String

  init(_ value: JSONValue, _ subject: String) throws(DocumentDefect) {
    guard case .object(let members) = value else {
      throw DocumentDefect("'\(subject)' is not an object")
    }
    self.members = members
    self.subject = subject
  }

  /// Reads canonical bytes of an object whose `schema` is as given.
  init(canonical bytes: [UInt8], schema: String) throws(DocumentDefect) {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(canonical: bytes)
    } catch {
      throw DocumentDefect("not canonical JSON: \(error.detail(in: bytes))")
    }
    try self.init(value, schema)
    guard try string("schema") == schema else { throw DocumentDefect("schema is not '\(schema)'") }
  }

  mutating func take(_ name: String) throws(DocumentDefect) -> JSONValue {
    guard let value = members.removeValue(forKey: name) else {
      throw DocumentDefect("'\(subject)' lacks '\(name)'")
    }
    return value
  }

  mutating func takeIfPresent(_ name: String) -> JSONValue? {
    members.removeValue(forKey: name)
  }

  mutating func string(_ name: String) throws(DocumentDefect) -> String {
    guard case .string(let text) = try take(name) else {
      throw DocumentDefect("'\(name)' is not a string")
    }
    return text
  }

  mutating func integer(_ name: String) throws(DocumentDefect) -> Int64 {
    guard case .integer(let number) = try take(name) else {
      throw DocumentDefect("'\(name)' is not a number")
    }
    return number
  }

  mutating func bool(_ name: String) throws(DocumentDefect) -> Bool {
    guard case .bool(let flag) = try take(name) else {
      throw DocumentDefect("'\(name)' is not a boolean")
    }
    return flag
  }

  mutating func array(_ name: String) throws(DocumentDefect) -> [JSONValue] {
    guard case .array(let items) = try take(name) else {
      throw DocumentDefect("'\(name)' is not an array")
    }
    return items
  }

  mutating func strings(_ name: String) throws(DocumentDefect) -> [String] {
    var texts: [String] = []
    for item in try array(name) {
      guard case .string(let text) = item else {
        throw DocumentDefect("'\(name)' holds something that is not a string")
      }
      texts.append(text)
    }
    return texts
  }

  mutating func object(_ name: String) throws(DocumentDefect) -> JSONMembers {
    try JSONMembers(try take(name), name)
  }

  mutating func dictionary(_ name: String) throws(DocumentDefect) -> [String: JSONValue] {
    guard case .object(let members) = try take(name) else {
      throw DocumentDefect("'\(name)' is not an object")
    }
    return members
  }

  /// A value that `read` makes of a string member.
  mutating func value<Value>(
    _ name: String, _ read: (String) -> Value?
  ) throws(DocumentDefect) -> Value {
    guard let value = read(try string(name)) else {
      throw DocumentDefect("'\(name)' is not well formed")
    }
    return value
  }

  /// What `value` gives where the member is there.
  mutating func valueIfPresent<Value>(
    _ name: String, _ read: (String) -> Value?
  ) throws(DocumentDefect) -> Value? {
    members[name] == nil ? nil : try value(name, read)
  }

  /// Refuses members that nobody took.
  func end() throws(DocumentDefect) {
    guard let name = members.keys.min() else { return }
    throw DocumentDefect("'\(subject)' has the unknown member '\(displayText(name.utf8))'")
  }
}
