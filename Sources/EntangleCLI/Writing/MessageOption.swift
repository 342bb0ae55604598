internal import EntangleModel

/// The option `--message` of commands whose event may carry a word to people.
struct MessageOption: Sendable {
  /// The option, for a command's specification.
  static func spec(help: String, isRequired: Bool = false) -> OptionSpec {
    .value("message", "text", letter: "m", isRequired: isRequired, help: help)
  }

  private let text: String?

  init(_ arguments: ParsedArguments) {
    text = arguments.value("message")
  }

  /// The files of the event: the message by that name, or none.
  func files(_ name: String = "message") throws(CommandError) -> [String: [UInt8]] {
    guard let text else { return [:] }
    return [name: try Arguments.text(text)]
  }
}
