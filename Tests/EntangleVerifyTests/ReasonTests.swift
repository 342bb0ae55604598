import EntangleModel
import EntangleReport
import EntangleVerify
import Testing

/// What `entangle why` says of whatever a rule was found broken by.
@Suite struct ReasonTests {
  @Test(arguments: Vector.all.filter { $0.severity > .warning })
  func `whatever is found of an object is a reason against it`(vector: Vector) throws {
    let story = Vector.story(vector.attack)
    let report = story.report()
    let made = Prover(
      report, trustRoot: .given, objects: story.objects, cryptography: story.cryptography)
    guard let prover = made else { return }
    for finding in report.findings where finding.object != "-" && finding.severity > .warning {
      let name = RefName(finding.object)
      let subject =
        story.refs[name].map { ProofSubject.entangleRef(name, $0) }
        ?? story.branches[name].map { .branch(name, $0) }
        ?? ObjectID(hex: finding.object).flatMap { report.subjects(prefix: $0.hex).first }
      let proof = subject.map { prover.proof(of: $0) } ?? prover.proof(against: finding.object)
      #expect(
        proof?.reasons.isEmpty == false,
        "\(finding.code) \(finding.object): \(String(describing: proof?.title))")
    }
  }
}
