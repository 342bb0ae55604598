import EntangleModel
import EntangleSystem
import EntangleVerify
import Testing

/// The bytes of a record, as a file would hold them.
struct RecordBytes: StoredBytes {
  var bytes: [UInt8]

  var count: Int { bytes.count }

  func bytes(at offset: Int, count: Int) -> [UInt8]? {
    Array(bytes.dropFirst(max(0, offset)).prefix(max(0, count)))
  }
}

extension Story {
  static let edition = Array("test".utf8)
  static let recordKey = sure(RecordKey([UInt8](repeating: 7, count: 32)))

  private var verifier: Verifier {
    Verifier(
      VerificationInput(
        objects: objects, cryptography: cryptography, workers: TestWorkers.usual,
        entangleRefs: refs.map { (name: $0.key, id: $0.value) }, branches: branches,
        tags: tags, trustRoot: trustRoot, now: now, remembered: remembered))
  }

  /// The record of a report; nil where none can be made of it.
  func record(of report: Report) -> [UInt8]? {
    var bytes: [UInt8] = []
    do {
      try VerificationRecord.write(
        report, edition: Self.edition, key: Self.recordKey, cryptography: cryptography
      ) { bytes += $0 }
    } catch {
      return nil
    }
    return bytes
  }

  /// What the verifier says of it when it goes on from a record.
  func report(
    continuing bytes: [UInt8], key: RecordKey = recordKey, edition: [UInt8] = edition
  ) -> Report {
    let record = VerificationRecord(
      RecordBytes(bytes: bytes), key: key, cryptography: cryptography)
    return verifier.report(continuing: record, edition: edition)
  }

  /// The same story as it was before the last of its events, lane by lane: so many are taken away from
  /// each, and the branches and other refs are where they were in the beginning.
  func before(last count: Int) -> Story {
    var earlier = self
    for (lane, head) in lanes {
      var id = head.reference.id
      for _ in 0..<count {
        guard let object = objects.table[id],
          let parent = CodeCommit(content: object.content, format: .sha1)?.parents.first
        else { break }
        id = parent
      }
      if states.contains(where: { $0.reference.id == id }) {
        earlier.refs[lane.ref] = nil
      } else {
        earlier.refs[lane.ref] = id
      }
    }
    earlier.refs = earlier.refs.filter { name, _ in
      switch EntangleRef(name, format: .sha1) {
      case .trust, .lane: true
      default: false
      }
    }
    earlier.branches = branches.mapValues { _ in base.id }
    earlier.tags = [:]
    return earlier
  }

  /// Whether the verifier says the same with a record as without: of all of it, or where none can be made
  /// of that, of what was verified earlier.
  func checkRecords(
    _ report: Report, _ name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) {
    func earlier() -> [UInt8]? {
      let story = before(last: 1)
      return story.record(of: story.report())
    }
    guard let bytes = record(of: report) ?? earlier() else { return }
    let continued = self.report(continuing: bytes)
    #expect(
      Set(continued.findings) == Set(report.findings) && continued.checked == report.checked,
      "\(name): \(continued.checked) \(continued.findings)", sourceLocation: sourceLocation)
    if report.findings.isEmpty {
      #expect(continued.recordedCount > 0, "\(name)", sourceLocation: sourceLocation)
    }
  }
}
