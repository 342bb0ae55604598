/// Rows whose columns begin below each other, two spaces apart.
enum TextTable {
  /// The rows, each ended by a newline; the last column is not padded.
  ///
  /// Where a terminal has so many columns, a row that is longer ends in an ellipsis there.
  static func text(_ rows: [[String]], within columns: Int? = nil) -> String {
    lines(rows).map { line in
      guard let columns, line.count > columns else { return line + "\n" }
      return line.prefix(max(0, columns - 1)) + "\u{2026}\n"
    }.joined()
  }

  /// The same with rows that are too long for a terminal set as paragraphs instead.
  static func wrapped(_ rows: [[String]], within columns: Int?) -> String {
    zip(rows, lines(rows)).map { row, line in
      let indent = String(line.prefix { $0 == " " })
      var words = row.joined(separator: " ").split(separator: " ").map(String.init)
      guard let columns, line.count > columns, !words.isEmpty else { return line + "\n" }
      words[0] = indent + words[0]
      return WordWrap.text(words, width: columns, indent: indent.count + 2)
    }.joined()
  }

  private static func lines(_ rows: [[String]]) -> [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count - 1 ? $0[column].utf8.count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: max(0, width - cell.utf8.count))
      }
      return cells.joined(separator: "  ")
    }
  }
}
