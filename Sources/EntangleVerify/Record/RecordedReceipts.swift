internal import EntangleModel

/// The host's logs as they were verified.
final class RecordedReceipts: Sendable {
  /// How many bytes a line takes: a digest and a time.
  static let rowSize = 40

  let epochs: [ReceiptLog.EpochLog]
  let positions: [RefName: ReceiptLog.Position]
  private let record: VerificationRecord
  private let start: Int

  /// Nil where the record cannot be read.
  init?(_ record: VerificationRecord) {
    guard let extent = record.header.sections[.receipts], let bytes = record.bytes(of: .log) else {
      return nil
    }
    var reader = ByteReader(bytes)
    guard let epochs = reader.list({ $0.epoch() }),
      let positions = reader.list({ $0.position() }), reader.isAtEnd
    else { return nil }
    // (Counted down, since nobody knows what these numbers add up to.)
    var rest = extent.count
    for epoch in epochs {
      guard epoch.count <= rest / Self.rowSize else { return nil }
      rest -= Int(epoch.count) * Self.rowSize
    }
    guard rest == 0 else { return nil }
    self.record = record
    self.epochs = epochs
    self.positions = Dictionary(positions) { first, _ in first }
    start = extent.offset
  }

  /// How many receipts there are.
  var count: Int { (record.header.sections[.receipts]?.count ?? 0) / Self.rowSize }

  /// The line of a receipt, the first at 0.
  func row(_ index: Int) -> ReceiptLog.Row? {
    let bytes = record.pages.bytes(at: start + index * Self.rowSize, count: Self.rowSize)
    var reader = ByteReader(bytes ?? [])
    guard let digest = reader.digest(),
      let time = reader.number().flatMap({ Timestamp(seconds: Int64($0)) })
    else {
      record.pages.reject()
      return nil
    }
    return ReceiptLog.Row(digest: digest, time: time, signature: nil)
  }

  /// Whether the law since has not said that any of them is lost, and each epoch's ref is there; where nothing can follow any more,
  /// also that it has not moved. (Else what follows has to stand on the newest receipt of the record.)
  func stands(
    in state: TrustState, refs: [ClassifiedRef], settled: SettledRefs
  ) -> Bool {
    var tips: [RefName: ObjectID] = [:]
    for ref in refs { tips[ref.name] = ref.id }
    return epochs.allSatisfy { epoch in
      let name = Epoch.ref(epoch.number)
      guard let tip = tips[name] else { return false }
      guard let end = state.epochs[epoch.number + 1]?.after.sequence else { return true }
      return epoch.count < end
        || epoch.count == end && (tip == epoch.tip || settled.holds(name, at: tip))
    }
  }
}

extension ReceiptLog {
  /// The bytes, for `RecordedReceipts`; the digests are another section.
  var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.write(list: epochs) { writer, epoch in
      writer.write(Int(epoch.number))
      writer.write(text: epoch.tip.bytes)
      writer.write(Int(epoch.count))
      writer.write(raw: epoch.head.head.digest.bytes)
      writer.write(raw: epoch.head.signature.bytes)
      writer.write(Int(epoch.time.seconds))
      writer.write(Int(epoch.version))
    }
    writer.write(list: positions.sorted { $0.key < $1.key }) { writer, entry in
      writer.write(text: entry.key.bytes)
      writer.write(text: entry.value.reference?.id.bytes ?? [])
      writer.write(raw: entry.value.reference?.digest.bytes ?? SHA256Digest.zero.bytes)
      writer.write(Int(entry.value.place.epoch))
      writer.write(Int(entry.value.place.sequence))
      writer.write((entry.value.isVoid ? 1 : 0) + (entry.value.isFree ? 2 : 0))
    }
    return writer.bytes
  }
}

extension ByteReader {
  /// A number of an epoch or receipt, to which one can be added.
  private mutating func place() -> Int? {
    number().flatMap { (1..<(1 << 48)).contains($0) ? $0 : nil }
  }

  fileprivate mutating func epoch() -> ReceiptLog.EpochLog? {
    guard let number = place(), let tip = text().flatMap({ ObjectID(bytes: $0) }),
      let count = place(), let digest = digest(),
      let signature = raw(64).flatMap({ Bytes64($0) }),
      let time = self.number().flatMap({ Timestamp(seconds: Int64($0)) }),
      let version = self.number()
    else { return nil }
    let place = ReceiptHead.Place(epoch: Int64(number), sequence: Int64(count))
    return ReceiptLog.EpochLog(
      number: Int64(number), tip: tip, count: Int64(count),
      head: SignedHead(ReceiptHead(place, digest: digest), signature: signature), time: time,
      version: Int64(version))
  }

  fileprivate mutating func position() -> (RefName, ReceiptLog.Position)? {
    guard let name = text(), let id = text(), let digest = digest(), let epoch = number(),
      let sequence = number(), let law = number(), (0..<4).contains(law)
    else { return nil }
    let reference = ObjectID(bytes: id).map { ObjectReference(id: $0, digest: digest) }
    guard reference != nil || id.isEmpty else { return nil }
    let place = ReceiptHead.Place(epoch: Int64(epoch), sequence: Int64(sequence))
    return (
      RefName(name),
      ReceiptLog.Position(
        reference: reference, place: place, isVoid: law & 1 == 1, isFree: law & 2 == 2)
    )
  }
}
