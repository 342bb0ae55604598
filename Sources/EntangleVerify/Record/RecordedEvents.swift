internal import EntangleModel

/// The events of a record: their lines, and themselves as the repository still has them.
///
/// What cannot be had makes the record unsound, and what is answered then is of no matter: the verifier
/// looks at that before it says anything.
final class RecordedEvents: Sendable {
  /// How many bytes a line takes.
  static let rowSize = 96
  /// How many bytes an entry takes of the events by name: the first 8 bytes of the name, the number.
  static let nameSize = 12

  /// How many there are.
  let count: Int
  private let record: VerificationRecord
  private let rows: Int
  private let names: Int
  private let gate: EventGate

  init(_ record: VerificationRecord, gate: EventGate) {
    self.record = record
    self.gate = gate
    count = record.eventCount
    rows = record.header.sections[.rows]?.offset ?? 0
    names = record.header.sections[.names]?.offset ?? 0
  }

  /// Whether all that was asked for was there.
  var isSound: Bool { record.pages.isSound }

  /// The line of an event.
  func row(_ number: EventNumber) -> EventRow { line(number)?.row ?? EventRow() }

  /// The name of an event.
  func id(_ number: EventNumber) -> ObjectID {
    line(number)?.reference.id ?? .zero(record.header.format)
  }

  /// The name and digest of an event.
  func reference(_ number: EventNumber) -> ObjectReference? { line(number)?.reference }

  /// The event itself, read from the repository again.
  func event(_ number: EventNumber) -> ParsedEvent? {
    guard let line = line(number) else { return nil }
    guard let event = gate.event(line.reference)
    else {
      record.pages.reject()
      return nil
    }
    return event
  }

  /// The number of a name.
  func number(of id: ObjectID) -> EventNumber? {
    let key = Array(id.bytes.prefix(8))
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      guard let entry = name(middle) else { return nil }
      if entry.key.lexicographicallyPrecedes(key) { low = middle + 1 } else { high = middle }
    }
    while low < count, let entry = name(low), entry.key.elementsEqual(key) {
      if self.id(entry.number) == id { return entry.number }
      low += 1
    }
    return nil
  }

  private func name(_ place: Int) -> (key: ArraySlice<UInt8>, number: EventNumber)? {
    guard
      let bytes = record.pages.bytes(at: names + place * Self.nameSize, count: Self.nameSize)
    else { return nil }
    var reader = ByteReader(bytes)
    guard let key = reader.raw(8), let number = reader.number32() else { return nil }
    return (key, EventNumber(Int(number)))
  }

  private func line(_ number: EventNumber) -> (reference: ObjectReference, row: EventRow)? {
    guard number.index < count,
      let bytes = record.pages.bytes(
        at: rows + number.index * Self.rowSize, count: Self.rowSize)
    else { return nil }
    var reader = ByteReader(bytes)
    guard let line = reader.row(record.header.format) else {
      record.pages.reject()
      return nil
    }
    return line
  }
}

extension ByteWriter {
  /// A line of the table: `RecordedEvents.rowSize` bytes.
  mutating func write(_ reference: ObjectReference, _ row: EventRow) {
    let id = reference.id.bytes
    write(raw: id)
    write(raw: repeatElement(0, count: 32 - id.count))
    write(raw: reference.digest.bytes)
    write(raw: [row.standing.rawValue, row.name.place, row.leadsTo?.place ?? .max, 0])
    for number in [row.named, row.taintedSince, row.turn] { write(number) }
    for number in [row.asked, row.lastAnswer, row.previousAnswer] {
      write(UInt32(truncatingIfNeeded: number.index))
    }
    write(UInt32(0))
  }
}

extension ByteReader {
  mutating func row(_ format: ObjectFormat) -> (reference: ObjectReference, row: EventRow)? {
    guard let id = raw(32).flatMap({ ObjectID(bytes: $0.prefix(format.byteCount)) }),
      let digest = digest(), let small = raw(4).map(Array.init),
      let standing = EventRow.Standing(rawValue: small[0]),
      let name = EventName(place: small[1]), let named = number32(),
      let taintedSince = number32(), let turn = number32(), let asked = number32(),
      let lastAnswer = number32(), let previousAnswer = number32()
    else { return nil }
    var row = EventRow()
    row.standing = standing
    row.name = name
    row.leadsTo = WorkPhase(place: small[2])
    row.named = named
    row.taintedSince = taintedSince
    row.turn = turn
    row.asked = EventNumber(Int(asked))
    row.lastAnswer = EventNumber(Int(lastAnswer))
    row.previousAnswer = EventNumber(Int(previousAnswer))
    return (ObjectReference(id: id, digest: digest), row)
  }
}

extension CaseIterable where Self: Equatable, AllCases.Index == Int {
  /// The place among all cases.
  fileprivate var place: UInt8 {
    UInt8(truncatingIfNeeded: Self.allCases.firstIndex(of: self) ?? 0)
  }

  fileprivate init?(place: UInt8) {
    guard Self.allCases.indices.contains(Int(place)) else { return nil }
    self = Self.allCases[Int(place)]
  }
}
