/// A manual page in the making: text and macros of man(7), as groff and mandoc read them.
struct Roff {
  /// All that was written, each line ended by a newline.
  private(set) var text = ""

  /// Writes a macro and its arguments, each of them plain text.
  mutating func macro(_ name: String, _ arguments: String...) {
    let quoted = arguments.map { " \"" + Self.escape($0) + "\"" }
    text += "." + name + quoted.joined() + "\n"
  }

  /// Writes a line that is roff already.
  mutating func text(line: String) { text += line + "\n" }

  /// Writes plain text, which will be filled.
  mutating func fill(_ plain: String) {
    let lines = WordWrap.paragraph(Self.escape(plain), width: 78).split(separator: "\n")
    for line in lines { text += (line.hasPrefix(".") ? "\\&" : "") + line + "\n" }
  }

  /// Writes part of a synopsis on a line: options bold, `<values>` in italics, never broken.
  mutating func synopsis(_ plain: String) {
    var marked = ""
    var font: Character = "R"
    func change(to new: Character) {
      if font != new { marked += "\\f\(new)" }
      font = new
    }
    for letter in plain {
      switch letter {
      case "<": change(to: "I")
      case "-" where font == "R": change(to: "B")
      case " ", "]", ",": if font == "B" { change(to: "R") }
      default: break
      }
      marked += letter == " " ? "\\ " : Self.escape(String(letter))
      if letter == ">" { change(to: "R") }
    }
    change(to: "R")
    // Dots at the end of a line would end a sentence.
    text += marked + (marked.hasSuffix(".") ? "\\&\n" : "\n")
  }

  /// Writes the names of pages, such as `git(1)`, separated by commas.
  mutating func pages(_ names: [String]) {
    for (position, name) in names.enumerated() {
      let parts = name.split(separator: "(", maxSplits: 1)
      let end = position == names.count - 1 ? "" : ","
      let section = parts.count == 2 ? "(" + parts[1] : ""
      macro("BR", String(parts.first ?? ""), section + end)
    }
  }

  /// The text with every letter standing for itself (groff_char(7)); dashes can be searched for and
  /// copied.
  static func escape(_ plain: String) -> String {
    var escaped = ""
    for scalar in plain.unicodeScalars {
      switch scalar {
      case "\\": escaped += "\\e"
      case "-": escaped += "\\-"
      case "'": escaped += "\\(aq"
      case "\"": escaped += "\\(dq"
      case "`": escaped += "\\(ga"
      case "^": escaped += "\\(ha"
      case "~": escaped += "\\(ti"
      case " "..."~": escaped.unicodeScalars.append(scalar)
      default:
        let digits = String(scalar.value, radix: 16, uppercase: true)
        escaped += "\\[u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "]"
      }
    }
    return escaped
  }
}
