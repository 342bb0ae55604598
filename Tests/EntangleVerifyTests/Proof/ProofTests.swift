import EntangleModel
import EntangleSystem
import Testing

@testable import EntangleVerify

@Suite struct ProofTests {
  /// How many vectors are taken; all where `ENTANGLE_PROOFS` is set.
  private static func vectors(_ count: Int, seed: UInt64) -> ArraySlice<Vector> {
    var numbers = SeededNumbers(seed: seed)
    let all = Vector.all.shuffled(using: &numbers)
    return Environment.current()["ENTANGLE_PROOFS"] == nil ? all.prefix(count) : all[...]
  }

  @Test func `everything that stands in the legal story has a small proof`() throws {
    let story = Story()
    let report = story.report()
    let packer = try #require(story.packer(report))
    let claims = story.claims(report)
    #expect(Set(claims.map(\.type)) == ["state", "event", "commit", "artifact", "branch"])
    for claim in claims {
      let file = try packer.proof(of: claim)
      let bytes = file.encoded
      #expect(try ProofFile(bytes) == file)
      #expect(bytes.count < 40_000)
      let proof = story.check(file)
      #expect(proof.verdict == .verified && proof.report.findings.isEmpty, "\(claim)")
      #expect(file.events.count <= 6)
    }
  }

  @Test func `everything that stands has a proof`() throws {
    var numbers = SeededNumbers(seed: 5)
    for vector in Self.vectors(4, seed: 5) {
      let story = Vector.story(vector.twin)
      let report = story.report()
      let packer = try #require(story.packer(report))
      // What is void counts for nothing, and has no proof.
      let claims = story.claims(report).filter { claim in
        claim.event.map { report.judgement?.events[$0]?.standing != .void } ?? true
      }
      for claim in claims.suffix(2) + claims.shuffled(using: &numbers).prefix(1) {
        #expect(throws: Never.self, "\(vector): \(claim)") { try packer.proof(of: claim) }
      }
    }
  }

  private func twin(_ code: String, _ name: String) throws -> Story {
    let vector = try #require(Vector.all.first { $0.code == code && $0.name == name })
    return Vector.story(vector.twin)
  }

  @Test(arguments: [
    ("W102", "a result twice", Signer.builder), ("W116", "a heartbeat without a hello", .runner),
    ("W121", "a run restarted after a renewed lease", .director),
  ])
  func `what the last event of a lane rests on without naming it is in its proof`(
    code: String, name: String, signer: Signer
  ) throws {
    let story = try twin(code, name)
    let report = story.report()
    let last = try #require(story.lanes[signer.lane]).reference.id
    let event = try #require(report.judgement?.events[last]?.event)
    let before = event.commit.parent
    #expect(!event.body.causes.map(\.id).contains(before))
    let packer = try #require(story.packer(report))
    let file = try packer.proof(of: .event(last))
    #expect(file.events.contains(before))
  }

  @Test func `a merge is proved with the way to where its sides part`() throws {
    let story = try twin("G102", "a merge of a stranger's branch that was not there at founding")
    let packer = try #require(story.packer(story.report()))
    let land = sure(story.steps[.land]).id
    let file = try packer.proof(of: .branch(Story.main, story.head.id, landing: land))
    let merge = try #require(story.objects.table[story.head.id])
    let parents = try #require(CodeCommit(content: merge.content, format: .sha1)).parents
    #expect(parents.count == 2 && parents.allSatisfy { file.objects[$0] != nil })
    #expect(story.check(file).verdict == .verified)
  }

  @Test func `a void event has no proof, however much is packed`() throws {
    let story = try twin("L110", "an event under a branch that nobody has made void")
    let report = story.report()
    let packer = try #require(story.packer(report))
    let void = try #require(report.judgement).events.values.filter { $0.standing == .void }
    #expect(!void.isEmpty)
    for judged in void {
      #expect(throws: ProofPackingError.self) { try packer.proof(of: .event(judged.event.id)) }
    }
  }

  /// The rules that look at what a proof leaves out (`Docs/format-proof.md`, section 4).
  private static let open: Set<String> = [
    "J113", "J114", "J115", "J116", "L101", "L102", "L106", "M101", "M104", "O101", "O106", "S104",
    "W102",
    "W107", "W109", "W115", "W116", "W118", "W120", "W123",
  ]

  @Test func `nothing that is refused has a proof, but where it rests on what proofs leave out`()
    throws
  {
    for vector in Self.vectors(8, seed: 6) {
      let story = Vector.story(vector.attack)
      let report = story.report()
      guard let packer = story.packer(report), let judgement = report.judgement else { continue }
      let evidence = ProofEvidence(judgement)
      for judged in judgement.events.values where judged.standing != .accepted {
        let id = judged.event.id
        let own = report.findings.filter { $0.object == id.hex }
        guard own.contains(where: { $0.base == nil }), Self.open.isDisjoint(with: own.map(\.code))
        else { continue }
        let file = try #require(packer.pack(.event(id), events: evidence.close(id)))
        #expect(story.check(file).verdict != .verified, "\(vector): \(own.map(\.code))")
      }
    }
  }

  @Test func `a trust root must be given, and be the one`() throws {
    let story = Story()
    let packer = try #require(story.packer(story.report()))
    let file = try packer.proof(of: .event(sure(story.steps[.land]).id))
    #expect(story.check(file, root: .some(nil)).verdict == .undecided)
    let other = story.check(file, root: .some(.zero))
    #expect(other.verdict == .refused && other.report.findings.map(\.code) == ["T102"])
  }

  @Test func `a claim that does not follow is refused, and so is what nobody needs`() throws {
    let story = Story()
    let packer = try #require(story.packer(story.report()))
    let land = sure(story.steps[.land]).id
    let file = try packer.proof(of: .branch(Story.main, story.head.id, landing: land))
    func claiming(_ claim: ProofClaim) -> ProofReport {
      story.check(
        ProofFile(
          repository: file.repository, format: file.format, claim: claim, trust: file.trust,
          events: file.events, objects: file.objects))
    }
    #expect(claiming(file.claim).verdict == .verified)
    for claim in [
      ProofClaim.branch(RefName("refs/heads/other"), story.head.id, landing: land),
      .branch(Story.main, story.base.id, landing: land), .commit(story.base.id, landing: land),
      .event(story.head.id), .artifact(story.head.id, result: land),
      .tag(RefName("refs/tags/v1"), story.head.id, event: land), .state(file.trust),
    ] {
      let proof = claiming(claim)
      #expect(proof.verdict == .refused && proof.report.findings.isEmpty, "\(claim)")
      #expect(proof.defects == ["what it holds does not show what it claims"])
    }
    let more = RawObject(type: .blob, content: [0x41])
    let id = sure(story.cryptography.objectID(more, format: .sha1))
    #expect(story.check(file.with([id: more])).defects == ["\(id) is not needed"])
  }

  @Test func `what was signed with a stolen key is proved by the cut or not at all`() throws {
    var story = Story()
    let before = story.event(
      .taskRequest, by: .lead, at: at(500), [.to: .id(id("builder")), .input: .commit(story.base)],
      files: ["brief": Array("Mine.\n".utf8)])
    let honest = story.append(before)
    story.cut { draft in
      draft.replace("lead") { lead in
        Principal(
          id: lead.id, kind: lead.kind,
          keys: lead.keys.map {
            EnrolledKey(
              publicKey: $0.publicKey, uses: $0.uses, notBefore: $0.notBefore,
              notAfter: $0.notAfter,
              revocation: KeyRevocation(reason: .compromised, at: at(400), after: 4))
          }, person: lead.person, tenant: lead.tenant)
      }
    }
    let report = story.report()
    #expect(report.verdict == .verified, "\(report.findings)")
    let packer = try #require(story.packer(report))
    let first = sure(story.steps[.request]).id
    let file = try packer.proof(of: .event(first))
    #expect(story.check(file).verdict == .verified)
    // The lane is there up to the event that the cut names.
    #expect(file.objects[honest.id] != nil && !file.events.contains(honest.id))
    let short = story.check(file.with([honest.id: nil]))
    #expect(short.report.findings.contains { $0.code == "K105" }, "\(short.report.findings)")
  }

  @Test func `the landing before a landing is not judged, and so nothing else may rest on it`()
    throws
  {
    var story = Story()
    let first = sure(story.steps[.land])
    story.landMore(on: first)
    let second = sure(story.lanes[Signer.lead.lane]).reference
    let text = "object \(story.head.id)\ntype commit\ntag v1\ntagger A <a@b> 1 +0000\n\nOne\n"
    let tag = RawObject(
      type: .tag,
      content: Array(text.utf8) + TestKey.builderCode.sign(Array(text.utf8), in: .git).armour)
    let name = ObjectReference(id: story.objects.add(tag), digest: story.cryptography.digest(tag))
    story.tags[RefName("refs/tags/v1")] = name.id
    let tagging = story.append(
      story.event(
        .tag, by: .lead, at: at(900), causes: [first],
        [
          .tag: .ref(RefName("refs/tags/v1")), .object: .object(name), .target: .commit(story.head),
        ]))
    let report = story.report()
    #expect(report.verdict == .verified, "\(report.findings)")
    let packer = try #require(story.packer(report))
    let evidence = ProofEvidence(try #require(report.judgement))
    let landing = try packer.proof(of: .event(second.id))
    #expect(landing.objects[first.id] != nil && !landing.events.contains(first.id))
    #expect(story.check(landing).gaps.contains(.landings))
    let both = evidence.close(second.id).union([tagging.id])
    let file = try #require(packer.pack(.event(tagging.id), events: both))
    #expect(story.check(file).report.findings.contains { $0.code == "L105" })
    #expect(story.check(try packer.proof(of: .event(tagging.id))).verdict == .verified)
  }
}
