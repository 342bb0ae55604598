import EntangleCrypto
import EntangleModel
import EntangleSystem
import Testing

@testable import EntangleVerify

/// A record of what was verified saves time, and changes no verdict whatever becomes of it.
@Suite struct RecordTests {
  /// The story, and the record of it as it was when each lane had one event less.
  private static let story = Story()
  private static let earlier = story.before(last: 1)
  private static let checked = story.report().checked
  private static let record = sure(earlier.record(of: earlier.report()))

  private func isVerified(_ report: Report, from count: Int) -> Bool {
    report.findings.isEmpty && report.recordedCount == count
      && report.checked == Self.checked
  }

  @Test func `what is new is judged on top of what was verified`() {
    #expect(isVerified(Self.story.report(continuing: Self.record), from: 5))
    let whole = sure(Self.story.record(of: Self.story.report()))
    #expect(isVerified(Self.story.report(continuing: whole), from: 9))
  }

  @Test func `a record of a record is the record of the whole`() throws {
    let continued = Self.story.report(continuing: Self.record)
    let second = try #require(Self.story.record(of: continued))
    let report = Self.story.report(continuing: second)
    #expect(isVerified(report, from: 9))
    let judgement = try #require(report.judgement)
    let whole = try #require(Self.story.report().judgement)
    #expect(judgement.events.count == 9)
    for judged in whole.events.values {
      let other = try #require(judgement.events[judged.event.id])
      #expect(other.event.reference == judged.event.reference)
      #expect(other.standing == judged.standing)
      #expect(other.named?.name == judged.named?.name)
    }
    let request = try #require(Self.story.steps[.request]?.id)
    #expect(judgement.state.task(offer: request)?.phase == .succeeded)
    #expect(judgement.landed(on: Story.main).count == 1)
    #expect(judgement.state.landed.landings(of: Self.story.head.id).count == 1)
    let land = try #require(Self.story.steps[.land]?.id)
    #expect(judgement.state.landed.approvers(of: land).map(\.text) == ["rita"])
  }

  @Test func `what is only supposed takes no record and makes none`() throws {
    let story = Self.story
    let chain = try #require(story.report().judgement?.chain)
    var documents = try #require(chain.newest?.state.contentFiles)
    documents["policies/main.json"] =
      BranchPolicy(approvals: 2, landers: [id("lead")], ref: Story.main).canonical
    func report(_ law: SupposedLaw, continuing record: VerificationRecord?) -> Report {
      Verifier(
        VerificationInput(
          objects: story.objects, cryptography: story.cryptography,
          workers: TestWorkers.usual,
          entangleRefs: story.refs.map { (name: $0.key, id: $0.value) }, branches: story.branches,
          tags: story.tags, trustRoot: story.trustRoot, now: story.now, supposed: law)
      ).report(continuing: record, edition: Story.edition)
    }
    let bytes = sure(story.record(of: story.report()))
    let record = VerificationRecord(
      RecordBytes(bytes: bytes), key: Story.recordKey, cryptography: story.cryptography)
    let always = try SupposedLaw(throughout: chain) { files in
      if files["policies/main.json"] != nil {
        files["policies/main.json"] = documents["policies/main.json"]
      }
    }
    let stricter = report(always, continuing: record)
    #expect(stricter.recordedCount == 0 && stricter.findings.map(\.code) == ["W109"])
    let cuts = story.lanes.map {
      Cut(lane: $0.key, sequence: $0.value.sequence, digest: $0.value.reference.digest)
    }
    let next = try SupposedLaw(
      documents, after: chain, issued: story.now, cuts: cuts, cryptography: story.cryptography)
    let later = report(next, continuing: record)
    #expect(later.findings.isEmpty && later.recordedCount == 0)
    #expect(story.record(of: later) == nil)
  }

  @Test func `a record that was changed counts for nothing`() {
    var numbers = SeededNumbers(seed: 1)
    for _ in 0..<80 {
      var bytes = Self.record
      let place = Int.random(in: bytes.indices, using: &numbers)
      bytes[place] ^= UInt8.random(in: 1...255, using: &numbers)
      let report = Self.story.report(continuing: bytes)
      // What was changed may lie where nothing looks.
      #expect(isVerified(report, from: 0) || isVerified(report, from: 5), "byte \(place)")
    }
  }

  @Test func `each byte that is used is checked`() {
    // The line of the first event, which everything later leads back to, stands first.
    for place in 0..<96 {
      var bytes = Self.record
      bytes[place] ^= 1
      #expect(isVerified(Self.story.report(continuing: bytes), from: 0), "byte \(place)")
    }
  }

  @Test func `a record that was cut counts for nothing`() {
    for count in stride(from: 0, to: Self.record.count, by: 151) {
      let report = Self.story.report(continuing: Array(Self.record.prefix(count)))
      #expect(isVerified(report, from: 0), "\(count) bytes")
    }
  }

  @Test func `a record by another key, program or repository counts for nothing`() throws {
    let key = try #require(RecordKey([UInt8](repeating: 8, count: 32)))
    #expect(isVerified(Self.story.report(continuing: Self.record, key: key), from: 0))
    let edition = Array("another".utf8)
    #expect(isVerified(Self.story.report(continuing: Self.record, edition: edition), from: 0))
    var plan = Plan()
    plan.state(1) { $0.threshold = 3 }
    let other = Story(plan)
    #expect(other.trustRoot != Self.story.trustRoot)
    let report = other.report(continuing: Self.record)
    #expect(report.recordedCount == 0)
    #expect(report.findings == other.report().findings)
  }

  @Test func `a clock that runs behind the record asks for everything`() {
    var story = Self.story
    story.now = sure(Timestamp(seconds: Self.earlier.now.seconds - 1))
    let report = story.report(continuing: Self.record)
    #expect(report.recordedCount == 0)
    #expect(report.findings == story.report().findings)
  }

  @Test func `a record is of law that protects the same branches`() {
    var story = Self.story
    story.cut { $0.edges[Edge(from: id("reviewer"), relation: .reviews, to: id("runner1"))] = true }
    #expect(story.report(continuing: Self.record).recordedCount == 5)
    story.cut {
      $0.policies["next"] = BranchPolicy(
        approvals: 1, landers: [id("lead")], ref: RefName("refs/heads/next"))
    }
    let report = story.report(continuing: Self.record)
    #expect(report.recordedCount == 0)
    #expect(report.findings == story.report().findings)
  }

  @Test func `a lane that was rolled back or dropped is told of as without a record`() throws {
    let whole = try #require(Self.story.record(of: Self.story.report()))
    for lane in Self.story.lanes.keys {
      var story = Self.story
      story.refs[lane.ref] = Self.earlier.refs[lane.ref]
      let report = story.report(continuing: whole)
      #expect(report.recordedCount == 0)
      #expect(Set(report.findings) == Set(story.report().findings))
    }
  }

  @Test func `an event of the record that is gone is missed as soon as something builds on it`()
    throws
  {
    var story = Self.story
    let request = try #require(story.steps[.ask]?.id)
    story.objects.remove(request)
    let report = story.report(continuing: Self.record)
    #expect(report.recordedCount == 0)
    #expect(report.verdict != .verified)
    #expect(Set(report.findings) == Set(story.report().findings))
  }

  @Test func `no record is made of what is not verified`() {
    var story = Self.story
    story.trustRoot = nil
    #expect(story.record(of: story.report()) == nil)
    story.branches[Story.main] = .zero(.sha1)
    #expect(story.record(of: story.report()) == nil)
  }

  /// Found by fuzzing: what a program with the key has written wrongly is no record, and no crash.
  @Test(arguments: [Int.max, Int.max / 2, 1 << 48, -1])
  func `numbers that no file has are refused behind the seal`(number: Int) throws {
    let story = Self.story
    func isRead(_ change: (inout RecordHeader) -> Void) throws -> Bool {
      let file = RecordBytes(bytes: Self.record)
      var header = try #require(
        VerificationRecord(file, key: Story.recordKey, cryptography: story.cryptography)
      ).header
      let pages = file.count - header.encoded.count - 40
      change(&header)
      let bytes = header.encoded
      var length = ByteWriter()
      length.write(bytes.count)
      let seal = story.cryptography.authenticator(of: bytes, key: Story.recordKey.bytes)
      let changed = RecordBytes(bytes: Array(Self.record[..<pages]) + bytes + seal + length.bytes)
      return VerificationRecord(
        changed, key: Story.recordKey, cryptography: story.cryptography) != nil
    }
    #expect(try isRead { $0.lanes.removeLast() })
    for section in RecordSection.allCases {
      #expect(try !isRead { $0.sections[section] = RecordExtent(offset: number, count: 1) })
      #expect(try !isRead { $0.sections[section] = RecordExtent(offset: 1, count: number) })
    }
    guard number > 0 else { return }
    #expect(
      try !isRead { header in
        header.lanes = header.lanes.map {
          RecordedLane(ref: $0.ref, head: $0.head, numbers: 0..<number, cited: $0.cited)
        }
      })
  }
}
