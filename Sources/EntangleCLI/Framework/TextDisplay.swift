internal import EntangleModel
internal import EntangleSystem

/// How texts that people wrote (briefs, messages, reports) are shown: as they are where the locale says that
/// whoever looks reads UTF-8, else in ASCII.
///
/// Either way nothing in a text steers a terminal, hides, or turns around what stands beside it.
struct TextDisplay: Sendable {
  private let isUTF8: Bool

  private init(isUTF8: Bool) { self.isUTF8 = isUTF8 }

  /// For a text that is kept, and shown by whoever reads it as his locale says.
  static let kept = TextDisplay(isUTF8: true)

  /// Decides by `LC_ALL`, `LC_CTYPE` and `LANG`, of which the first that is not empty counts
  /// (POSIX.1-2017 section 8.2): UTF-8 is what it names behind the dot.
  init(_ environment: Environment) {
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].lazy.compactMap { environment[$0] }
      .first { !$0.isEmpty }
    let parts = (locale ?? "").split(separator: "@", omittingEmptySubsequences: false).first?
      .split(separator: ".", maxSplits: 1)
    let codeset = parts?.count == 2 ? parts?.last.map { $0.lowercased() } : nil
    isUTF8 = codeset == "utf-8" || codeset == "utf8"
  }

  /// The text: what cannot be seen, or is not UTF-8, is escaped as `\xNN`, each byte of it. A text of which any part is
  /// not UTF-8 is shown in ASCII.
  func line(_ bytes: some Collection<UInt8>) -> String {
    guard isUTF8, let text = String(validating: bytes, as: UTF8.self) else {
      return displayText(bytes)
    }
    var shown = ""
    for scalar in text.unicodeScalars {
      if scalar.isSeen {
        shown.unicodeScalars.append(scalar)
      } else {
        shown += displayText(UTF8.encode(scalar).map { Array($0) } ?? [])
      }
    }
    return shown
  }
}

extension Unicode.Scalar {
  /// Whether it shows as what it is. Not so are controls, what turns the direction of text or joins letters (U+202E,
  /// U+200D), what has no width (U+200B, U+FEFF, variation selectors), separators of lines, and what means nothing, or
  /// something else to each (Unicode Standard, chapters 5.21 and 23).
  fileprivate var isSeen: Bool {
    if properties.isDefaultIgnorableCodePoint { return false }
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse,
      .unassigned:
      return false
    // A space, though it is called a symbol: the empty Braille pattern.
    case .otherSymbol: return value != 0x2800
    default: return true
    }
  }
}

extension CommandContext {
  /// How texts that people wrote are shown.
  var texts: TextDisplay { TextDisplay(environment) }
}
