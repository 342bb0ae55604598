/// Text set in lines.
enum WordWrap {
  /// Joins parts by spaces into lines of at most `width` letters, all but the first one indented; a
  /// part that is longer has a line of its own. Ends in a newline.
  static func text(_ parts: [String], width: Int = 80, indent: Int = 0) -> String {
    var lines: [String] = []
    var line = ""
    for part in parts {
      if line.isEmpty {
        line = part
      } else if line.count + 1 + part.count <= width {
        line += " " + part
      } else {
        lines.append(line)
        line = String(repeating: " ", count: indent) + part
      }
    }
    return (lines + [line]).joined(separator: "\n") + "\n"
  }

  /// Sets a paragraph, its words separated by spaces.
  static func paragraph(_ text: String, width: Int = 80) -> String {
    self.text(text.split(separator: " ").map(String.init), width: width)
  }
}
