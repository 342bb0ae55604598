public import EntangleModel
internal import EntangleVerify

/// What would be, as people read it, and as a document for programs.
public struct WhatIfRendering {
  private let style: ReportStyle
  private let showsAll: Bool

  /// Takes how the text is set, and whether it holds every finding.
  public init(_ style: ReportStyle, showsAll: Bool = false) {
    self.style = style
    self.showsAll = showsAll
  }

  /// One answer, each line ended by a newline: how much would change, then what, then the approvals that
  /// would be missing.
  public func text(_ answer: WhatIfAnswer) -> String {
    let difference = answer.difference
    let parts = [
      Self.count(difference.falling.filter { $0.severity == .refused }, "would turn invalid"),
      Self.count(difference.falling.filter { $0.severity == .undecided }, "could not be told"),
      Self.count(difference.warned, "would become tainted"),
      Self.count(difference.rising, "would come right"),
      Self.count(answer.proposals.count, "open proposal", "would lack approvals"),
      Self.count(answer.blocked.count, "open proposal", "could not land"),
    ].compactMap { $0 }
    var text = style.heading(
      answer.question.text,
      ": " + (parts.isEmpty ? "nothing would change" : parts.joined(separator: ", ")))
    let rendering = TextRendering(style, showsAll: showsAll)
    text += rendering.findings(answer.falling) + rendering.findings(answer.warned)
    text += shortages(answer.landings + answer.proposals)
    text += obstacles(answer.blocked)
    if !difference.rising.isEmpty {
      let objects = Set(difference.rising.map(\.object)).sorted()
      let shown = showsAll ? objects[...] : objects.prefix(TextRendering.limit)
      text += "\n" + shown.map { style.paragraph("would come right: \($0)") }.joined()
      if shown.count < objects.count {
        text += style.paragraph(
          "\u{2026} and \(grouped(objects.count - shown.count)) more (--all shows them)")
      }
    }
    return text
  }

  private func shortages(_ shortages: [ApprovalShortage]) -> String {
    let shown = showsAll ? shortages[...] : shortages.prefix(TextRendering.limit)
    let text = shown.map { "\n" + shortage($0) }.joined()
    guard shown.count < shortages.count else { return text }
    return text + "\n"
      + style.paragraph(
        "\u{2026} and \(grouped(shortages.count - shown.count)) more that would lack approvals "
          + "(--all shows them)")
  }

  private func obstacles(_ obstacles: [ProposalObstacle]) -> String {
    let shown = showsAll ? obstacles[...] : obstacles.prefix(TextRendering.limit)
    var text = shown.map {
      "\n"
        + style.paragraph(
          "proposal \($0.event.event.id) on \($0.ref) could not land: \($0.detail) [\($0.code)]")
    }.joined()
    if shown.count < obstacles.count {
      text +=
        "\n"
        + style.paragraph(
          "\u{2026} and \(grouped(obstacles.count - shown.count)) more that could not land "
            + "(--all shows them)")
    }
    return text
  }

  /// What lacks approvals, and who could give them; each line ended by a newline.
  public func shortage(_ shortage: ApprovalShortage) -> String {
    let name = shortage.event.event.body.kind.name == .land ? "landing" : "proposal"
    return style.paragraph(
      "\(name) \(shortage.event.event.id) on \(shortage.ref): "
        + "\(shortage.persons.count) of \(shortage.due) approvals")
      + details(shortage)
  }

  /// Whose approvals count, and who could give the others.
  private func details(_ shortage: ApprovalShortage) -> String {
    let counted = shortage.persons.map(\.text).joined(separator: ", ")
    let others = shortage.candidates.map {
      "\($0.principal) (\($0.person)\($0.needsKey ? ", needs a new key" : ""))"
    }
    var text = counted.isEmpty ? "" : style.paragraph("approved by \(counted)", indent: 2)
    text += style.paragraph(
      others.isEmpty
        ? "nobody could approve" : "could approve: " + others.joined(separator: ", "), indent: 2)
    if !shortage.canBeMet && !others.isEmpty {
      text += style.paragraph("these are too few persons", indent: 2)
    }
    return text
  }

  private static func count(_ findings: [Finding], _ verb: String) -> String? {
    let count = Set(findings.map(\.object)).count
    return count > 0 ? "\(grouped(count)) \(verb)" : nil
  }

  private static func count(_ count: Int, _ noun: String, _ verb: String) -> String? {
    count > 0 ? "\(grouped(count)) \(noun)\(count == 1 ? "" : "s") \(verb)" : nil
  }

  /// One answer as a member of `entangle/what-if@v1`: `verdict`, `invalid`, `tainted`, `right` (findings),
  /// `landings`, `proposals` and `blocked` (`event`, `ref`, `code`, `detail`).
  public static func document(_ answer: WhatIfAnswer) -> JSONValue {
    let difference = answer.difference
    let roots = FindingChains(difference.falling + difference.warned).roots()
    func findings(_ findings: [Finding]) -> JSONValue {
      .array(findings.map { JSONRendering.finding($0, root: roots[$0.object] ?? $0.object) })
    }
    return .object([
      "verdict": .string(difference.verdict.rawValue), "invalid": findings(difference.falling),
      "tainted": findings(difference.warned), "right": findings(difference.rising),
      "landings": .array(answer.landings.map(document)),
      "proposals": .array(answer.proposals.map(document)),
      "blocked": .array(
        answer.blocked.map {
          .object([
            "event": .string($0.event.event.id.hex), "ref": .string($0.ref.description),
            "code": .string($0.code), "detail": .string($0.detail),
          ])
        }),
    ])
  }

  /// A shortage: `event`, `ref`, `due`, `persons`, `candidates` of `principal`,
  /// `person` and `needsKey`.
  public static func document(_ shortage: ApprovalShortage) -> JSONValue {
    .object([
      "event": .string(shortage.event.event.id.hex), "ref": .string(shortage.ref.description),
      "due": .integer(shortage.due), "persons": .array(shortage.persons.map { .string($0.text) }),
      "candidates": .array(
        shortage.candidates.map {
          .object([
            "principal": .string($0.principal.text), "person": .string($0.person.text),
            "needsKey": .bool($0.needsKey),
          ])
        }),
    ])
  }
}
