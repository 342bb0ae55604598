internal import EntangleSystem

/// Whether a stream shows colours: only to a person, and not where they asked for none
/// (`NO_COLOR`, no-color.org) or where the terminal has none (`TERM`).
struct ColourPolicy: Sendable, Hashable {
  /// A colour or weight, by its number in `ESC [ n m` (ECMA-48 section 8.3.117).
  enum Style: Int, Sendable, Hashable {
    case bold = 1
    case faint = 2
    case red = 31
    case green = 32
    case yellow = 33
  }

  /// Whether colours are shown.
  let isEnabled: Bool

  /// Decides for a stream; an empty `NO_COLOR` counts as not set, an unset `TERM` as dumb.
  init(isTerminal: Bool, environment: Environment) {
    let isWelcome = (environment["NO_COLOR"] ?? "").isEmpty
    isEnabled = isTerminal && isWelcome && (environment["TERM"] ?? "dumb") != "dumb"
  }

  /// The text in that style, or as it is.
  func paint(_ text: String, _ style: Style) -> String {
    isEnabled ? "\u{1b}[\(style.rawValue)m\(text)\u{1b}[0m" : text
  }
}
