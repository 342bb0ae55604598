internal import EntangleModel

/// An entry of the denylist is a commit of the one form, by its reporter, with the evidence that it binds. Stops: a
/// ban that says one thing to people and another to programs.
struct D101EntryMalformed: DenylistRule {
  static let text = RuleText(
    "D101", "an entry of the denylist that is none",
    rule:
      "An entry of the denylist is a commit of the one form, by its reporter, with the evidence that it "
      + "binds.",
    stops: "a ban that says one thing to people and another to programs.",
    hint: "fetch refs/entangle/denylist from the host; entries are made by 'entangle deny'")

  func findings(in context: DenylistContext) -> [Finding] {
    switch context.read.outcome {
    case .defect(.headers(let detail)): return [Self.broken("\(context.name): headers: \(detail)")]
    case .defect(.message(let detail)): return [Self.broken("\(context.name): message: \(detail)")]
    case .defect: return [Self.broken("\(context.name): not a signed entry")]
    case .missing, .unreadable: return []
    case .entry(let reading, _): return defects(reading, context).map { Self.broken($0) }
    }
  }

  private func defects(_ reading: DenylistReading, _ context: DenylistContext) -> [String] {
    var found: [String] = []
    if reading.header.principal != reading.entry.reporter.principal {
      found.append("\(context.name): by '\(reading.header.principal)', not by its reporter")
    }
    if reading.header.time != reading.entry.time {
      found.append("\(context.name): made at another time than 'Time'")
    }
    if case .wrong(let detail) = context.reader.fileDefect(reading) {
      found.append("\(context.name): \(detail)")
    }
    return found
  }
}
