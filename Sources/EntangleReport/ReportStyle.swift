/// How a text for people is set; who prints it decides.
public struct ReportStyle: Sendable, Hashable {
  let colours: ReportColours
  private let columns: Int?

  /// Takes the colours, and how many columns there are; lines are as long as they get where `columns`
  /// is nil.
  public init(colours: ReportColours, columns: Int? = nil) {
    self.colours = colours
    self.columns = columns.map { max(20, $0) }
  }

  /// A paragraph, each line ended by a newline: indented by `indent` columns, its later lines by two
  /// more. Words that are longer than a line stay whole, so that names can be copied.
  func paragraph(
    _ text: String, indent: Int = 0, painted paint: (String) -> String = { $0 }
  ) -> String {
    lines(text, indent: indent).enumerated().map { position, line in
      String(repeating: " ", count: position == 0 ? indent : indent + 2) + paint(line) + "\n"
    }.joined()
  }

  /// A paragraph that begins with a verdict's or severity's word, in its colour.
  func heading(_ word: String, _ rest: String) -> String {
    let text = paragraph(word + rest)
    return colours.word(word) + text.dropFirst(word.count)
  }

  private func lines(_ text: String, indent: Int) -> [String] {
    guard let columns, text.count + indent > columns else { return [text] }
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      let room = columns - indent - (lines.isEmpty ? 0 : 2)
      if line.isEmpty {
        line = String(word)
      } else if line.count + 1 + word.count <= room {
        line += " " + word
      } else {
        lines.append(line)
        line = String(word)
      }
    }
    return lines + [line]
  }
}

/// A number as people read it: `9,997`.
func grouped(_ number: Int) -> String {
  let digits = Array(String(number))
  return digits.enumerated().map { position, digit in
    let isBehindComma = position > 0 && (digits.count - position).isMultiple(of: 3)
    return (isBehindComma ? "," : "") + String(digit)
  }.joined()
}
