import EntangleModel
import EntangleVerify
import Testing

@Suite struct ReportScopeTests {
  private let everything: Set<String> = [
    "all", "main", "trust", "lead", "builder", "runner1", "reviewer", "proposal", "artifact",
  ]
  private static let lanes: [Signer] = [.lead, .builder, .runner, .reviewer]

  /// The refs of a story by short names, each with the verdict about it alone.
  private func verdicts(_ change: (inout Plan) -> Void) -> [String: Verdict] {
    var plan = Plan()
    change(&plan)
    let story = Story(plan)
    let report = story.report()
    var verdicts = ["all": report.verdict]
    func judge(_ name: String, _ ref: RefName) {
      verdicts[name] = report.limited(to: [ref], tips: story.tips).verdict
    }
    judge("main", Story.main)
    judge("trust", EntangleRef.trustName)
    for signer in Self.lanes { judge(signer.id.text, signer.lane.ref) }
    for name in story.refs.keys {
      switch EntangleRef(name, format: .sha1) {
      case .proposal: judge("proposal", name)
      case .artifact: judge("artifact", name)
      default: continue
      }
    }
    return verdicts
  }

  /// What is refused, or undecided, of a story whose other refs are verified.
  private func expect(
    _ verdict: Verdict, of names: Set<String>, sourceLocation: SourceLocation = #_sourceLocation,
    _ change: (inout Plan) -> Void
  ) {
    let found = verdicts(change)
    #expect(found.count == 9, sourceLocation: sourceLocation)
    for (name, isDue) in found.map({ ($0.key, names.contains($0.key)) }) {
      #expect(
        found[name] == (isDue ? verdict : .verified), "\(name)", sourceLocation: sourceLocation)
    }
  }

  @Test func `a story that stands is verified for each ref`() {
    expect(.refused, of: []) { _ in }
  }

  @Test func `an artifact bears on its runner alone`() {
    expect(.refused, of: ["all", "artifact", "runner1"]) { plan in
      plan.artifact { $0.editSignature = { $0[0] ^= 1 } }
    }
  }

  @Test func `an approval bears on the branch and on who landed it`() {
    expect(.refused, of: ["all", "main", "lead", "reviewer"]) { plan in
      plan.event(.answer) { $0.key = .spare }
    }
  }

  @Test func `a proposal bears on all that follow from it`() {
    expect(.refused, of: ["all", "main", "lead", "builder", "reviewer", "proposal"]) { plan in
      plan.event(.propose) { $0.key = .spare }
    }
  }

  @Test func `a branch that was moved back is refused, and nobody's lane`() {
    expect(.refused, of: ["all", "main"]) { plan in
      plan.finally { $0.branches[Story.main] = $0.base.id }
    }
  }

  @Test func `a landing that was changed beyond recognition bears on its branch`() {
    expect(.refused, of: ["all", "main", "lead"]) { plan in
      plan.event(.land) { $0.editContent = { $0 = replaced($0, "heads/main", "heads/maim") } }
      plan.finally { $0.branches[Story.main] = $0.base.id }
    }
  }

  @Test func `what is no event bears on the lane where it stands`() {
    expect(.refused, of: ["all", "runner1", "artifact"]) { $0.stray(on: .runner) }
    expect(.refused, of: everything.subtracting(["trust"])) {
      $0.stray(on: .lead)
    }
  }

  @Test func `a lane that is gone leaves open what rests on it`() {
    expect(.undecided, of: ["all", "main", "lead"]) { plan in
      plan.finally { story in
        story.refs[Signer.reviewer.lane.ref] = nil
        story.objects.remove(sure(story.steps[.answer]).id)
      }
    }
  }

  @Test func `of a forged trust chain nothing is left out`() {
    let found = verdicts { $0.state(2) { $0.signers = [.ada] } }
    #expect(Set(found.values) == [.refused])
    let unknown = verdicts { $0.finally { $0.trustRoot = nil } }
    #expect(Set(unknown.values) == [.undecided])
  }

  @Test(arguments: Vector.all)
  func `whatever a rule finds bears on some ref`(vector: Vector) {
    let story = Vector.story(vector.attack)
    let report = story.report()
    let known = story.tips.keys.filter { EntangleRef($0, format: .sha1) != nil }
    let tags = report.judgement?.state.tags ?? []
    let refs = known + Set(story.branches.keys).union([Story.main]).sorted() + tags
    let limited = report.limited(to: refs, tips: story.tips)
    let lost = Set(report.findings).subtracting(limited.findings)
    #expect(lost.allSatisfy { $0.code == "O104" || $0.code == "L111" }, "\(lost)")
    #expect(limited.refs == refs)
  }
}

extension Story {
  /// Where each ref stands.
  fileprivate var tips: [RefName: ObjectID] { refs.merging(branches) { first, _ in first } }
}

extension Plan {
  /// At the end a commit that is no event stands on a lane.
  fileprivate mutating func stray(on signer: Signer) {
    finally { story in
      let tip = sure(story.refs[signer.lane.ref])
      story.refs[signer.lane.ref] =
        story.code(CodeDraft(files: [:], parents: [tip], key: .builderCode)).id
    }
  }
}

/// The bytes with one text in place of another of the same length, wherever it stands.
private func replaced(_ bytes: [UInt8], _ old: String, _ new: String) -> [UInt8] {
  let old = Array(old.utf8)
  var result = bytes
  for start in bytes.indices.dropLast(old.count) where bytes[start...].starts(with: old) {
    result.replaceSubrange(start..<(start + old.count), with: new.utf8)
  }
  return result
}
