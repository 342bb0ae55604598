internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// The entries of a log, read from the newest on.
struct LogList: Sequence, IteratorProtocol {
  private let objects: any ObjectSource
  /// The one that comes next.
  private var place: ObjectID?

  /// From a commit on, back to where the log begins.
  init(from tip: ObjectID?, in objects: any ObjectSource) {
    self.objects = objects
    place = tip
  }

  mutating func next() -> LogEntry? {
    guard let entry = place.flatMap({ LogEntry($0, in: objects) }) else { return nil }
    place = entry.parent
    return entry
  }

  /// The receipts that are there whole.
  var receipts: some Sequence<(id: ObjectID, reading: ReceiptReading)> {
    lazy.compactMap { entry in
      guard case .receipt(let reading) = entry.content else { return nil }
      return (entry.id, reading)
    }
  }

  /// All receipts as commands show them.
  var descriptions: some Sequence<ReceiptDescription> {
    lazy.flatMap { entry in
      switch entry.content {
      case .receipt(let reading): [ReceiptDescription(entry.id, .receipt(reading))]
      case .checkpoint(let reading):
        (0..<reading.checkpoint.leftOut.count).reversed().map {
          ReceiptDescription(entry.id, .leftOut(reading, index: $0))
        }
      }
    }
  }
}

/// A receipt as commands show it.
struct ReceiptDescription {
  enum Source {
    case receipt(ReceiptReading)
    /// That of this number of those that a checkpoint leaves out.
    case leftOut(CheckpointReading, index: Int)
  }

  let id: ObjectID
  let source: Source

  init(_ id: ObjectID, _ source: Source) {
    self.id = id
    self.source = source
  }

  var place: ReceiptHead.Place {
    switch source {
    case .receipt(let reading): reading.receipt.place
    case .leftOut(let reading, let index):
      ReceiptHead.Place(
        epoch: reading.checkpoint.first.epoch,
        sequence: reading.checkpoint.first.sequence + Int64(index))
    }
  }

  private var time: Timestamp {
    switch source {
    case .receipt(let reading): reading.receipt.time
    case .leftOut(let reading, let index): reading.checkpoint.leftOut[index].time
    }
  }

  /// Whether it is of a push that moved a ref.
  func moves(_ ref: RefName) -> Bool {
    guard case .receipt(let reading) = source,
      case .accepted(_, let moves) = reading.receipt.content
    else { return false }
    return moves.contains { $0.ref == ref }
  }

  /// What it is of, in a word.
  private var outcome: String {
    switch source {
    case .leftOut: "left-out"
    case .receipt(let reading):
      switch reading.receipt.content {
      case .accepted: "accepted"
      case .refused: "refused"
      case .current: "current"
      }
    }
  }

  private var pusher: String {
    guard case .receipt(let reading) = source,
      case .accepted(let push, _) = reading.receipt.content
    else { return "-" }
    return push.pusher?.text ?? "-"
  }

  private var about: String {
    switch source {
    case .leftOut(let reading, let index):
      let count = reading.checkpoint.leftOut[index].refused
      return count == 0 ? "" : Self.pushes(count)
    case .receipt(let reading):
      switch reading.receipt.content {
      case .accepted(_, let moves):
        let first = moves.first.map { displayText($0.ref.bytes) } ?? ""
        return moves.count > 1 ? "\(first) and \(moves.count - 1) more" : first
      case .refused(let refusals):
        let count = refusals.reduce(0) { $0 + $1.count }
        let codes = Set(refusals.flatMap(\.codes)).sorted().joined(separator: " ")
        return "\(Self.pushes(count)) \(codes)"
      case .current: return ""
      }
    }
  }

  private static func pushes(_ count: Int64) -> String {
    "\(count) \(count == 1 ? "push" : "pushes")"
  }

  /// The SHA-256 digest by which the law and other receipts name it.
  private func digest(_ cryptography: any Cryptography) -> SHA256Digest {
    switch source {
    case .receipt(let reading): reading.head(cryptography).digest
    case .leftOut(let reading, let index): reading.checkpoint.leftOut[index].digest
    }
  }

  /// One line of a table.
  var cells: [String] { [place.description, time.description, outcome, pusher, about] }

  /// All of it, in lines; the second is what 'entangle host epoch --after' takes.
  func lines(_ cryptography: any Cryptography) -> [String] {
    let statement =
      switch source {
      case .receipt(let reading): reading.receipt.statement
      case .leftOut(let reading, _): reading.checkpoint.statement
      }
    let text = String(decoding: statement, as: UTF8.self)
    let name = "after \(place.sequence):\(digest(cryptography))"
    return ["commit \(id)", name] + text.split(separator: "\n").map { displayText($0.utf8) }
  }

  func document(_ cryptography: any Cryptography) -> JSONValue {
    var members: [String: JSONValue] = [
      "commit": .string(id.hex), "epoch": .integer(place.epoch),
      "sequence": .integer(place.sequence), "time": .string(time.description),
      "outcome": .string(outcome), "digest": .string(digest(cryptography).hex),
    ]
    switch source {
    case .receipt(let reading):
      members["state"] = .string(reading.receipt.trust.description)
      members["host"] = .string(reading.host.text)
      members.merge(Self.members(reading.receipt.content)) { first, _ in first }
    case .leftOut(let reading, let index):
      let entry = reading.checkpoint.leftOut[index]
      members["host"] = .string(reading.host.text)
      members["refusedPushes"] = .integer(entry.refused)
    }
    return .object(members)
  }

  private static func members(_ content: Receipt.Content) -> [String: JSONValue] {
    var members: [String: JSONValue] = [:]
    switch content {
    case .accepted(let push, let moves):
      members["pusher"] = (push.pusher?.text).map { .string($0) }
      members["certificate"] = (push.certificate?.hex).map { .string($0) }
      members["moves"] = .array(
        moves.map { move in
          var item: [String: JSONValue] = ["ref": .string(displayText(move.ref.bytes))]
          item["old"] = (move.old?.hex).map { .string($0) }
          item["new"] = (move.new?.id.hex).map { .string($0) }
          return .object(item)
        })
    case .refused(let refusals):
      members["refusals"] = .array(
        refusals.map { refusal in
          var item: [String: JSONValue] = [
            "time": .string(refusal.time.description), "count": .integer(refusal.count),
            "codes": .array(refusal.codes.map { .string($0) }),
            "digest": .string(refusal.digest.hex),
          ]
          item["pusher"] = (refusal.pusher?.text).map { .string($0) }
          return .object(item)
        })
    case .current: break
    }
    return members
  }
}
