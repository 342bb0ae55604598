internal import EntangleVerify

/// Whether a text for people is coloured; who prints it decides.
public struct ReportColours: Sendable, Hashable {
  private let isEnabled: Bool

  /// Takes the decision.
  public init(isEnabled: Bool) {
    self.isEnabled = isEnabled
  }

  /// A verdict's or severity's word: green, red or yellow (ECMA-48 section 8.3.117).
  public func word(_ word: String) -> String {
    let colour =
      switch Verdict(rawValue: word) {
      case .verified: 32
      case .refused: 31
      case .undecided: 33
      case nil: word == Severity.warning.rawValue ? 33 : 1
      }
    return isEnabled ? "\u{1b}[\(colour)m\(word)\u{1b}[0m" : word
  }

  /// What matters less.
  public func faint(_ text: String) -> String {
    isEnabled ? "\u{1b}[2m\(text)\u{1b}[0m" : text
  }
}
