internal import EntangleModel
internal import EntangleVerify

/// How far the host's log is, and who else has seen it: a host that shows another log to each is found out by those
/// who name what they have seen.
struct LogStanding {
  private let newest: ReceiptLog.EpochLog
  private let signers: Int
  private let confirmedBy: Int
  private let confirmed: (place: ReceiptHead.Place, time: Timestamp?)?

  /// Nil where there are no receipts.
  init?(_ report: Report) {
    guard let judgement = report.judgement, let newest = judgement.log.newest else { return nil }
    var seen: [PrincipalID: ReceiptHead.Place] = [:]
    var signers: Set<PrincipalID> = []
    for lane in judgement.lanes {
      guard let last = judgement.events(of: lane).last?.event.body else { continue }
      signers.insert(last.lane.principal)
      guard let head = last.seen?.head, judgement.log.digest(at: head.place) == head.digest else {
        continue
      }
      seen[last.lane.principal] = max(seen[last.lane.principal] ?? head.place, head.place)
    }
    self.newest = newest
    self.signers = signers.count
    confirmedBy = seen.values.count { $0 >= newest.head.head.place }
    confirmed = seen.values.max().map { ($0, judgement.log.time(at: $0)) }
  }

  /// One sentence, lower case, without full stop.
  var text: String {
    let head = "the host's log stands at receipt \(newest.head.head.place) of \(newest.time)"
    let all = "\(confirmedBy) of \(signers) \(signers == 1 ? "signer has" : "signers have") seen it"
    guard let confirmed, confirmed.place < newest.head.head.place else { return "\(head); \(all)" }
    let time = confirmed.time.map { " of \($0)" } ?? ""
    return "\(head); \(all), the furthest that any has is \(confirmed.place)\(time)"
  }

  var json: JSONValue {
    var members: [String: JSONValue] = [
      "receipt": .string(newest.head.head.place.description),
      "time": .string(newest.time.description), "signers": .integer(Int64(signers)),
      "confirmedBy": .integer(Int64(confirmedBy)),
    ]
    members["confirmed"] = (confirmed?.place.description).map { .string($0) }
    members["confirmedTime"] = (confirmed?.time?.description).map { .string($0) }
    return .object(members)
  }
}
