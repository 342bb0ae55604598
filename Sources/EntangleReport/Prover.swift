public import EntangleModel
public import EntangleVerify

/// Where the trust root of a verification came from.
public enum TrustRootSource: Sendable, Hashable {
  case given
  case pinned
  case unknown
}

/// Explains the standing of single objects from a report.
public struct Prover {
  let judgement: Judgement
  let cryptography: any Cryptography
  private let report: Report
  private let chains: FindingChains
  private let objects: any ObjectSource
  private let source: TrustRootSource

  /// Takes a report whose trust chain could be judged; nil for another.
  public init?(
    _ report: Report, trustRoot source: TrustRootSource, objects: any ObjectSource,
    cryptography: any Cryptography
  ) {
    guard let judgement = report.judgement, !judgement.chain.steps.isEmpty else { return nil }
    self.judgement = judgement
    self.cryptography = cryptography
    self.report = report
    self.objects = objects
    self.source = source
    chains = FindingChains(report.findings)
  }

  /// The proof of one object, or why it has none.
  public func proof(of subject: ProofSubject) -> Proof {
    switch subject {
    case .state(let id): state(id)
    case .event(let id): event(id)
    case .stray(let id): conclude("\(id)", about: [id.description], steps: [])
    case .landedCommit(let id): landedCommit(id)
    case .artifact(let id, let result): artifact(id, result)
    case .baseline(let id, let ref): baseline(id, ref)
    case .withheld(let id, let number): withheld(id, number)
    case .branch(let ref, let tip): branch(ref, tip)
    case .entangleRef(let ref, let tip): entangleRef(ref, tip)
    }
  }

  /// What is found of an object, or of a ref that is not there, by its full name; nil where nothing is.
  public func proof(against name: String) -> Proof? {
    guard !chains.findings(about: name).isEmpty else { return nil }
    return conclude(name, about: [name], steps: [])
  }

  /// The verdict over everything that is found of the objects and of the trust root.
  private func conclude(_ title: String, about names: [String], steps: [ProofStep]) -> Proof {
    var path: [String] = []
    var reasons: [Finding] = []
    for name in names where !chains.findings(about: name).isEmpty && reasons.isEmpty {
      path = chains.path(from: name)
      reasons = path.last.map { chains.findings(about: $0) } ?? []
    }
    let root = report.findings.filter { ["T101", "T102", "T123"].contains($0.code) }
    reasons += root.filter { !reasons.contains($0) }
    let verdict = Verdict(reasons)
    let end = path.last.map { folded(at: $0) }
    return Proof(
      verdict: verdict, title: title, steps: verdict == .refused ? [] : steps, path: path,
      reasons: reasons, place: end?.place, followers: end?.followers ?? [])
  }

  /// Where the object at the end of a path stands, and what is found of all that stands or falls with it.
  private func folded(at object: String) -> (place: String?, followers: [Finding]) {
    let roots = chains.roots()
    let followers = report.findings.filter { $0.object != object && roots[$0.object] == object }
    return (FindingPlace(of: object, in: judgement, followers: followers).text, followers)
  }

  private func state(_ id: ObjectID) -> Proof {
    guard let step = judgement.chain.steps.first(where: { $0.reference.id == id }) else {
      return conclude("\(id)", about: [id.description], steps: [])
    }
    return conclude(
      "trust state \(step.name.version), \(id)", about: [id.description],
      steps: trust(upTo: step.name.version))
  }

  private func event(_ id: ObjectID) -> Proof {
    guard let judged = judgement.events[id] else {
      return conclude("\(id)", about: [id.description], steps: [])
    }
    let body = judged.event.body
    let title = "\(body.kind.name.rawValue) \(id) by \(body.lane.principal)"
    guard judged.standing != .void else {
      let path = chains.path(from: id.description)
      return Proof(
        verdict: .refused, title: title + " counts for nothing", steps: [], path: path,
        reasons: path.last.map { chains.findings(about: $0) } ?? [])
    }
    return conclude(title, about: names(of: judged), steps: steps(to: judged))
  }

  private func landedCommit(_ id: ObjectID) -> Proof {
    let landings = judgement.state.landed.landings(of: id).compactMap { judgement.events[$0] }
    let landing = landings.first { isOnTheWay($0) } ?? landings.first
    guard let landing else { return conclude("\(id)", about: [id.description], steps: []) }
    let ref = landing.event.body.ref?.description ?? "a branch"
    guard !isPassedBy(landing) else {
      return Proof(
        verdict: .refused,
        title: "commit \(id): its landing \(landing.event.id) did not lead \(ref) to where it "
          + "stands", steps: [], path: [], reasons: chains.findings(about: ref))
    }
    var details = ["brought to \(ref) by \(landing.event.id)"]
    if let signature = signature(ofCommit: id) {
      details.insert(signed(by: signature.publicKey, in: landing.named), at: 0)
    }
    return conclude(
      "commit \(id), landed on \(ref)", about: names(of: landing),
      steps: steps(to: landing) + [ProofStep(title: "commit \(id)", details: details)])
  }

  private func artifact(_ id: ObjectID, _ result: ObjectID) -> Proof {
    guard let judged = judgement.events[result] else {
      return conclude("\(id)", about: [id.description], steps: [])
    }
    let runner = judged.event.body.lane.principal
    let last = ProofStep(
      title: "artifact \(id)",
      details: [
        "named by \(result)",
        "its manifest is signed by an artifact key of \(runner) and binds repository, task, "
          + "attempt, command, input and every output",
      ])
    return conclude(
      "artifact \(id) of \(runner)", about: names(of: judged), steps: steps(to: judged) + [last])
  }

  private func baseline(_ id: ObjectID, _ ref: RefName) -> Proof {
    let steps = judgement.chain.steps
    let since =
      steps.first { $0.state.repository.baseline[ref]?.id == id }?.name.version ?? newestVersion
    let what =
      since == 1
      ? "where \(ref) stood when the repository was founded"
      : "where \(ref) begins, since trust state \(since)"
    let last = ProofStep(title: "commit \(id)", details: [what])
    return conclude(
      "commit \(id), baseline of \(ref)", about: [], steps: trust(upTo: since) + [last])
  }

  private func withheld(_ id: ObjectID, _ number: Int64) -> Proof {
    let steps = judgement.chain.steps
    let since = steps.first { $0.state.redactions[number] != nil }?.name.version ?? newestVersion
    let redaction = judgement.chain.newest?.state.redactions[number]
    var details = [
      "withheld by redaction \(number) (\(redaction?.reason.rawValue ?? "unknown")), since trust state \(since)",
      "it need not be there, and nothing is asked of what it was",
    ]
    if let move = redaction?.move { details.append("\(move.ref) went on from \(move.new.id)") }
    return conclude(
      "commit \(id), withheld", about: [],
      steps: trust(upTo: since) + [ProofStep(title: "commit \(id)", details: details)])
  }

  private func branch(_ ref: RefName, _ tip: ObjectID) -> Proof {
    guard let policy = judgement.chain.newest?.state.policies[ref] else {
      return Proof(
        verdict: .undecided, title: "\(ref): no policy protects it, so anything may stand there",
        steps: [], path: [], reasons: [])
    }
    let landed = judgement.landed(on: ref)
    var details = ["protected: \(Self.text(policy))"]
    guard let landing = landed.last else {
      if let refused = refusedLanding(of: ref, at: tip) {
        return conclude(
          "\(ref) at \(tip), where \(refused) would have put it", about: [refused.description],
          steps: [])
      }
      details.append(moved(ref, to: tip) ?? "where it begins by the law")
      let last = ProofStep(title: "\(ref) at \(tip)", details: details)
      return conclude(
        "\(ref) at \(tip)", about: [ref.description], steps: trust(upTo: newestVersion) + [last])
    }
    let count = landed.count == 1 ? "1 landing leads" : "\(landed.count) landings lead"
    details.append("put there by \(landing.event.id); \(count) there from the baseline")
    if landing.event.body.commit(.new)?.id != tip, let moved = moved(ref, to: tip) {
      details.append(moved)
    }
    let last = ProofStep(title: "\(ref) at \(tip)", details: details)
    return conclude(
      "\(ref) at \(tip)", about: [ref.description] + names(of: landing),
      steps: steps(to: landing, upTo: newestVersion) + [last])
  }

  /// Which redaction has moved a branch to where it stands; nil where none has.
  private func moved(_ ref: RefName, to tip: ObjectID) -> String? {
    let found = judgement.chain.newest?.state.redactions.first {
      $0.value.move?.ref == ref && $0.value.move?.new.id == tip
    }
    return found.map { "moved from \($0.value.move?.old.id.hex ?? "-") by redaction \($0.key)" }
  }

  /// A refused landing but for which the branch would stand where it does.
  private func refusedLanding(of ref: RefName, at tip: ObjectID) -> ObjectID? {
    judgement.events.values(.land, standing: .refused).filter { judged in
      judged.event.body.ref == ref && judged.event.body.commit(.new)?.id == tip
    }.map(\.event.id).min()
  }

  private func entangleRef(_ ref: RefName, _ tip: ObjectID) -> Proof {
    let inner: Proof =
      switch EntangleRef(ref, format: objects.format) {
      case .trust: state(tip)
      case .lane: event(tip)
      case .proposal(let id), .input(let id): event(id)
      case .artifact:
        judgement.result(naming: tip).map { artifact(tip, $0.event.id) }
          ?? conclude("\(tip)", about: [], steps: [])
      case .receipts, .denylist, nil: conclude("\(tip)", about: [], steps: [])
      }
    let own = chains.findings(about: ref.description).filter { !inner.reasons.contains($0) }
    guard !own.isEmpty else {
      return Proof(
        verdict: inner.verdict, title: "\(ref): \(inner.title)", steps: inner.steps,
        path: inner.path, reasons: inner.reasons)
    }
    return conclude("\(ref): \(inner.title)", about: [ref.description], steps: inner.steps)
  }

  private var newestVersion: Int64 { judgement.chain.newest?.name.version ?? 1 }

  /// The names under which something may be found against an event: its own, and its lane's.
  private func names(of judged: JudgedEvent) -> [String] {
    [judged.event.id.description, judged.event.body.lane.ref.description]
  }

  /// Whether a landing is among those that led a branch to where it stands.
  private func isOnTheWay(_ landing: JudgedEvent) -> Bool {
    guard let ref = landing.event.body.ref else { return false }
    return judgement.landed(on: ref).contains { $0.event.id == landing.event.id }
  }

  /// Whether a branch came to where it stands by landings of which this is none: it lost a race, or
  /// the branch was rolled back.
  func isPassedBy(_ landing: JudgedEvent) -> Bool {
    guard let ref = landing.event.body.ref, !judgement.landed(on: ref).isEmpty else { return false }
    return !isOnTheWay(landing)
  }

  private func signature(ofCommit id: ObjectID) -> CodeSignature? {
    let object = try? objects.read(id, limit: ReadLimits().commitBytes)
    return object.flatMap { CodeCommit(content: $0.content, format: objects.format) }
      .flatMap { CodeSignature(armour: $0.signatureArmour) }
  }

  /// The first steps: the trust root, and the states up to a version.
  func trust(upTo version: Int64) -> [ProofStep] {
    let root = judgement.chain.root?.hex ?? "unknown"
    let origin =
      switch source {
      case .given: "given on the command line"
      case .pinned: "pinned by this user"
      case .unknown: "neither given nor pinned: nobody has said that this is the right repository"
      }
    let changes = StateChange.all(in: judgement.chain, cryptography: cryptography)
    return [ProofStep(title: "trust root \(root)", details: [origin])]
      + changes.prefix { $0.step.name.version <= version }.map { step($0) }
  }
}
