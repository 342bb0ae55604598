internal import EntangleModel
internal import EntangleVerify

/// An event as commands show it: as a line, in full, or as a document.
struct EventDescription {
  let judged: JudgedEvent
  private let isTainted: Bool
  /// What stands by it, where it was tainted.
  private let renewals: [JudgedEvent]

  init(_ judged: JudgedEvent, in judgement: Judgement) {
    self.judged = judged
    isTainted = judgement.isTainted(judged.event.id)
    renewals = judgement.state.renewals(of: judged.event.id)
  }

  private var body: EventBody { judged.event.body }

  /// What its summary line says: the kind, and what it is about.
  static func summary(of body: EventBody) -> String {
    let about = body.kind.headline.flatMap { body[$0] }.map { " \($0)" } ?? ""
    return body.kind.name.rawValue + about
  }

  private var summary: String { Self.summary(of: body) }

  /// Short name, time, signer and summary.
  var cells: [String] {
    [
      judged.event.id.short, judged.event.commit.time.description, body.lane.principal.text,
      summary,
    ]
  }

  /// The document: names, kind, signer, causes, trailers and files by digest.
  var document: JSONValue {
    var trailers: [String: JSONValue] = [:]
    for (field, value) in zip(body.kind.fields, body.values) {
      trailers[field.name.rawValue] = .string(value.description)
    }
    var files: [String: JSONValue] = [:]
    for file in body.files { files[file.name] = .string(file.digest.hex) }
    return .object([
      "id": .string(judged.event.id.hex), "digest": .string(judged.event.reference.digest.hex),
      "kind": .string(body.kind.name.rawValue), "version": .integer(Int64(body.kind.version)),
      "family": .string(body.kind.family.rawValue),
      "severity": .string(body.kind.severity.rawValue),
      "principal": .string(body.lane.principal.text), "key": .string(body.lane.key.text),
      "sequence": .integer(body.sequence), "time": .string(judged.event.commit.time.description),
      "trust": .string(body.trust.description), "tainted": .bool(isTainted),
      "causes": .array(body.causes.map { .string($0.id.hex) }),
      "trailers": .object(trailers), "files": .object(files),
    ])
  }

  /// Everything that it says, in lines.
  func lines(in record: Record) -> [String] {
    var lines = [
      "\(body.kind.name.rawValue) \(judged.event.id)",
      "signer: \(body.lane.principal), key \(body.lane.key)",
      "time: \(judged.event.commit.time)",
      "lane: sequence \(body.sequence), under trust state \(body.trust.version)",
    ]
    for cause in body.causes {
      let about = record.judgement.events[cause.id].map {
        ", \(Self.summary(of: $0.event.body)) by \($0.event.body.lane.principal)"
      }
      lines.append("cause: \(cause.id)\(about ?? "")")
    }
    for (field, value) in zip(body.kind.fields, body.values) {
      lines.append("\(field.name.rawValue): \(value)")
    }
    if let phase = phase(in: record.judgement.state) { lines.append("phase: \(phase.rawValue)") }
    if isTainted { lines.append("tainted: entangle why \(judged.event.id.short)") }
    for renewal in renewals where renewal.standing == .accepted {
      let signer = renewal.event.body.lane.principal
      lines.append("renewed: by \(signer), \(renewal.event.id)\(isTainted ? ", not enough" : "")")
    }
    if record.judgement.state.isWithdrawn(judged.event.id) { lines.append("withdrawn") }
    for file in body.files {
      lines += ["", "\(file.name):"] + record.lines(file.name, of: judged).map { "    \($0)" }
    }
    return lines
  }

  /// How far the work is that it begins; nil where it begins none.
  func phase(in state: WorkflowState) -> WorkPhase? {
    if let task = state.task(offer: judged.event.id) { return state.phase(of: task) }
    guard let thread = state.thread(of: judged.event.id), thread.opening.event.id == judged.event.id
    else { return nil }
    return state.phase(of: thread)
  }
}
