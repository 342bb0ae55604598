internal import EntangleModel

/// What others name must be there. Stops: a verdict on half a history, served by a clone that
/// lacks the rest.
struct O101ObjectMissing: TrustRule, ReadingRule, EventRule, RepositoryRule, ReceiptRule,
  DenylistRule
{
  static let text = RuleText(
    "O101", "an object is missing",
    rule: "What others name must be there.",
    stops: "a verdict on half a history, served by a clone that lacks the rest.",
    hint: "fetch the whole of refs/entangle/* and the branches; a shallow or partial clone "
      + "cannot be verified; where objects are in another repository (alternates), 'git repack -a'")

  static let needsAllEvents = false

  func findings(in context: TrustContext) -> [Finding] {
    guard case .missing(let id) = context.defect else { return [] }
    return [Self.undecided("\(id) is not in the object database")]
  }

  func findings(in reading: EventReading) -> [Finding] {
    if case .missing = reading.outcome {
      let finding = Self.undecided("\(reading.id) is not in the object database")
      return [finding.hinting("\(finding.hint); \(O102ObjectUnreadable.leaving(reading.id))")]
    }
    guard case .missing(let id) = reading.treeDefect else { return [] }
    return [Self.undecided("\(id) is not in the object database")]
  }

  func findings(in context: ReceiptContext) -> [Finding] {
    guard case .missing = context.entry.outcome else { return [] }
    return [Self.undecided("\(context.entry.id) is not in the object database")]
  }

  func findings(in context: DenylistContext) -> [Finding] {
    if case .missing = context.read.outcome {
      return [Self.undecided("\(context.read.id) is not in the object database")]
    }
    guard let reading = context.reading, case .missing(let id) = context.reader.fileDefect(reading)
    else { return [] }
    return [Self.undecided("\(id) is not in the object database")]
  }

  func findings(in context: EventContext) -> [Finding] {
    var findings: [Finding] = []
    for (cause, found) in zip(context.body.causes, context.causes)
    where found == nil && !context.strayCauses.contains(cause.id) {
      findings.append(Self.undecided("the cause \(cause.id) is not in the object database"))
    }
    for reading in context.references {
      guard case .missing(let id) = reading.outcome else { continue }
      findings.append(
        Self.undecided("\(id), named by '\(reading.field.rawValue)', is not in the object database")
      )
    }
    if case .missing = context.tag?.problem, let tag = context.body.object(.object) {
      findings.append(Self.undecided("\(tag.id), named by 'Object', is not in the object database"))
    }
    if case .missing(let id) = context.change?.problem, findings.isEmpty {
      findings.append(Self.undecided("\(id) is not in the object database"))
    }
    if case .missing(let id) = context.artifact?.problem, findings.isEmpty {
      findings.append(Self.undecided("\(id) is not in the object database"))
    }
    return findings
  }

  func findings(in context: RepositoryContext) -> [Finding] {
    context.lawfulTips.compactMap { ref, tip in
      guard case .missing(let id) = context.compare(tip) else { return nil }
      return Self.undecided("\(id) is not in the object database").about(ref)
    }
  }
}
