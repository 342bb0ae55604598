import EntangleModel
import EntangleVerify
import Testing

/// What is not there, or cannot be read, is refused nowhere and verified nowhere: nobody can know.
@Suite struct MissingObjectTests {
  @Test func `whatever object is missing, nothing is decided`() {
    let story = Story()
    #expect(story.objects.table.count > 20)
    for id in story.objects.table.keys.sorted() {
      var poorer = story
      poorer.objects.remove(id)
      let report = poorer.report()
      #expect(report.verdict != .refused, "\(id): \(report.findings)")
    }
  }

  @Test func `no event of a lane can be missing or changed unseen`() {
    let story = Story()
    for step in story.steps.keys {
      let id = sure(story.steps[step]).id
      let object = sure(story.objects.table[id])
      var poorer = story
      poorer.objects.remove(id)
      #expect(poorer.report().verdict == .undecided, "\(step)")
      poorer.objects.plant(RawObject(type: object.type, content: object.content + [0]), as: id)
      // What was changed is refused, and all else for no other reason.
      let refused = poorer.report().findings.filter { $0.severity == .refused }
      #expect(Set(refused.map(\.code)).subtracting(["C103"]) == ["O102"], "\(step)")
    }
  }
}
