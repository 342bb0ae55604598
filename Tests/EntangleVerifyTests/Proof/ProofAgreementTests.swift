import EntangleModel
import EntangleSystem
import Testing

@testable import EntangleVerify

/// `templates/checkproof.py` and the verifier say the same of proofs, as they are and changed.
///
/// 50 of each; `ENTANGLE_PROOFS=1000` asks for that many (`Docs/format-proof.md`).
@Suite struct ProofAgreementTests {
  /// A proof's file as it is checked.
  private struct Case {
    let name: String
    let bytes: [UInt8]
    let story: Story
  }

  @Test func `both checkers agree on proofs and on changed proofs`() throws {
    let count = Environment.current()["ENTANGLE_PROOFS"].flatMap { Int($0) } ?? 50
    var numbers = SeededNumbers(seed: 20_261_121)
    var cases: [Case] = []
    while cases.count < 2 * count {
      let vector = try #require(Vector.all.randomElement(using: &numbers))
      let story = Vector.story(vector.twin)
      let report = story.report()
      let packer = try #require(story.packer(report))
      for _ in 0..<10 where cases.count < 2 * count {
        let claim = try #require(story.claims(report).randomElement(using: &numbers))
        // What is void counts for nothing, and has no proof.
        if let event = claim.event, report.judgement?.events[event]?.standing == .void { continue }
        let file = try packer.proof(of: claim)
        let mutation = try #require(ProofMutation.allCases.randomElement(using: &numbers))
        guard let changed = mutation.applied(to: file, &numbers), changed != file.encoded else {
          continue
        }
        let name = String(cases.count / 2)
        cases.append(Case(name: "\(name)-made-\(vector.code)", bytes: file.encoded, story: story))
        cases.append(Case(name: "\(name)-\(mutation)-\(vector.code)", bytes: changed, story: story))
      }
    }
    let verdicts = try Self.verdicts(cases)
    for one in cases {
      let file = try? ProofFile(one.bytes)
      let isVerified = file.map { one.story.check($0).verdict == .verified } ?? false
      let isMade = one.name.contains("-made-")
      let other = try #require(verdicts[one.name])
      #expect(isVerified == isMade, "\(one.name)")
      #expect((other == "verified") == isVerified, "\(one.name): \(other)")
    }
  }

  @Test(
    arguments: [
      ("A104", "a tag after the right to land was taken", nil),
      ("G101", "a message hashed otherwise", .land),
      ("G101", "a reserved field that is not empty", .land),
      ("G101", "a number of ECDSA with a zero in front", .land),
      ("G101", "a signature of RSA with a zero in front", .land),
      ("G102", "a commit changed after signing", .land),
      ("G102", "a merge of a branch with a broken signature that was not there at founding", .land),
      ("W109", "an approval of one's own work by a code key that is enrolled after it", Step.land),
      ("W104", "a merge of the reviewer's branch that was there at founding", .answer),
      ("G101", "a commit without signature", .land),
      ("G101", "a commit that holds a NUL, below the head", .land),
      ("O106", "a head that holds a NUL", .propose),
      ("G101", "a commit with a parent after its committer, below the head", .land),
      (
        "G101",
        "a merge with a commit without a signature, whose base has something withheld behind it",
        nil
      ),
    ] as [(String, String, Step?)])
  func `both checkers refuse what an attack on code makes`(
    code: String, name: String, step: Step?
  ) throws {
    try check(try #require(Vector.all.first { $0.code == code && $0.name == name }), step)
  }

  @Test func `both checkers refuse a landing on one that nobody made`() throws {
    func landed(by key: TestKey) -> Vector.Change {
      { plan in
        plan.finally { story in
          let first = story.event(
            .land, by: Signer("lead", key), at: at(290), causes: [sure(story.steps[.answer])],
            [.ref: .ref(Story.main), .old: .commit(story.base), .new: .commit(story.head)])
          story.landMore(on: story.append(first))
        }
      }
    }
    try check(
      Vector(
        "K101", "a landing by a stranger", twin: landed(by: .lead), attack: landed(by: .other)),
      nil)
  }

  /// Packs what shows the event of a step, else the last of the lead, and has both check it.
  private func check(_ vector: Vector, _ step: Step?) throws {
    var cases: [Case] = []
    for (kind, change) in [("attack", vector.attack), ("twin", vector.twin)] {
      let story = Vector.story(change)
      let report = story.report()
      let judgement = try #require(report.judgement)
      let packer = try #require(story.packer(report))
      let last = sure(story.lanes[Signer.lead.lane]).reference
      let event = step.map { sure(story.steps[$0]) } ?? last
      let events = ProofEvidence(judgement).close(event.id)
      let file = try #require(packer.pack(.event(event.id), events: events))
      let proof = story.check(file)
      #expect((proof.verdict == .verified) == (kind == "twin"), "\(kind): \(proof.report.findings)")
      cases.append(Case(name: kind, bytes: file.encoded, story: story))
    }
    let verdicts = try Self.verdicts(cases)
    #expect(verdicts["twin"] == "verified")
    #expect(verdicts["attack"]?.hasPrefix("refused: ") == true)
    #expect(verdicts["attack"] != "refused: an object is not needed")
  }

  @Test func `the other checker can be read in one sitting`() throws {
    let path = try #require(packageRoot()) + "/templates/checkproof.py"
    let bytes = try FileSystem.read(FilePath(path), limit: 1 << 20)
    let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    #expect(lines.count <= 401 && lines.last?.isEmpty == true)
    #expect(lines.allSatisfy { $0.count <= 120 })
  }

  /// What the other checker says of each, in one process of Python without packages.
  private static func verdicts(_ cases: [Case]) throws -> [String: String] {
    let directory = try TemporaryDirectory(prefix: "entangle-proofs")
    var roots = ""
    for one in cases {
      try FileSystem.write(one.bytes, to: directory.path.appending(one.name), mode: 0o600)
      roots += "\(one.name) \(try #require(one.story.trustRoot))\n"
    }
    let list = directory.path.appending("roots")
    try FileSystem.write(Array(roots.utf8), to: list, mode: 0o600)
    let script = try #require(packageRoot()) + "/Tests/Proofs/verdicts.py"
    let result = try ChildProcess(
      "/usr/bin/python3",
      ["-S", script, directory.path.description, list.description, "\(at(100_000))"],
      environment: ["PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "LC_ALL": "C", "TZ": "UTC"]
    ).run()
    try #require(result.isSuccess, "\(result.standardError.text)")
    var verdicts: [String: String] = [:]
    for line in result.standardOutput.text.split(separator: "\n") {
      let words = line.split(separator: " ", maxSplits: 1)
      verdicts[String(words[0])] = String(words[1])
    }
    return verdicts
  }
}
