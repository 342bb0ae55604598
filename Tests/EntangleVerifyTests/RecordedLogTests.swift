import EntangleCrypto
import EntangleModel
import Testing

@testable import EntangleVerify

/// What a record says of the host's log, as a program wrote it that has the key: read, or nothing counts.
@Suite struct RecordedLogTests {
  private static let story = Vector.story { $0.hosted() }
  private static let record = sure(story.record(of: story.report()))

  /// The record with a number of its one epoch changed, and with every digest and the seal as they must be.
  private func changed(at place: Int, to number: Int) throws -> [UInt8] {
    let story = Self.story
    var header = try #require(
      VerificationRecord(
        RecordBytes(bytes: Self.record), key: Story.recordKey, cryptography: story.cryptography)
    ).header
    var writer = ByteWriter()
    writer.write(number)
    let start = try #require(header.sections[.log]).offset + place
    var pages = Self.record.dropLast(header.encoded.count + 40)
    pages.replaceSubrange(start..<(start + 8), with: writer.bytes)
    let end = header.sections.values.map { $0.offset + $0.count }.max() ?? 0
    let count = (end + RecordPages.size - 1) / RecordPages.size
    pages = pages.prefix(count * RecordPages.size)
    let digests = (0..<count).flatMap { page in
      story.cryptography.sha256(
        Array(pages.dropFirst(page * RecordPages.size).prefix(RecordPages.size))
      )
      .bytes
    }
    header.digests = [story.cryptography.sha256(digests)]
    let bytes = header.encoded
    var length = ByteWriter()
    length.write(bytes.count)
    let seal = story.cryptography.authenticator(of: bytes, key: Story.recordKey.bytes)
    return Array(pages) + digests + bytes + seal + length.bytes
  }

  /// Where the number of the epoch and that of its receipts stand.
  private static let places = (number: 4, count: 4 + 8 + 4 + 20)

  @Test func `a record with a log is gone on from`() throws {
    let same = try changed(at: Self.places.count, to: 1)
    #expect(same == Self.record)
    #expect(Self.story.report(continuing: same).recordedCount == 9)
  }

  /// What only a new event would claim, and what nothing walks to any more, is looked at all the same.
  @Test(arguments: [nil, "back", "elsewhere"] as [String?], [1, 2] as [Int64])
  func `a log that is gone, went back or is another is found with a record too`(
    place: String?, number: Int64
  ) {
    var story = Vector.story { plan in
      plan.hosted { story in
        story.say(at: 500)
        story.receive()
        story.newEpoch(after: story.receipts[1])
        story.receive(epoch: 2)
        story.say(at: 600)
        story.receive(epoch: 2)
        let head = story.receipts[3].head
        story.say(at: 700) { $0.seen = head }
      }
    }
    let report = story.report()
    #expect(report.verdict == .verified, "\(report.findings)")
    let record = sure(story.record(of: report))
    #expect(story.report(continuing: record).recordedCount > 0)
    let places = story.receipts.filter { $0.head.head.place.epoch == number }.map(\.id)
    story.refs[Epoch.ref(number)] =
      place.map { $0 == "back" && places.count > 1 ? places[places.count - 2] : story.base.id }
    let whole = story.report()
    #expect(whole.verdict != .verified)
    let continued = story.report(continuing: record)
    #expect(Set(continued.findings) == Set(whole.findings), "\(continued.findings)")
  }

  /// Found by fuzzing: the sum of such numbers ended the program.
  @Test(arguments: [Int.max, Int.max / 2, Int.max / 40, 1 << 48, 2, 0, -1, Int.min])
  func `a log of as many receipts as are not there counts for nothing`(number: Int) throws {
    let report = Self.story.report(continuing: try changed(at: Self.places.count, to: number))
    #expect(report.verdict == .verified && report.recordedCount == 0)
  }

  @Test(arguments: [Int.max, 1 << 48, -1, Int.min])
  func `an epoch that nobody can open counts for nothing`(number: Int) throws {
    let report = Self.story.report(continuing: try changed(at: Self.places.number, to: number))
    #expect(report.verdict == .verified && report.recordedCount == 0)
  }
}
