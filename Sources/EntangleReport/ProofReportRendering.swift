public import EntangleModel
public import EntangleVerify

/// What came of checking a proof, for people and for programs.
public struct ProofReportRendering {
  private let style: ReportStyle

  /// Takes how the text is set.
  public init(_ style: ReportStyle) {
    self.style = style
  }

  /// The whole text, each line ended by a newline: the verdict on the claim, as of which state, by which
  /// events, what it leaves open, and what is found against it.
  public func text(_ proof: ProofReport) -> String {
    let report = proof.report
    var text = style.heading(proof.verdict.rawValue, ": \(Self.title(proof))")
    text += "  repository \(report.repository?.hex ?? "unknown")\n"
    if let newest = report.judgement?.chain.newest {
      text +=
        "  as of trust state \(newest.name.version), issued \(newest.state.statement.issued)\n"
    }
    for event in proof.verdict == .verified ? proof.events : [] {
      let body = event.event.body
      text +=
        "  by \(body.kind.name.rawValue) \(event.event.id.short) of \(body.lane.principal), "
        + "\(event.event.commit.time)\n"
    }
    if proof.verdict == .verified {
      text += "not shown:\n" + proof.gaps.map { "  \(Self.text($0))\n" }.joined()
    }
    for defect in proof.defects {
      text += "\n" + style.heading("refused", ": \(displayText(defect.utf8))")
    }
    let rendering = TextRendering(style)
    for finding in report.findings { text += "\n" + rendering.finding(finding) }
    return text
  }

  /// The document `entangle/proof-report@v1`: `schema`, `repository` (64 digits or `unknown`),
  /// `verdict`, `asOf`, `claim` as in the proof, `state` (version and digest of the newest state, or
  /// `unknown`), `events` (names, in order of time), `defects`, `findings` as in a report, and
  /// `notShown` (words).
  public static func document(_ proof: ProofReport) -> JSONValue {
    let report = proof.report
    return .object([
      "schema": .string("entangle/proof-report@v1"),
      "repository": .string(report.repository?.hex ?? "unknown"),
      "verdict": .string(proof.verdict.rawValue),
      "asOf": .string(report.asOf.description),
      "claim": proof.claim.json,
      "state": .string(report.judgement?.chain.newest?.name.description ?? "unknown"),
      "events": .array(proof.events.map { .string($0.event.id.hex) }),
      "defects": .array(proof.defects.map { .string($0) }),
      "findings": .array(report.findings.map { JSONRendering.finding($0) }),
      "notShown": .array(proof.gaps.map { .string($0.rawValue) }),
    ])
  }

  /// What is claimed, in one line.
  private static func title(_ proof: ProofReport) -> String {
    let event = proof.events.first { $0.event.id == proof.claim.event }?.event.body
    let by = event.map { ", by \($0.lane.principal)" } ?? ""
    switch proof.claim {
    case .state(let id): return "trust state \(id)"
    case .event(let id): return "\(event?.kind.name.rawValue ?? "event") \(id)\(by)"
    case .commit(let id, _): return "commit \(id), landed on \(ref(event?.ref))\(by)"
    case .artifact(let id, _): return "artifact \(id)\(by)"
    case .branch(let name, let id, _): return "\(ref(name)) at \(id), landed\(by)"
    case .tag(let name, let id, _): return "\(ref(name)) at \(id), tagged\(by)"
    case .baseline(let name, let id):
      return "\(ref(name)) at \(id), where it begins by the law"
    }
  }

  private static func ref(_ name: RefName?) -> String { name?.description ?? "a branch" }

  private static func text(_ gap: ProofReport.Gap) -> String {
    switch gap {
    case .later: "what came later: newer trust states, events that take something back"
    case .earlier:
      "what came before on these lanes, and what else was said to what the events answer"
    case .landings: "that the landings before this one stand"
    case .files: "files: compare those that you have with the digests in the events"
    }
  }
}
