import EntangleSystem
import EntangleVerify
import Testing

/// `Docs/threat-model.md` names no test and no attack that is not there, and leaves out no rule.
@Suite struct ThreatTableTests {
  private struct Row {
    let attack: String
    let codes: Set<String>
    /// Without what stands in backticks.
    let words: Set<String>
    /// What stands in backticks.
    let names: [String]
  }

  private static func rows() throws -> [Row] {
    let root = try #require(packageRoot())
    let document = try #require(content(of: root + "/Docs/threat-model.md"))
    let lines = document.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst(2)
    return lines.compactMap { line in
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      guard cells.count == 5, !cells[3].allSatisfy(\.isWhitespace) else { return nil }
      let parts = cells[3].split(separator: "`", omittingEmptySubsequences: false).map(String.init)
      let plain = stride(from: 0, to: parts.count, by: 2).map { parts[$0] }
      return Row(
        attack: cells[1], codes: codes(cells[2]),
        words: Set(plain.joined(separator: " ").split { !$0.isLetter }.map(String.init)),
        names: stride(from: 1, to: parts.count, by: 2).map { parts[$0] })
    }
  }

  private static func codes(_ text: String) -> Set<String> {
    Set(
      text.split { !$0.isLetter && !$0.isNumber }.map(String.init).filter {
        $0.wholeMatch(of: /[A-Z][1-9][0-9][0-9]/) != nil
      })
  }

  /// What the independent implementation attacks and what it leaves alone, each with its codes.
  private static func variations(_ option: String) throws -> [String: Set<String>] {
    let root = try #require(packageRoot())
    let child = ChildProcess(
      "/usr/bin/python3", [root + "/Tests/Independent/variations.py", option],
      environment: ["PATH": "/usr/bin:/bin", "LC_ALL": "C", "PYTHONDONTWRITEBYTECODE": "1"])
    let lines = try child.run().standardOutput.text.split(separator: "\n")
    return Dictionary(
      lines.map { line in
        let words = line.split(separator: " ").map(String.init)
        return (words[0], codes(words[1]))
      }
    ) { first, _ in first }
  }

  @Test func `each row has a test, and each name a test or an attack`() throws {
    let root = try #require(packageRoot())
    let suites = Set(
      swiftFiles(under: root + "/Tests").compactMap { $0.split(separator: "/").last }
        .map { String($0.dropLast(".swift".count)) })
    let attacks = try Self.variations("--list")
    let benign = try Self.variations("--list-benign")
    #expect(attacks.count > 300 && benign.count > 60)
    let vectors = Set(
      Vector.all.map(\.code) + PushVector.all.map(\.code) + AdmissionVector.all.map(\.code))
    let rows = try Self.rows()
    #expect(rows.count > 50)
    for row in rows {
      for name in row.names {
        #expect(
          suites.contains(name) || attacks[name] != nil || benign[name] != nil
            || name.contains("/") && content(of: root + "/" + name) != nil,
          "\(row.attack): there is no '\(name)'")
        if let codes = attacks[name], !row.codes.isEmpty {
          #expect(!codes.isDisjoint(with: row.codes), "\(row.attack): '\(name)' has \(codes)")
        }
      }
      if row.words.contains("vectors") {
        #expect(row.codes.isSubset(of: vectors) && !row.codes.isEmpty, "\(row.attack)")
      }
      if row.words.contains("independent") {
        let shown = attacks.values.contains { !$0.isDisjoint(with: row.codes) }
        #expect(shown, "\(row.attack): no independent attack has one of \(row.codes)")
      }
      #expect(
        !row.names.isEmpty || !row.words.isDisjoint(with: ["vectors", "independent"]),
        "\(row.attack): no test")
    }
  }

  @Test func `each rule stands against an attack of the table`() throws {
    let named = try Self.rows().reduce(into: Set<String>()) { $0.formUnion($1.codes) }
    let book = Set(RuleBook.texts.map(\.code))
    #expect(named == book, "\(named.symmetricDifference(book).sorted())")
  }

  @Test func `each independent attack has its code in the table`() throws {
    let attacks = try Self.variations("--list")
    let independent = try Self.rows().filter { row in
      row.words.contains("independent") || row.names.contains { attacks[$0] != nil }
    }
    for (name, codes) in attacks {
      let isThere = independent.contains { row in
        row.names.contains(name) || !row.codes.isDisjoint(with: codes)
      }
      #expect(isThere, "'\(name)' \(codes.sorted()) stands in no row")
    }
  }

  @Test func `the limits that the document names are shown`() throws {
    let root = try #require(packageRoot())
    let document = try #require(content(of: root + "/Docs/threat-model.md"))
    let benign = try Self.variations("--list-benign")
    for name in ["branch-and-lane-rolled-back-unseen", "merge-with-a-tree-of-its-own"] {
      #expect(benign[name] != nil && document.contains("`\(name)`"))
    }
  }
}
