/// The arguments of a command, found to fit its `CommandSpec`.
struct ParsedArguments: Sendable, Hashable {
  /// The operands in order, those after `--` included.
  let operands: [String]

  private let options: [String: [String]]

  /// Takes what the parser found: for each long name the values, or one empty text for each time
  /// a flag was given.
  init(options: [String: [String]], operands: [String]) {
    self.options = options
    self.operands = operands
  }

  /// Whether the flag of that long name was given.
  func flag(_ name: String) -> Bool { options[name] != nil }

  /// The value of the option of that long name; nil where it was not given.
  func value(_ name: String) -> String? { options[name]?.last }

  /// All values of a repeatable option, in order; none where it was not given.
  func values(_ name: String) -> [String] { options[name] ?? [] }

  /// The operand at that place, 0 the first; nil where there are fewer.
  func operand(_ index: Int) -> String? {
    operands.indices.contains(index) ? operands[index] : nil
  }

  /// The operand at that place, or an error that names it `name`; a required operand is always
  /// there, so that a command asks for it without a way to crash.
  func requiredOperand(_ index: Int, _ name: String) throws(UsageError) -> String {
    guard let operand = operand(index) else { throw UsageError("missing <\(name)>") }
    return operand
  }

  /// The value of an option as an integer of `range`; nil where the option was not given.
  func integer<Number: FixedWidthInteger>(_ name: String, in range: ClosedRange<Number>)
    throws(UsageError) -> Number?
  {
    guard let text = value(name) else { return nil }
    guard let number = Number(text), range.contains(number) else {
      throw UsageError(
        "option '--\(name)' needs a number from \(range.lowerBound) to \(range.upperBound), "
          + "not '\(text)'")
    }
    return number
  }
}
