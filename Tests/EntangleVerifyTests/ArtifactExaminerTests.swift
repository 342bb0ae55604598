import EntangleModel
import EntangleVerify
import Testing

@Suite struct ArtifactExaminerTests {
  private func file(_ path: String, _ text: String = "", size: Int64 = 0) -> ArtifactFile {
    ArtifactFile(
      path: path, digest: Story.hasher.sha256(Array(text.utf8)), isExecutable: false, size: size)
  }

  @Test func `each way in which files differ has its name`() {
    let compared = OutputComparison.compare(
      listed: [
        file("../out"), file("/etc"), file("a"), file("a/b"), file("c"), file("c"), file("d"),
        file("e", "e"), file("f", size: 1), file("g"), file("x/.Git/h"),
      ],
      stored: [file("a"), file("c"), file("e"), file("f"), file("g"), file("h")])
    let states = compared.map { "\($0.path) \($0.state.rawValue)" }
    #expect(
      states == [
        "../out escaping", "/etc escaping", "a same", "a/b colliding", "c same", "c colliding",
        "d missing", "e changed", "f changed", "g same", "h extra", "x/.Git/h escaping",
      ])
  }

  @Test func `a path deeper than trees nest is missing, and costs no more than its length`() {
    let deep = String(repeating: "z/", count: 200_000) + "z"
    let below = "a/" + deep
    let compared = OutputComparison.compare(
      listed: [file("a"), file(below), file(deep)], stored: [file("a")])
    #expect(compared.map(\.path) == ["a", below, deep])
    #expect(compared.map(\.state) == [.same, .colliding, .missing])
  }

  @Test func `names that are only equal in Unicode are two files`() {
    let compared = OutputComparison.compare(
      listed: [file("\u{e9}")], stored: [file("e\u{301}")])
    #expect(Set(compared.map(\.state)) == [.missing, .extra])
  }

  /// The only artifact of a story, examined.
  private func examined(
    _ change: (inout Plan) -> Void = { _ in }
  ) throws -> (RecordedArtifact, ArtifactExamination) {
    var plan = Plan()
    change(&plan)
    let story = Story(plan)
    let judgement = try #require(story.report().judgement)
    let artifacts = judgement.artifacts(
      refs: story.refs.map { (name: $0.key, id: $0.value) }, format: .sha1)
    let artifact = try #require(artifacts.first)
    #expect(artifacts.count == 1)
    let examiner = ArtifactExaminer(
      objects: story.objects, cryptography: story.cryptography, judgement: judgement)
    return (artifact, examiner.examine(artifact))
  }

  private func bad(_ examination: ArtifactExamination) -> [ArtifactExamination.Part] {
    examination.outcomes.filter { $0.outcome != .good }.map(\.part)
  }

  @Test func `an artifact that stands is good in every part`() throws {
    let (artifact, examination) = try examined()
    #expect(artifact.isAtRef && artifact.result?.standing == .accepted && artifact.attempt == 1)
    #expect(examination.outcomes.map(\.part) == ArtifactExamination.Part.allCases)
    #expect(bad(examination).isEmpty && examination.verdict == .verified)
    #expect(examination.files.map(\.path) == ["out/log", "out/run"])
  }

  @Test func `each part is refused for itself`() throws {
    let cases: [(part: ArtifactExamination.Part, change: (inout Plan) -> Void)] = [
      (.commit, { $0.artifact { $0.editContent = { $0.append(0x0a) } } }),
      (.signature, { $0.artifact { $0.editSignature = { $0[5] ^= 1 } } }),
      (.signature, { $0.artifact { $0.key = .runner } }),
      (.files, { $0.artifact { $0.listed = [] } }),
    ]
    for (part, change) in cases {
      let (artifact, examination) = try examined(change)
      #expect(bad(examination) == [part])
      #expect(examination.verdict == .refused && artifact.result?.standing == .refused)
    }
    let (_, envelope) = try examined { $0.artifact { $0.editEnvelope = { $0.append(0x20) } } }
    #expect(bad(envelope) == [.envelope] && envelope.manifest == nil && envelope.files.isEmpty)
  }

  @Test func `what is not there leaves it open`() throws {
    let (_, examination) = try examined { plan in
      plan.finally { story in
        let blob = story.objects.table.first { $0.value.content.elementsEqual("ok\n".utf8) }?.key
        if let blob { story.objects.remove(blob) }
      }
    }
    #expect(bad(examination) == [.files] && examination.verdict == .undecided)
  }

  @Test func `of two results that name an artifact the accepted one is meant`() throws {
    let (artifact, _) = try examined { plan in
      plan.finally { story in
        story.tell(
          .taskResult, by: .runner, [sure(story.steps[.accept])],
          [.status: .word("succeeded"), .artifact: .commit(sure(story.artifact))])
      }
    }
    let result = try #require(artifact.result)
    #expect(result.standing == .accepted && result.event.body.sequence == 2)
  }

  @Test func `a result that nobody can place is named by no artifact`() throws {
    var plan = Plan()
    plan.finally { story in
      story.refs = story.refs.filter { !"\($0.key)".contains("/artifacts/") }
    }
    let judgement = try #require(Story(plan).report().judgement)
    let artifacts = judgement.artifacts(refs: [], format: .sha1)
    #expect(artifacts.count == 1 && artifacts.first?.isAtRef == false)
    #expect(judgement.result(naming: .zero(.sha1)) == nil)
  }
}
