/// What a runner is asked to run: `command.json` (`Docs/format.md` section 4).
public struct TaskCommand: Sendable, Hashable {
  public static let fileName = "command.json"

  /// The program and its arguments; no shell.
  public let arguments: [String]
  public let environment: [String: String]
  /// Relative paths of the files and directories that are kept, sorted.
  public let outputs: [String]
  /// Wall-clock time, 1 to 86400.
  public let timeoutSeconds: Int64

  public init(
    arguments: [String], environment: [String: String], outputs: [String], timeoutSeconds: Int64
  ) throws(DocumentDefect) {
    self.arguments = arguments
    self.environment = environment
    self.outputs = outputs
    self.timeoutSeconds = timeoutSeconds
    try check()
  }

  /// Reads the document.
  public init(canonical bytes: [UInt8]) throws(DocumentDefect) {
    var members = try JSONMembers(canonical: bytes, schema: "entangle/command@v1")
    try self.init(&members)
  }

  /// Reads the document where it stands inside another.
  init(value: JSONValue) throws(DocumentDefect) {
    var members = try JSONMembers(value, "command")
    guard try members.string("schema") == "entangle/command@v1" else {
      throw DocumentDefect("schema is not 'entangle/command@v1'")
    }
    try self.init(&members)
  }

  private init(_ members: inout JSONMembers) throws(DocumentDefect) {
    arguments = try members.strings("argv")
    var environment: [String: String] = [:]
    for (name, value) in try members.dictionary("environment") {
      guard case .string(let text) = value else {
        throw DocumentDefect("'environment' holds something that is not a string")
      }
      environment[name] = text
    }
    self.environment = environment
    outputs = try members.strings("outputs")
    timeoutSeconds = try members.integer("timeoutSeconds")
    try members.end()
    try check()
  }

  private func check() throws(DocumentDefect) {
    guard !arguments.isEmpty else { throw DocumentDefect("'argv' is empty") }
    let texts = arguments + environment.values + outputs
    guard !texts.contains(where: { $0.utf8.contains(0) }) else { throw DocumentDefect("a NUL") }
    for name in environment.keys {
      let isWord = name.utf8.allSatisfy {
        (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0)
          || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_")
      }
      guard isWord, let first = name.utf8.first,
        !(UInt8(ascii: "0")...UInt8(ascii: "9")).contains(first)
      else { throw DocumentDefect("'environment' has a name that is not [A-Z_][A-Z0-9_]*") }
    }
    guard !outputs.isEmpty,
      zip(outputs, outputs.dropFirst()).allSatisfy({ $0.utf8.lexicographicallyPrecedes($1.utf8) }),
      outputs.allSatisfy(Self.isRelative)
    else { throw DocumentDefect("'outputs' is not well formed") }
    guard (1...86_400).contains(timeoutSeconds) else {
      throw DocumentDefect("'timeoutSeconds' is not 1 to 86400")
    }
  }

  /// Whether a path stays below the directory it is relative to, and out of `.git`.
  public static func isRelative(_ path: String) -> Bool {
    path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false).allSatisfy {
      !["", ".", "..", ".git"].contains((String($0) ?? "").lowercased())
    }
  }

  /// The document as a value.
  public var json: JSONValue {
    .object([
      "argv": .array(arguments.map { .string($0) }),
      "environment": .object(environment.mapValues { .string($0) }),
      "outputs": .array(outputs.map { .string($0) }),
      "schema": .string("entangle/command@v1"),
      "timeoutSeconds": .integer(timeoutSeconds),
    ])
  }
}
