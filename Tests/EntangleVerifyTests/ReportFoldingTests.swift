import EntangleModel
import EntangleReport
import EntangleVerify
import Testing

/// What people read of a report: the reasons, and of what follows from each only how much it is.
@Suite struct ReportFoldingTests {
  private static let plain = ReportStyle(colours: ReportColours(isEnabled: false))

  /// A story at whose end the lead asks for tasks, each edited by its position.
  private func story(
    _ count: Int, _ edit: @escaping @Sendable (inout EventDraft, Int) -> Void
  ) -> Story {
    var plan = Plan()
    plan.finally { story in
      for position in 1...count {
        var draft = story.event(
          .taskRequest, by: .lead, at: at(400 + Int64(position)),
          [.to: .id(id("builder")), .input: .commit(story.base)],
          files: ["brief": Array("More.\n".utf8)])
        edit(&draft, position)
        story.append(draft)
      }
    }
    return Story(plan)
  }

  private func text(_ report: Report, showsAll: Bool = false) -> String {
    TextRendering(Self.plain, showsAll: showsAll).text(report)
  }

  @Test func `a lane broken once has one reason`() {
    let report = story(40) { draft, position in if position == 3 { draft.sequence += 1 } }.report()
    let folded = FoldedFindings(report.findings, judgement: report.judgement)
    #expect(report.findings.count == 38)
    #expect(folded.groups.map(\.root.code) == ["L102"])
    #expect(folded.groups.first?.followerCount == 37)
    let brief = text(report)
    #expect(brief.contains("\n  lane lead/\(TestKey.lead.id), event 7, task.request\n"))
    #expect(brief.hasSuffix("\n  \u{2026} and 37 that follow from it (--all lists them)\n"))
    #expect(brief.split(separator: "\n").count == 9)
    let all = text(report, showsAll: true)
    #expect(all.split(separator: "\n").count { $0.hasPrefix("    [C103] ") } == 37)
  }

  @Test func `what would fall anyway is no reason of its own`() {
    let report = story(12) { draft, position in if position > 2 { draft.key = .other } }.report()
    #expect(report.findings.allSatisfy { ["S102", "C103"].contains($0.code) })
    let folded = FoldedFindings(report.findings, judgement: report.judgement)
    #expect(folded.groups.count == 1 && folded.groups.first?.followerCount == 9)

    let forged = story(12) { draft, position in
      if position > 2 { draft.editArmour = { $0 = TestKey.lead.sign([1], in: .git).armour } }
    }.report()
    #expect(forged.findings.count { $0.code == "S101" } == 10)
    #expect(FoldedFindings(forged.findings, judgement: forged.judgement).groups.count == 1)
  }

  @Test func `in JSON each finding is there, and names its root`() throws {
    let story = story(6) { draft, position in if position == 3 { draft.sequence += 1 } }
    let report = story.report()
    guard case .object(let document) = JSONRendering.document(report),
      case .array(let findings)? = document["findings"]
    else {
      Issue.record("no findings")
      return
    }
    let roots = findings.compactMap { finding -> JSONValue? in
      if case .object(let members) = finding { members["root"] } else { nil }
    }
    let root = try #require(report.findings.first { $0.code == "L102" }?.object)
    #expect(roots == Array(repeating: .string(root), count: 4))
  }

  @Test func `what one rule warns of along a lane is told once`() {
    var plan = Plan()
    plan.finally { story in
      story.cut { draft in
        draft.end("lead", .lead, KeyRevocation(reason: .compromised, at: draft.issued, after: 0))
      }
    }
    let report = Story(plan).report()
    #expect(report.findings.count { $0.code == "K106" } == 3)
    let brief = text(report)
    #expect(brief.components(of: "[K106]") == 1)
    #expect(
      brief.contains("\n  \u{2026} and 2 other events of its lane likewise (--all lists them)\n"))
    #expect(brief.contains(" that follow from them (--all lists them)\n"))
    #expect(text(report, showsAll: true).components(of: "[K106]") == 3)
  }

  @Test func `the gravest come first, then by place, and not too many`() {
    var plan = Plan()
    plan.finally { story in
      for number in 10..<40 { story.refs[RefName("refs/entangle/odd\(number)")] = story.base.id }
      story.cut { draft in
        draft.end("lead", .lead, KeyRevocation(reason: .compromised, at: draft.issued, after: 2))
      }
    }
    let report = Story(plan).report()
    let folded = FoldedFindings(report.findings, judgement: report.judgement)
    #expect(folded.groups.map(\.root.code) == Array(repeating: "O104", count: 30) + ["K106"])
    #expect(
      folded.groups.prefix(30).map(\.root.object) == (10..<40).map { "refs/entangle/odd\($0)" })
    let brief = text(report)
    #expect(brief.components(of: "[O104]") == TextRendering.limit)
    #expect(
      brief.hasSuffix(
        "\n\n\u{2026} and 11 more findings: 10 refused, 1 warning (--all shows them)\n"))
    #expect(text(report, showsAll: true).components(of: "[O104]") == 30)
  }

  @Test(arguments: [20, 40, 72, 100]) func `lines fit where they can`(_ columns: Int) {
    let report = story(3) { draft, position in if position == 2 { draft.sequence += 1 } }.report()
    let style = ReportStyle(colours: ReportColours(isEnabled: false), columns: columns)
    let wrapped = TextRendering(style).text(report)
    for line in wrapped.split(separator: "\n") where line.count > columns {
      // What is longer is one word, and its name in front where it has one.
      #expect(line.split(separator: " ").count <= 2, "\(line)")
    }
    func words(_ text: String) -> [Substring] {
      text.split { $0 == " " || $0 == "\n" }
    }
    #expect(words(wrapped) == words(text(report)))
  }

  @Test func `every line of a painted paragraph is painted by itself`() {
    let report = story(3) { draft, position in if position == 2 { draft.sequence += 1 } }.report()
    let style = ReportStyle(colours: ReportColours(isEnabled: true), columns: 40)
    for line in TextRendering(style).text(report).split(separator: "\n") {
      let (begins, ends) = (
        String(line).components(of: "\u{1b}["), String(line).components(of: "\u{1b}[0m")
      )
      #expect(begins == 2 * ends)
    }
  }

  @Test func `lines for scripts hold no control characters in a field`() {
    var plan = Plan()
    plan.finally { story in
      let odd = RefName(Array("refs/entangle/a\tb\u{1b}[2J\u{7f}é".utf8) + [0xff])
      story.refs[odd] = story.base.id
    }
    let report = Story(plan).report()
    let lines = PorcelainRendering.text(report).split(
      separator: "\n", omittingEmptySubsequences: false)
    #expect(lines.last == "")
    #expect(lines.prefix(2) == ["version\t1", "verdict\trefused"])
    let finding = lines.first { $0.hasPrefix("finding") }?.split(separator: "\t")
    #expect(finding?.count == 6)
    #expect(finding?.prefix(3) == ["finding", "refused", "O104"])
    #expect(finding?[3] == "refs/entangle/a\\x09b\\x1b[2J\\x7f\\xc3\\xa9\\xff")
    #expect(finding?[3] == finding?[4])
    let printable = lines.joined().utf8.allSatisfy { (0x20..<0x7f).contains($0) || $0 == 0x09 }
    #expect(printable)
  }
}

extension String {
  /// How often a text stands in it.
  fileprivate func components(of text: String) -> Int { ranges(of: text).count }
}
