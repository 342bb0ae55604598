internal import EntangleModel
internal import EntangleVerify

/// A request for a connection as commands show it. It has been verified.
struct ConnectionDescription {
  let from: PrincipalID
  let to: PrincipalID
  private let request: JudgedEvent
  private let expires: Timestamp
  private let phase: WorkPhase
  private let record: Record

  /// Nil for what is no request for a connection.
  private init?(_ request: JudgedEvent, in record: Record) {
    let state = record.judgement.state
    guard request.event.body.kind.name == .connectionRequest,
      let to = request.event.body.id(.to), let expires = request.event.body.time(.expires),
      let thread = state.thread(of: request.event.id)
    else { return nil }
    self.request = request
    self.to = to
    self.expires = expires
    self.record = record
    from = request.event.body.lane.principal
    phase = state.phase(of: thread)
  }

  /// Those of a repository that stand, and that nobody but their signers can have made; the last first.
  static func all(in record: Record) -> [ConnectionDescription] {
    record.newestFirst().filter { !record.judgement.isTainted($0.event.id) }
      .compactMap { ConnectionDescription($0, in: record) }
  }

  private var hasExpired: Bool { expires < record.report.asOf }

  /// Whether it still waits for a verdict.
  var isWaiting: Bool { phase == .requested && !hasExpired }

  private var standing: String {
    phase == .requested && hasExpired ? "expired" : phase.rawValue
  }

  /// Name, standing, from whom to whom, its end, and the first line of the message.
  var cells: [String] {
    [
      request.event.id.short, standing, "\(from) to \(to)", expires.description,
      record.lines("message", of: request).first ?? "",
    ]
  }

  /// The members of its document.
  var members: [String: JSONValue] {
    var members: [String: JSONValue] = [
      "id": .string(request.event.id.hex), "standing": .string(standing),
      "from": .string(from.text), "to": .string(to.text),
      "time": .string(request.event.commit.time.description),
      "expires": .string(expires.description), "message": record.text("message", of: request),
    ]
    let cause = request.event.body.causes.first.flatMap { record.judgement.events[$0.id] }
    members["introducedBy"] = cause.map { .string($0.event.body.lane.principal.text) }
    return members
  }
}
