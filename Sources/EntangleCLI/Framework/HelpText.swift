/// The texts that `-h`, `--help` and `entangle help` print, made from specifications alone.
enum HelpText {
  /// `usage:` and all that a command takes, wrapped; ends in a newline.
  static func usage(_ spec: CommandSpec) -> String {
    WordWrap.text(["usage: " + spec.invocation] + spec.synopsis, indent: spec.invocation.count + 8)
  }

  /// The whole help of one command.
  static func command(_ spec: CommandSpec) -> String {
    var text = usage(spec) + "\n    " + spec.summary + "\n\n"
    let options = spec.options + [.help]
    let operands = spec.operands.filter { !$0.help.isEmpty }
    let rows =
      operands.map { (left: "    <\($0.name)>", right: $0.help) }
      + options.map { (left: label($0), right: $0.help) }
    text += table(rows)
    for paragraph in spec.details {
      text += "\n" + WordWrap.paragraph(paragraph)
    }
    return text
  }

  /// The commands by category, those whose name begins with `prefix`; without one, those for
  /// scripts only where the list shall be complete.
  static func list(
    _ specs: [CommandSpec], prefix: [String] = [], isComplete: Bool = false
  ) -> String {
    let name = (["entangle"] + prefix).joined(separator: " ")
    var text = "usage: \(name) <command> [<args>]\n"
    if prefix.isEmpty { text += "       entangle [-C <dir>] [--version] [--help]\n" }
    let isShort = prefix.isEmpty && !isComplete
    for category in CommandCategory.allCases where !(isShort && category == .plumbing) {
      let members = specs.filter { $0.category == category && $0.name.starts(with: prefix) }
      guard !members.isEmpty else { continue }
      text += "\n\(category.title)\n"
      text += table(members.map { ($0.name.joined(separator: " "), $0.summary) })
    }
    text += "\nSee '\(name) <command> --help' for one of them"
    return text + (isShort ? ", 'entangle help --all' for all there are.\n" : ".\n")
  }

  /// The letter in front, or the place where it would be.
  private static func label(_ option: OptionSpec) -> String {
    (option.letter == nil ? "    " : "") + option.label
  }

  /// Two columns; a left part that is too long has a line of its own.
  private static func table(_ rows: [(left: String, right: String)]) -> String {
    let column = min(30, (rows.map(\.left.count).max() ?? 0) + 2)
    return rows.map { left, right in
      let words = right.split(separator: " ").map(String.init)
      let indent = 4 + column
      let body = WordWrap.text([String(repeating: " ", count: indent - 1)] + words, indent: indent)
      guard left.count < column else { return "    " + left + "\n" + body }
      return "    " + left + body.dropFirst(4 + left.count)
    }.joined()
  }
}
