public import EntangleModel

extension VerificationRecord {
  /// Why no record can be made of a report.
  public enum Unfit: Error, Sendable {
    /// Something was found, or nothing could be judged.
    case notVerified
  }

  /// Writes a record of a report in which nothing was found: `append` takes the bytes, piece by piece from
  /// the first to the last.
  ///
  /// `edition` names the program and its rules, `refs` are those that were looked at. Throws
  /// `Unfit.notVerified`, and what `append` throws.
  public static func write(
    _ report: Report, edition: [UInt8], key: RecordKey, cryptography: any Cryptography,
    append: @escaping ([UInt8]) throws -> Void
  ) throws {
    guard let judgement = report.judgement, let newest = judgement.chain.newest,
      let root = report.repository, report.findings.isEmpty, !judgement.chain.hasVoidStates,
      judgement.taints.isEmpty, !report.isSupposed, let format = report.format
    else { throw Unfit.notVerified }
    var pages = PageWriter(cryptography: cryptography, append: append)
    let numbering = RecordNumbering(judgement)

    var sections: [RecordSection: RecordExtent] = [:]
    let rowsStart = pages.count
    for number in numbering.order {
      guard let (reference, row) = judgement.events.line(number) else { throw Unfit.notVerified }
      var writer = ByteWriter()
      writer.write(reference, numbering.renumbered(row))
      try pages.append(writer.bytes)
    }
    sections[.rows] = RecordExtent(offset: rowsStart, count: pages.count - rowsStart)

    let namesStart = pages.count
    try numbering.eachByName(judgement.events) { prefix, number in
      var writer = ByteWriter()
      writer.write(Int(bitPattern: UInt(prefix)))
      writer.write(number)
      try pages.append(writer.bytes)
    }
    sections[.names] = RecordExtent(offset: namesStart, count: pages.count - namesStart)

    let landed = RecordedLandings.encode(judgement.state.landed)
    sections[.commits] = try pages.append(section: landed.commits)
    sections[.approvers] = try pages.append(section: landed.approvers)
    sections[.lists] = try pages.append(
      section: judgement.state.lists.encoded { numbering.number($0) })
    sections[.refs] = try pages.append(section: RecordedRefs(report.tips).encoded)

    let receiptsStart = pages.count
    for row in judgement.log.allRows {
      guard let row else { throw Unfit.notVerified }
      var writer = ByteWriter()
      writer.write(raw: row.digest.bytes)
      writer.write(Int(row.time.seconds))
      try pages.append(writer.bytes)
    }
    sections[.receipts] = RecordExtent(
      offset: receiptsStart, count: pages.count - receiptsStart)
    sections[.log] = try pages.append(section: judgement.log.encoded)
    sections[.signatures] = try pages.append(
      section: judgement.chain.signatures.sorted { $0.hex < $1.hex }.flatMap(\.bytes))

    let citedStart = pages.count
    var lanes: [RecordedLane] = []
    for ((lane, cited), numbers) in zip(
      zip(judgement.lanes, judgement.cited), numbering.ranges)
    {
      guard let head = lane.head else { throw Unfit.notVerified }
      let extent = try pages.append(section: cited.encoded)
      lanes.append(RecordedLane(ref: lane.ref, head: head, numbers: numbers, cited: extent))
    }
    sections[.cited] = RecordExtent(offset: citedStart, count: pages.count - citedStart)

    var header = RecordHeader(
      edition: edition, format: format, state: newest.name, root: root, asOf: report.asOf,
      lanes: lanes, checked: report.checked, sections: sections)
    header.digests = try pages.finish()
    let bytes = header.encoded
    var length = ByteWriter()
    length.write(bytes.count)
    try append(bytes)
    try append(cryptography.authenticator(of: bytes, key: key.bytes) + length.bytes)
  }
}

/// The order in which a record lists events: lane by lane, each from its oldest on.
private struct RecordNumbering {
  /// The numbers that the events have, in the order of those that they get.
  let order: [EventNumber]
  /// Where the events of each lane come to stand.
  let ranges: [Range<Int>]
  private let places: [UInt32]

  init(_ judgement: Judgement) {
    var order: [EventNumber] = []
    var ranges: [Range<Int>] = []
    for lane in judgement.lanes {
      let start = order.count
      order.append(contentsOf: lane.all)
      ranges.append(start..<order.count)
    }
    var places = [UInt32](repeating: .max, count: (order.map(\.index).max() ?? -1) + 1)
    for (place, number) in order.enumerated() { places[number.index] = UInt32(place) }
    self.order = order
    self.ranges = ranges
    self.places = places
  }

  /// The number that an event gets.
  func number(_ old: EventNumber) -> EventNumber {
    places.indices.contains(old.index) ? EventNumber(Int(places[old.index])) : .none
  }

  func renumbered(_ row: EventRow) -> EventRow {
    var row = row
    row.asked = number(row.asked)
    row.lastAnswer = number(row.lastAnswer)
    row.previousAnswer = number(row.previousAnswer)
    return row
  }

  /// Gives the first 8 bytes of each name with the event's number, sorted.
  ///
  /// They are sorted in parts, those that begin with the same four bits: so little lies in memory at once.
  func eachByName(
    _ events: JudgedEvents, _ body: (_ prefix: UInt64, _ number: UInt32) throws -> Void
  ) rethrows {
    let prefixes = order.map { events.id($0).prefix }
    var part: [(prefix: UInt64, number: UInt32)] = []
    for first in UInt64(0)..<16 {
      part.removeAll(keepingCapacity: true)
      for (place, prefix) in prefixes.enumerated() where prefix >> 60 == first {
        part.append((prefix, UInt32(place)))
      }
      part.sort { $0 < $1 }
      for entry in part { try body(entry.prefix, entry.number) }
    }
  }
}

/// Cuts bytes into pages and keeps the digest of each.
private struct PageWriter {
  /// How many bytes were taken.
  private(set) var count = 0
  private var page: [UInt8] = []
  private var digests: [UInt8] = []
  private let cryptography: any Cryptography
  private let write: ([UInt8]) throws -> Void

  init(cryptography: any Cryptography, append: @escaping ([UInt8]) throws -> Void) {
    self.cryptography = cryptography
    write = append
  }

  mutating func append(_ bytes: [UInt8]) throws {
    count += bytes.count
    page += bytes
    while page.count >= RecordPages.size {
      try flush(Array(page.prefix(RecordPages.size)))
      page.removeFirst(RecordPages.size)
    }
  }

  mutating func append(section bytes: [UInt8]) throws -> RecordExtent {
    let offset = count
    try append(bytes)
    return RecordExtent(offset: offset, count: bytes.count)
  }

  /// Fills the last page with zeros and writes the pages of digests; gives the digests of these.
  mutating func finish() throws -> [SHA256Digest] {
    if !page.isEmpty {
      try flush(page + repeatElement(0, count: RecordPages.size - page.count))
    }
    var outer: [SHA256Digest] = []
    for start in stride(from: 0, to: digests.count, by: RecordPages.size) {
      let list = Array(digests[start..<min(digests.count, start + RecordPages.size)])
      outer.append(cryptography.sha256(list))
      try write(list)
    }
    return outer
  }

  private mutating func flush(_ page: [UInt8]) throws {
    digests += cryptography.sha256(page).bytes
    try write(page)
  }
}
