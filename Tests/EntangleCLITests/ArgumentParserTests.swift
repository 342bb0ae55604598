import Testing

@testable import EntangleCLI

@Suite("Argument parser")
struct ArgumentParserTests {
  private let spec = CommandSpec(
    ["try"], summary: "try", category: .plumbing,
    options: [
      .flag("quiet", "q", help: "say nothing"),
      .flag("json", help: "print JSON"),
      .value("count", "n", letter: "n", help: "how many"),
      .value("key", "name", letter: "k", isRepeatable: true, help: "a key"),
    ],
    operands: [OperandSpec("from"), OperandSpec("to", .optional)])

  private func parse(_ arguments: [String]) throws -> ParsedArguments? {
    switch try ArgumentParser.parse(arguments[...], for: spec) {
    case .help: nil
    case .arguments(let parsed): parsed
    }
  }

  private func message(_ arguments: [String]) -> String? {
    do {
      _ = try ArgumentParser.parse(arguments[...], for: spec)
      return nil
    } catch {
      return error.message
    }
  }

  @Test(
    "takes a value in every way that GNU programs do",
    arguments: [["--count", "5"], ["--count=5"], ["-n", "5"], ["-n5"], ["-qn5"], ["-qn", "5"]])
  func values(_ arguments: [String]) throws {
    let parsed = try #require(try parse(arguments + ["a"]))
    #expect(parsed.value("count") == "5")
    #expect(parsed.operands == ["a"])
  }

  @Test("a value may look like an option or be empty")
  func dashedValue() throws {
    #expect(try parse(["--count", "--json", "a"])?.value("count") == "--json")
    #expect(try parse(["--count", "--json", "a"])?.flag("json") == false)
    #expect(try parse(["--count=", "a"])?.value("count") == "")
    #expect(try parse(["--count=a=b", "a"])?.value("count") == "a=b")
  }

  @Test("repeatable values keep their order")
  func repeated() throws {
    #expect(try parse(["-kx", "a", "--key=y", "--key", "z"])?.values("key") == ["x", "y", "z"])
  }

  @Test("two dashes end the options")
  func endOfOptions() throws {
    let parsed = try #require(try parse(["-q", "--", "--json", "--"]))
    #expect(parsed.operands == ["--json", "--"])
    #expect(!parsed.flag("json"))
    #expect(parsed.flag("quiet"))
    #expect(parsed.operand(1) == "--")
    #expect(parsed.operand(2) == nil)
  }

  @Test("a single dash is an operand")
  func dash() throws {
    #expect(try parse(["-"])?.operands == ["-"])
  }

  @Test(
    "help is asked for anywhere before a mistake",
    arguments: [
      ["-h"], ["--help"], ["a", "b", "c", "-h"], ["-qh"], ["-q", "--help", "--nothing"],
    ])
  func help(_ arguments: [String]) throws {
    #expect(try parse(arguments) == nil)
  }

  @Test(
    "refuses what it does not understand",
    arguments: [
      (["--nothing", "a"], "unknown option '--nothing'"),
      (["--quie", "a"], "unknown option '--quie'"),
      (["-x", "a"], "unknown option '-x'"),
      (["-qx", "a"], "unknown option '-x'"),
      (["--nothing", "-h"], "unknown option '--nothing'"),
      (["--quiet=yes", "a"], "option '--quiet' takes no value"),
      (["a", "--count"], "option '--count' needs a value"),
      (["a", "-n"], "option '--count' needs a value"),
      (["-n1", "--count=2", "a"], "option '--count' given twice"),
      ([], "missing <from>"),
      (["a", "b", "c"], "unexpected argument 'c'"),
    ] as [([String], String)])
  func mistakes(_ arguments: [String], _ expected: String) {
    #expect(message(arguments) == expected)
  }

  @Test("numbers have a range")
  func numbers() throws {
    let parsed = try #require(try parse(["-n12", "a"]))
    #expect(try parsed.integer("count", in: 0...12) == 12)
    #expect(throws: UsageError("option '--count' needs a number from 0 to 11, not '12'")) {
      try parsed.integer("count", in: 0...11)
    }
    #expect(throws: UsageError.self) {
      try parse(["-n99999999999999999999", "a"])?.integer("count", in: 0...Int.max)
    }
  }

  @Test("a repeating operand takes the rest")
  func repeatingOperand() throws {
    let open = CommandSpec(
      ["try"], summary: "try", category: .plumbing,
      operands: [OperandSpec("first"), OperandSpec("more", .requiredRepeating)])
    let outcome = try ArgumentParser.parse(["a", "b", "c"], for: open)
    #expect(outcome == .arguments(ParsedArguments(options: [:], operands: ["a", "b", "c"])))
    #expect(throws: UsageError("missing <more>...")) {
      try ArgumentParser.parse(["a"], for: open)
    }
  }
}
