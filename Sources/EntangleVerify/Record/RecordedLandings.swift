internal import EntangleModel
internal import Synchronization

/// What the landings of a record brought in, read when somebody asks.
final class RecordedLandings: Sendable {
  typealias Commits = [ObjectID: [ObjectID]]
  typealias Approvers = [ObjectID: Set<PrincipalID>]

  private let record: VerificationRecord
  private let known = Mutex<(commits: Commits?, approvers: Approvers?)>((nil, nil))

  init(_ record: VerificationRecord) {
    self.record = record
  }

  /// The landings that brought each commit.
  var commits: Commits {
    if let known = known.withLock({ $0.commits }) { return known }
    let entries = read(.commits) { reader -> (ObjectID, [ObjectID])? in
      guard let commit = reader.name(), let landings = reader.list({ $0.name() }) else {
        return nil
      }
      return (commit, landings)
    }
    let commits = Commits(entries) { first, _ in first }
    known.withLock { $0.commits = commits }
    return commits
  }

  /// The persons whose approvals counted for each landing.
  var approvers: Approvers {
    if let known = known.withLock({ $0.approvers }) { return known }
    let entries = read(.approvers) { reader -> (ObjectID, Set<PrincipalID>)? in
      guard let landing = reader.name(),
        let persons = reader.list({ reader in reader.text().flatMap { PrincipalID($0) } })
      else { return nil }
      return (landing, Set(persons))
    }
    let approvers = Approvers(entries) { first, _ in first }
    known.withLock { $0.approvers = approvers }
    return approvers
  }

  /// The bytes of both, for a record.
  static func encode(_ landed: LandedChanges) -> (commits: [UInt8], approvers: [UInt8]) {
    let whole = landed.whole
    var commits = ByteWriter()
    commits.write(list: whole.commits.sorted { $0.key < $1.key }) { writer, entry in
      writer.write(text: entry.key.bytes)
      writer.write(list: entry.value) { $0.write(text: $1.bytes) }
    }
    var approvers = ByteWriter()
    approvers.write(list: whole.approvers.sorted { $0.key < $1.key }) { writer, entry in
      writer.write(text: entry.key.bytes)
      writer.write(list: entry.value.sorted()) { $0.write(text: Array($1.text.utf8)) }
    }
    return (commits.bytes, approvers.bytes)
  }

  private func read<Element>(
    _ section: RecordSection, _ element: (inout ByteReader) -> Element?
  ) -> [Element] {
    guard let bytes = record.bytes(of: section) else { return [] }
    var reader = ByteReader(bytes)
    guard let list = reader.list(element), reader.isAtEnd else {
      record.pages.reject()
      return []
    }
    return list
  }
}

extension ByteReader {
  /// An object's name, with its length before it.
  mutating func name() -> ObjectID? { text().flatMap { ObjectID(bytes: $0) } }
}
