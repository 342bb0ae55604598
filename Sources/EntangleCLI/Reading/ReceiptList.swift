internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// The receipts of a log, read from the newest on.
struct ReceiptList: Sequence, IteratorProtocol {
  private let objects: any ObjectSource
  /// The one that comes next.
  private var place: ObjectID?

  /// From a commit on, back to where the log begins.
  init(from tip: ObjectID?, in objects: any ObjectSource) {
    self.objects = objects
    place = tip
  }

  mutating func next() -> (id: ObjectID, reading: ReceiptReading)? {
    let limits = ReadLimits()
    guard let id = place,
      let object = try? objects.read(id, limit: limits.receiptBytes),
      let reading = try? ReceiptReading(object, format: id.format, limits: limits)
    else { return nil }
    place = reading.parent
    return (id, reading)
  }
}

/// A receipt as commands show it.
struct ReceiptDescription {
  let id: ObjectID
  let reading: ReceiptReading

  private var receipt: Receipt { reading.receipt }

  /// What it is of, in a word.
  private var outcome: String {
    switch receipt.content {
    case .accepted: "accepted"
    case .refused: "refused"
    case .current: "current"
    }
  }

  private var pusher: String {
    if case .accepted(let push, _) = receipt.content { push.pusher?.text ?? "-" } else { "-" }
  }

  private var about: String {
    switch receipt.content {
    case .accepted(_, let moves):
      let first = moves.first.map { displayText($0.ref.bytes) } ?? ""
      return moves.count > 1 ? "\(first) and \(moves.count - 1) more" : first
    case .refused(let refusals):
      let count = refusals.reduce(0) { $0 + $1.count }
      let codes = Set(refusals.flatMap(\.codes)).sorted().joined(separator: " ")
      return "\(count) \(count == 1 ? "push" : "pushes") \(codes)"
    case .current: return ""
    }
  }

  /// One line of a table.
  var cells: [String] {
    [
      receipt.place.description, receipt.time.description, outcome, pusher, about,
    ]
  }

  /// All of it, in lines.
  var lines: [String] {
    var lines = ["commit \(id)"]
    let text = String(decoding: receipt.statement, as: UTF8.self)
    lines += text.split(separator: "\n").map { displayText($0.utf8) }
    return lines
  }

  var document: JSONValue {
    var members: [String: JSONValue] = [
      "commit": .string(id.hex), "epoch": .integer(receipt.place.epoch),
      "sequence": .integer(receipt.place.sequence), "time": .string(receipt.time.description),
      "state": .string(receipt.trust.description), "outcome": .string(outcome),
      "host": .string(reading.host.text),
    ]
    switch receipt.content {
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
    return .object(members)
  }
}
