public import EntangleModel

/// Checks a proof: the rules are those of `Verifier`, for the part of a history that the proof holds.
public struct ProofVerifier: Sendable {
  private let file: ProofFile
  private let cryptography: any Cryptography
  private let workers: any Workers
  private let trustRoot: SHA256Digest?
  private let now: Timestamp
  private let limits: ReadLimits

  /// `trustRoot` is the repository id as the verifier knows it from elsewhere; nil where it does not.
  public init(
    _ file: ProofFile, trustRoot: SHA256Digest?, now: Timestamp, cryptography: any Cryptography,
    workers: any Workers, limits: ReadLimits = ReadLimits()
  ) {
    self.file = file
    self.cryptography = cryptography
    self.workers = workers
    self.trustRoot = trustRoot
    self.now = now
    self.limits = limits
  }

  /// Judges all that the proof holds, then what it claims.
  public func report() -> ProofReport {
    var commits: [SHA256Digest: ObjectID] = [:]
    for (id, object) in file.objects where object.type == .commit {
      commits[cryptography.digest(object)] = id
    }
    let objects = RecordedObjects(file)
    let report = Verifier(
      VerificationInput(
        excerpt: Excerpt(events: file.events, commits: commits), of: objects, trust: file.trust,
        cryptography: cryptography, workers: workers, trustRoot: trustRoot, now: now,
        limits: limits)
    ).report()
    var defects: [String] = []
    if report.repository != nil && report.repository != file.repository {
      defects.append("it says that it is of repository \(file.repository)")
    }
    if report.verdict == .verified {
      if !isShown(report.judgement) { defects.append("what it holds does not show what it claims") }
      if let unneeded = Set(file.objects.keys).subtracting(objects.read.keys).min() {
        defects.append("\(unneeded) is not needed")
      }
    }
    return ProofReport(
      claim: file.claim, report: report, defects: defects, judged: Set(file.events))
  }

  /// Whether the claim follows from what has been judged.
  private func isShown(_ judgement: Judgement?) -> Bool {
    guard let judgement else { return false }
    let steps = judgement.chain.steps
    let judged = file.claim.event.flatMap { file.events.contains($0) ? judgement.events[$0] : nil }
    let body = judged.flatMap { $0.standing == .accepted ? $0.event.body : nil }
    switch file.claim {
    case .state(let id):
      return file.events.isEmpty && steps.contains { $0.reference.id == id }
    case .baseline(let ref, let id):
      return file.events.isEmpty && steps.last?.state.repository.baseline[ref]?.id == id
    case .event: return body != nil
    case .commit(let id, let landing):
      return body?.kind.name == .land
        && judgement.state.landed.landings(of: id).contains(landing)
    case .artifact(let id, _):
      return body?.kind.name == .taskResult && body?.commit(.artifact)?.id == id
    case .branch(let ref, let id, _):
      return body?.kind.name == .land && body?.ref == ref && body?.commit(.new)?.id == id
    case .tag(let ref, let id, _):
      return body?.kind.name == .tag && body?.tag == ref && body?.object(.object)?.id == id
    }
  }
}
