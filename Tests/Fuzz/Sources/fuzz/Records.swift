@testable import EntangleCrypto
@testable import EntangleModel
@testable import EntangleVerify

extension Target {
  /// Proofs: one spelling, and a verdict on whatever is claimed, where each object is called what it
  /// hashes to.
  static let proof = Target("proof", maximumByteCount: 32_768) { bytes in
    guard let file = try? ProofFile(bytes), let now = Timestamp(seconds: 1_800_000_000) else {
      return
    }
    require(file.encoded == bytes, "a proof has one spelling")
    let format = file.format
    let names = [file.claim.object, file.trust] + file.events + file.objects.keys
    require(names.allSatisfy { $0.format == format }, "the names are of the format")
    let report = ProofVerifier(
      file, trustRoot: file.repository, now: now,
      cryptography: SystemCryptography(), workers: OneWorker()
    ).report()
    guard report.verdict == .verified else { return }
    let cryptography = SystemCryptography()
    let isSame = file.objects.allSatisfy { cryptography.objectID($1, format: format) == $0 }
    require(isSame, "what is verified is what it is called")
  }

  /// Records of what was verified, read as if the seal were good and each page the one that was
  /// written: a file that the key's holder made, by whatever program.
  ///
  /// The input: how long the header is (2 bytes), the header, pages.
  static let record = Target("record", maximumByteCount: 8_192) { bytes in
    guard bytes.count >= 2, let key = RecordKey(Array(repeating: 1, count: 32)) else { return }
    let length = min(Int(bytes[0]) << 8 | Int(bytes[1]), bytes.count - 2)
    let file = RecordBytes(
      header: bytes.dropFirst(2).prefix(length), pages: bytes.dropFirst(2 + length))
    guard let record = VerificationRecord(file, key: key, cryptography: NoDigests()) else { return }
    let header = record.header.encoded
    require(RecordHeader(header)?.encoded == header, "a header is kept")
    if let refs = record.bytes(of: .refs).flatMap({ RecordedRefs($0) }) {
      require(RecordedRefs(refs.encoded)?.encoded == refs.encoded, "the refs are kept")
    }
    if let lists = record.bytes(of: .lists).flatMap({ EventLists($0) }) {
      let written = lists.encoded { $0 }
      require(EventLists(written)?.encoded { $0 } == written, "the lists are kept")
    }
    for lane in record.header.lanes.prefix(8) {
      let cited = record.pages.bytes(at: lane.cited.offset, count: lane.cited.count)
      guard let cited = cited.flatMap({ CitedLanes($0) }) else { continue }
      require(CitedLanes(cited.encoded)?.encoded == cited.encoded, "what was cited is kept")
    }
    let landings = RecordedLandings(record)
    require(landings.commits.count + landings.approvers.count <= bytes.count, "nothing is made up")
    if let receipts = RecordedReceipts(record) {
      require(receipts.epochs.count <= bytes.count, "nothing is made up")
      for index in 0..<min(receipts.count, 16) { _ = receipts.row(index) }
    }
    let events = RecordedEvents(
      record,
      gate: EventGate(
        objects: NoObjects(format: record.header.format), cryptography: NoDigests(),
        limits: ReadLimits()))
    for index in 0..<min(max(events.count, 0), 16) {
      let number = EventNumber(index)
      guard let reference = events.reference(number) else { continue }
      require(events.id(number) == reference.id, "a line has one name")
      require(reference.id.format == record.header.format, "a name is of the format")
      require(events.event(number) == nil, "what is nowhere is no event")
      if let found = events.number(of: reference.id) {
        require(events.id(found) == reference.id, "what is found is what was looked for")
      }
    }
  }
}

/// One thread, which is what libFuzzer measures.
private struct OneWorker: Workers {
  func perform(_ count: Int, _ work: @Sendable (Int) -> Void) {
    for number in 0..<count { work(number) }
  }

  func pause() {}
}

/// A store without objects.
private struct NoObjects: ObjectSource {
  let format: ObjectFormat

  func read(_ id: ObjectID, limit: Int) throws(ObjectReadError) -> RawObject? { nil }
}

/// A record's file: pages, zeros, the header, a seal of zeros, the header's length.
private struct RecordBytes: StoredBytes {
  private let bytes: [UInt8]

  init(header: ArraySlice<UInt8>, pages: ArraySlice<UInt8>) {
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.count >> (56 - 8 * $0)) }
    let zeros = [UInt8](repeating: 0, count: 4 * RecordPages.size)
    bytes = pages + zeros + header + zeros.prefix(32) + length
  }

  var count: Int { bytes.count }

  func bytes(at offset: Int, count: Int) -> [UInt8]? {
    guard offset >= 0, count >= 0, offset <= bytes.count else { return nil }
    return Array(bytes[offset...].prefix(count))
  }
}

/// Takes every seal, and gives everything the same SHA-256.
private struct NoDigests: Cryptography {
  private static let system = SystemCryptography()

  func sha1(_ first: [UInt8], _ second: [UInt8]) -> ObjectID { Self.system.sha1(first, second) }
  func sha256(_ first: [UInt8], _ second: [UInt8]) -> SHA256Digest { .zero }

  func sha512(_ first: Span<UInt8>, _ second: Span<UInt8>) -> Bytes64 {
    Self.system.sha512(first, second)
  }

  func authenticator(of message: [UInt8], key: [UInt8]) -> [UInt8] {
    Array(repeating: 0, count: 32)
  }
  func isAuthentic(_ authenticator: [UInt8], for message: [UInt8], key: [UInt8]) -> Bool { true }

  func isValidEd25519(
    signature: Span<UInt8>, message: Span<UInt8>, publicKey: Span<UInt8>
  ) -> Bool { false }

  func isValid(_ signature: CodeKeySignature, message: [UInt8], publicKey: CodeKey) -> Bool {
    false
  }
}
