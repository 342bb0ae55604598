internal import EntangleModel
internal import EntangleVerify

/// What a hook says of a commit or push that it refuses: a few lines, none of them long.
enum ReasonsTold {
  /// How many reasons are told.
  private static let most = 8
  /// How many characters of a name, and of a whole line, are told: names can have thousands.
  private static let (longestName, longestLine) = (300, 1_200)

  /// Tells the worst first, each with how to mend it.
  static func tell(_ findings: [Finding], to reader: CommandDiagnostics) {
    let sorted = findings.sorted { $0.severity > $1.severity }
    for finding in sorted.prefix(most) {
      let name = cut(displayText(finding.object.utf8), to: longestName)
      let subject = finding.object == "-" ? "" : "\(name): "
      let verdict = finding.severity == .refused ? "refused" : finding.severity.rawValue
      reader.line(
        cut(
          "entangle: \(verdict) [\(finding.code)] \(subject)\(finding.title): \(finding.detail)",
          to: longestLine))
      reader.line("hint: \(cut(finding.hint, to: longestLine))")
    }
    if sorted.count > most {
      let count = sorted.count - most
      reader.line("entangle: and \(count) more \(count == 1 ? "reason" : "reasons")")
    }
  }

  /// A text, or how it begins.
  static func cut(_ text: String, to most: Int) -> String {
    text.utf8.count <= most ? text : String(text.prefix(most)) + "..."
  }
}
