import EntangleModel
import EntangleSystem
import Testing

@testable import EntangleVerify

/// What lies between two commits, in histories of every shape.
@Suite struct ChangeReaderTests {
  /// A history whose commits are built on earlier ones, and what each reaches.
  private struct Code {
    var objects = MemoryObjects()
    var ids: [ObjectID] = []
    var reach: [Set<ObjectID>] = []

    /// Of a long line what each reaches is too much to write down.
    mutating func commit(_ parents: [Int], isLong: Bool = false) {
      let tree = ObjectID.emptyTree(.sha1)
      let lines = parents.map { "parent \(ids[$0])\n" }.joined()
      let text =
        "author A <a@b.example> 1 +0000\ncommitter A <a@b.example> 1 +0000\n\n\(ids.count)\n"
      ids.append(objects.add(.commit, Array("tree \(tree)\n\(lines)\(text)".utf8)))
      guard !isLong else { return }
      reach.append(parents.reduce(into: [sure(ids.last)]) { $0.formUnion(reach[$1]) })
    }

    /// So many commits, of which some merge two or more, one of them perhaps twice.
    static func random(_ count: Int, merges: Int, _ numbers: inout SeededNumbers) -> Code {
      var code = Code()
      for number in 0..<count {
        var parents: [Int] = []
        if number > 0 && !numbers.chance(3) {
          parents.append(max(0, number - Int(numbers.number(1...4))))
          while numbers.chance(merges) {
            parents.append(Int(numbers.number(0...Int64(number - 1))))
          }
        }
        code.commit(parents)
      }
      return code
    }

    /// So many commits in a line, and then one that merges a branch of one commit from so far behind.
    static func line(_ count: Int, branchFrom behind: Int) -> Code {
      var code = Code()
      code.commit([], isLong: true)
      for number in 1..<count { code.commit([number - 1], isLong: true) }
      code.commit([count - 1 - behind], isLong: true)
      code.commit([count - 1, count], isLong: true)
      return code
    }

    /// What lies between two commits; nil where the first is not behind the second.
    func due(_ base: Int, _ head: Int) -> Set<ObjectID>? {
      base != head && reach[head].contains(ids[base]) ? reach[head].subtracting(reach[base]) : nil
    }
  }

  private func reader(
    _ objects: any ObjectSource, baseline: [ObjectID] = [], workers: ConcurrentWorkers? = nil
  ) -> ChangeReader {
    ChangeReader(
      objects: objects, cryptography: Story.hasher, limits: ReadLimits(), baseline: baseline,
      workers: workers)
  }

  private func isDue(_ change: ChangeReading, _ due: Set<ObjectID>?) -> Bool {
    guard let due else {
      if case .notDescendant? = change.problem { return true }
      return false
    }
    return change.problem == nil && change.commits.count == due.count
      && Set(change.commits.map(\.id)) == due
  }

  @Test(arguments: [0, 8, 30, 60])
  func `it is what the head reaches and the base does not`(merges: Int) {
    var numbers = SeededNumbers(seed: UInt64(merges))
    for _ in 0..<4 {
      let code = Code.random(40, merges: merges, &numbers)
      let counted = CountedObjects(code.objects)
      let reader = reader(counted)
      for _ in 0..<60 {
        let (base, head) = (Int(numbers.number(0...39)), Int(numbers.number(0...39)))
        let change = reader.change(from: code.ids[base], to: code.ids[head])
        #expect(isDue(change, code.due(base, head)), "\(base) to \(head)")
      }
      // Once to see what it is built on, and once more where it was behind another change before.
      #expect(counted.take().values.allSatisfy { $0 <= 2 })
    }
  }

  @Test func `many find the same at once`() {
    var numbers = SeededNumbers(seed: 1)
    for _ in 0..<2 {
      let code = Code.random(60, merges: 20, &numbers)
      let workers = ConcurrentWorkers(threadCount: 4)
      let reader = reader(code.objects, workers: workers)
      let pairs = (0..<200).map { _ in
        (Int(numbers.number(0...59)), Int(numbers.number(0...59)))
      }
      workers.perform(4) { worker in
        for (place, (base, head)) in pairs.enumerated() where worker == 0 || place % 4 == worker {
          let change = reader.change(from: code.ids[base], to: code.ids[head])
          #expect(isDue(change, code.due(base, head)))
        }
        reader.work()
      }
    }
  }

  @Test func `what the baseline reaches is exempt wherever it is merged`() {
    var numbers = SeededNumbers(seed: 2)
    for _ in 0..<4 {
      let code = Code.random(40, merges: 25, &numbers)
      let tips = [Int(numbers.number(0...39)), Int(numbers.number(0...39))]
      let exempt = tips.reduce(into: Set<ObjectID>()) { $0.formUnion(code.reach[$1]) }
      let reader = reader(code.objects, baseline: tips.map { code.ids[$0] })
      for base in 0..<40 {
        guard let due = code.due(base, 39) else { continue }
        let change = reader.change(from: code.ids[base], to: code.ids[39])
        #expect(isDue(reader.withoutBaseline(change), due.subtracting(exempt)))
      }
    }
  }

  @Test func `what lies behind is read once, and not at all where nothing is merged`() {
    let code = Code.line(1_000, branchFrom: 10)
    let counted = CountedObjects(code.objects)
    let reader = reader(counted)
    #expect(reader.change(from: code.ids[990], to: code.ids[999]).commits.count == 9)
    #expect(counted.take().count == 9)
    #expect(reader.change(from: code.ids[999], to: code.ids[1_001]).commits.count == 2)
    #expect(counted.take().values.reduce(0, +) == 993)
    #expect(reader.change(from: code.ids[998], to: code.ids[1_001]).commits.count == 3)
    #expect(counted.take().isEmpty)
  }

  @Test func `a change has a bound, with merges and without`() {
    let most = ReadLimits().changeCommits
    let code = Code.line(most + 2, branchFrom: 5)
    let reader = reader(code.objects)
    #expect(reader.change(from: code.ids[1], to: code.ids[most + 1]).commits.count == most)
    #expect(reader.change(from: code.ids[3], to: code.ids[most + 3]).commits.count == most)
    for (base, head) in [(0, most + 1), (2, most + 3), (0, most + 3)] {
      guard case .tooLong? = reader.change(from: code.ids[base], to: code.ids[head]).problem else {
        Issue.record("\(base) to \(head) is within the bound")
        continue
      }
    }
  }

  @Test func `what is not there is missing only where it matters`() {
    var code = Code.line(20, branchFrom: 5)
    code.objects.remove(code.ids[3])
    let reader = reader(code.objects)
    #expect(reader.change(from: code.ids[10], to: code.ids[19]).problem == nil)
    for (base, head) in [(2, 19), (19, 21)] {
      guard
        case .missing(code.ids[3])? = reader.change(from: code.ids[base], to: code.ids[head])
          .problem
      else {
        Issue.record("\(base) to \(head) does not need it")
        continue
      }
    }
  }
}
