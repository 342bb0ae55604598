internal import EntangleModel
internal import EntangleVerify

/// What a hook of a clone says of a commit or push that it refuses.
enum ReasonsTold {
  /// How many reasons are told.
  private static let most = 8

  /// Tells the worst first, each with how to mend it.
  static func tell(_ findings: [Finding], in context: CommandContext) {
    let sorted = findings.sorted { $0.severity > $1.severity }
    for finding in sorted.prefix(most) {
      let subject = finding.object == "-" ? "" : "\(displayText(finding.object.utf8)): "
      let verdict = finding.severity == .refused ? "refused" : finding.severity.rawValue
      context.diagnostics.line(
        "entangle: \(verdict) [\(finding.code)] \(subject)\(finding.title): \(finding.detail)")
      context.diagnostics.line("hint: \(finding.hint)")
    }
    if sorted.count > most {
      let count = sorted.count - most
      context.diagnostics.line("entangle: and \(count) more \(count == 1 ? "reason" : "reasons")")
    }
  }
}
