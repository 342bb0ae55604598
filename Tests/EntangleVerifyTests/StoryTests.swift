import EntangleModel
import EntangleVerify
import Testing

@Suite struct StoryTests {
  @Test func `the legal story is verified`() {
    let report = Story().report()
    #expect(report.findings.map { "\($0.code) \($0.detail)" } == [])
    #expect(report.verdict == .verified)
    #expect(report.checked == ["trust": 2, "event": 9, "lane": 4, "landing": 1, "commit": 1])
  }
}
