/// Rows whose columns begin below each other, two spaces apart.
enum TextTable {
  /// The rows, each ended by a newline; the last column is not padded.
  static func text(_ rows: [[String]]) -> String {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { column < $0.count - 1 ? $0[column].utf8.count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = zip(row, widths).map { cell, width in
        cell + String(repeating: " ", count: max(0, width - cell.utf8.count))
      }
      return cells.joined(separator: "  ") + "\n"
    }.joined()
  }
}
