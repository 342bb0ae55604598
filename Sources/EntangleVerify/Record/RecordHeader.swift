internal import EntangleModel

/// What a record is of, and where in it stands what.
struct RecordHeader: Sendable {
  /// Which program wrote it, by which rules.
  var edition: [UInt8]
  var format: ObjectFormat
  /// The state of the trust chain by which everything was judged.
  var state: StateReference
  /// The repository id.
  var root: SHA256Digest
  /// The verifier's present.
  var asOf: Timestamp
  var lanes: [RecordedLane]
  /// How many objects of each type were judged.
  var checked: [String: Int]
  var sections: [RecordSection: RecordExtent] = [:]
  /// The SHA-256 of each page that lists the digests of other pages.
  var digests: [SHA256Digest] = []

  /// The bytes, for `init(_:)`.
  var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.write(text: edition)
    writer.write(format.byteCount)
    writer.write(Int(state.version))
    writer.write(raw: state.digest.bytes)
    writer.write(raw: root.bytes)
    writer.write(Int(asOf.seconds))
    writer.write(list: lanes) { writer, lane in
      writer.write(text: lane.ref.bytes)
      writer.write(text: lane.head.bytes)
      writer.write(lane.numbers.lowerBound)
      writer.write(lane.numbers.upperBound)
      writer.write(lane.cited.offset)
      writer.write(lane.cited.count)
    }
    writer.write(list: checked.sorted { $0.key < $1.key }) { writer, entry in
      writer.write(text: Array(entry.key.utf8))
      writer.write(entry.value)
    }
    writer.write(list: RecordSection.allCases) { writer, section in
      writer.write(sections[section]?.offset ?? 0)
      writer.write(sections[section]?.count ?? 0)
    }
    writer.write(list: digests) { $0.write(raw: $1.bytes) }
    return writer.bytes
  }
}

extension RecordHeader {
  /// Reads what `encoded` gives; nil for anything else.
  init?(_ bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard let edition = reader.text(), let width = reader.number(),
      let format = [ObjectFormat.sha1, .sha256].first(where: { $0.byteCount == width }),
      let version = reader.number(), let digest = reader.digest(), let root = reader.digest(),
      let asOf = reader.number().flatMap({ Timestamp(seconds: Int64($0)) }),
      let lanes = reader.list({ $0.lane() }),
      let checked = reader.list({ reader -> (String, Int)? in
        guard let name = reader.text(), let count = reader.number() else { return nil }
        return (String(decoding: name, as: UTF8.self), count)
      }),
      let extents = reader.list({ $0.extent() }), extents.count == RecordSection.allCases.count,
      let digests = reader.list({ $0.digest() }), reader.isAtEnd
    else { return nil }
    self.init(
      edition: edition, format: format,
      state: StateReference(version: Int64(version), digest: digest), root: root, asOf: asOf,
      lanes: lanes, checked: Dictionary(checked) { first, _ in first },
      sections: Dictionary(zip(RecordSection.allCases, extents)) { first, _ in first },
      digests: digests)
  }
}

/// A lane as it was verified.
struct RecordedLane: Sendable {
  let ref: RefName
  let head: ObjectID
  /// Where its events stand in the table: all that there are, oldest first.
  let numbers: Range<Int>
  /// What it had cited of other lanes.
  let cited: RecordExtent
}

/// The parts of a record.
enum RecordSection: CaseIterable {
  /// A line for each event.
  case rows
  /// The events by their names.
  case names
  /// The commits that landings brought in, by their names.
  case commits
  /// Which events are about which branch, tag and runner.
  case lists
  /// The persons whose approvals counted for each landing.
  case approvers
  /// What each lane has cited.
  case cited
  /// Where every other ref stood.
  case refs
  /// A line for each of the host's receipts.
  case receipts
  /// What the host's logs came to.
  case log
  /// The signatures of the trust chain that are valid.
  case signatures
}

/// Where something stands, in bytes.
struct RecordExtent: Sendable, Hashable {
  let offset: Int
  let count: Int
}

extension ByteReader {
  mutating func digest() -> SHA256Digest? { raw(32).flatMap { SHA256Digest(bytes: $0) } }

  /// Two numbers that can be added up: no file is as large as 2^48 bytes.
  mutating func extent() -> RecordExtent? {
    let possible = 0..<(1 << 48)
    guard let offset = number(), let count = number(), possible.contains(offset),
      possible.contains(count)
    else { return nil }
    return RecordExtent(offset: offset, count: count)
  }

  fileprivate mutating func lane() -> RecordedLane? {
    guard let ref = text(), let head = text().flatMap({ ObjectID(bytes: $0) }),
      let start = number(), let end = number(), start >= 0, start <= end, end <= UInt32.max,
      let cited = extent()
    else { return nil }
    return RecordedLane(ref: RefName(ref), head: head, numbers: start..<end, cited: cited)
  }
}
