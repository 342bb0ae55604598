import EntangleModel
import Testing

/// The tables of `Docs/format.md` that the code could belie.
@Suite struct FormatTableTests {
  @Test func `the table of kinds is the code's`() throws {
    let header = "| kind | signer kinds | causes | trailers | files | headline |"
    #expect(try table(header) == EventKind.all.map(row))
  }

  @Test func `the page of kinds is what the table says`() throws {
    let root = try #require(packageRoot())
    #expect(try #require(content(of: root + "/Docs/events.md")) == EventKind.markdown)
  }

  @Test func `the causes of one kind can be told apart`() {
    for kind in EventKind.all {
      let names = kind.causeRules.flatMap(\.kinds)
      #expect(Set(names).count == names.count, "\(kind.label)")
    }
  }

  @Test func `the table of bounds is the code's`() throws {
    let limits = ReadLimits()
    #expect(
      try table("| what | bound |") == [
        "| an event, a trust commit or an entry of the denylist | \(limits.eventBytes) bytes, \(limits.eventParents) parents |",
        "| a receipt, a checkpoint | \(limits.receiptBytes) bytes, \(Receipt.mostLines) moves, refusals or receipts left out |",
        "| a file of an event, evidence of a ban | \(limits.eventFileBytes) bytes |",
        "| a file of the trust tree | \(limits.trustFileBytes) bytes |",
        "| the files of a trust state | \(limits.trustFiles) |",
        "| the files of a trust state, together | \(limits.trustBytes) bytes |",
        "| the states of a trust chain | \(limits.trustStates) |",
        "| the states that one state makes void | \(limits.voidStates) |",
        "| JSON nesting | \(limits.jsonDepth) |",
        "| a tree object | \(limits.treeBytes) bytes |",
        "| trees nested | \(limits.treeDepth) |",
        "| entries below one tree | \(limits.treeEntries) |",
        "| a code commit | \(limits.commitBytes) bytes |",
        "| a file of a code branch or an artifact | \(limits.blobBytes) bytes |",
        "| a manifest | \(limits.manifestBytes) bytes |",
        "| a proof | \(limits.proofBytes) bytes |",
        "| commits of one change | \(limits.changeCommits) |",
        "| entries of the denylist | \(limits.denylistEntries) |",
        "| a ban without evidence | \(limits.banSeconds) seconds |",
        "| the time of an event or a trust state ahead of the verifier | \(limits.clockSkewSeconds) seconds |",
        "| the life of a key | \(limits.keyLifeSeconds) seconds |",
        "| a retired key beside its successor | \(limits.keyOverlapSeconds) seconds |",
        "| attempts at one task | \(limits.taskAttempts) |",
        "| questions of one conversation | \(limits.conversationQuestions) |",
      ])
  }

  /// The rows of the table below a header line.
  private func table(_ header: String) throws -> [String] {
    let root = try #require(packageRoot())
    let format = try #require(content(of: root + "/Docs/format.md"))
    let lines = format.split(separator: "\n", omittingEmptySubsequences: false)
    let start = try #require(lines.firstIndex { $0 == header })
    return lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map(String.init)
  }

  func row(_ kind: EventKind) -> String {
    let cells = [
      "`\(kind.label)`",
      kind.signers.map { "`\($0.rawValue)`" }.joined(separator: ", "),
      causes(kind.causes),
      kind.fields.map { "`\($0.name.rawValue)` \(text($0.type))" }.joined(separator: "; "),
      kind.files.isEmpty
        ? "none"
        : kind.files.map { "`\($0.name)`" + ($0.isRequired ? "" : " (optional)") }
          .joined(separator: ", "),
      kind.headline.map { "`\($0.rawValue)`" } ?? "none",
    ]
    return "| \(cells.joined(separator: " | ")) |"
  }

  private func causes(_ range: ClosedRange<Int>) -> String {
    if range.count == 1 { return "\(range.lowerBound)" }
    return "\(range.lowerBound) \(range.count == 2 ? "or" : "to") \(range.upperBound)"
  }

  private func text(_ type: EventFieldType) -> String {
    switch type {
    case .id: "*id*"
    case .ids: "*ids*"
    case .ref: "*ref*"
    case .tag: "*tag*"
    case .object: "*object*"
    case .time: "*time*"
    case .number: "*number*"
    case .commit: "*commit*"
    case .commitOrNone: "*commit or none*"
    case .word(let words): words.map { "`\($0)`" }.joined(separator: " or ")
    }
  }
}
