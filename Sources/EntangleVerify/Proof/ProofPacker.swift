public import EntangleModel

/// Why no proof of something can be made.
public enum ProofPackingError: Error, Sendable {
  /// The least that would show it is larger than a proof may be; sizes in bytes.
  case tooLarge(size: Int, limit: Int)
  /// A part of the history alone does not show it; with what is found of the part.
  case notShown([Finding])
}

/// Packs what shows that something in a judged repository stands.
///
/// A part of the history is judged by the rules of proofs, and what the rules read is what the proof
/// holds: no more, and no less. First with the fewest events; then with lanes up to the cuts of later
/// states, where these are against an event; then with everything before it.
public struct ProofPacker {
  private let judgement: Judgement
  private let objects: any ObjectSource
  private let cryptography: any Cryptography
  private let workers: any Workers
  private let now: Timestamp
  private let limits: ReadLimits

  /// Takes what a verification of the repository has found, and its objects.
  public init(
    _ judgement: Judgement, objects: any ObjectSource, cryptography: any Cryptography,
    workers: any Workers, now: Timestamp, limits: ReadLimits = ReadLimits()
  ) {
    self.judgement = judgement
    self.objects = objects
    self.cryptography = cryptography
    self.workers = workers
    self.now = now
    self.limits = limits
  }

  /// The smallest proof of a claim that is found to hold.
  public func proof(of claim: ProofClaim) throws(ProofPackingError) -> ProofFile {
    let evidence = ProofEvidence(judgement)
    var events = claim.event.map { evidence.close($0) } ?? []
    var linked: Set<Lane> = []
    var isWhole = false
    while true {
      guard let file = pack(claim, events: events, linked: linked, evidence) else {
        throw .notShown([])
      }
      let result = report(file)
      if result.verdict == .verified {
        let size = file.encoded.count
        guard size <= limits.proofBytes else {
          throw .tooLarge(size: size, limit: limits.proofBytes)
        }
        return file
      }
      let refused = Set(result.report.findings.filter { $0.base == nil }.map(\.object))
      let lanes = events.compactMap { judgement.events[$0]?.event }
        .filter { refused.contains($0.id.description) }.map(\.body.lane)
      guard !linked.isSuperset(of: lanes) else {
        guard !isWhole, let id = claim.event else { throw .notShown(result.report.findings) }
        isWhole = true
        events = evidence.whole(id)
        continue
      }
      linked.formUnion(lanes)
    }
  }

  /// The same of the events given and no others, whatever comes of it; for those who look for holes.
  func pack(_ claim: ProofClaim, events: Set<ObjectID>) -> ProofFile? {
    pack(claim, events: events, linked: [], ProofEvidence(judgement))
  }

  private func report(_ file: ProofFile) -> ProofReport {
    ProofVerifier(
      file, trustRoot: judgement.chain.root, now: now, cryptography: cryptography,
      workers: workers, limits: limits
    ).report()
  }

  private func pack(
    _ claim: ProofClaim, events: Set<ObjectID>, linked: Set<Lane>, _ evidence: ProofEvidence
  ) -> ProofFile? {
    guard let root = judgement.chain.root, let newest = judgement.chain.newest else { return nil }
    let code = ProofCode(
      judgement, objects: objects, cryptography: cryptography, limits: limits)
    var commits = Set(judgement.chain.steps.map(\.reference.id)).union(events)
    var first: [Lane: Int64] = [:]
    for judged in events.compactMap({ judgement.events[$0] }) {
      let body = judged.event.body
      commits.formUnion(code.commits(of: judged.event))
      if body.kind.name == .land, let cause = body.causes.first { commits.insert(cause.id) }
      first[body.lane] = min(first[body.lane] ?? body.sequence, body.sequence)
    }
    for lane in linked {
      commits.formUnion(first[lane].map { evidence.links(of: lane, after: $0) } ?? [])
    }
    let allowed = commits
    let recorded = RecordedObjects(objects) { allowed.contains($0) }
    var digests: [SHA256Digest: ObjectID] = [:]
    for id in commits {
      if let event = judgement.events[id]?.event { digests[event.reference.digest] = id }
    }
    _ = Verifier(
      VerificationInput(
        excerpt: Excerpt(events: events.sorted(), commits: digests), of: recorded,
        trust: newest.reference.id, cryptography: cryptography, workers: workers,
        trustRoot: root, now: now, limits: limits)
    ).report()
    return ProofFile(
      repository: root, format: objects.format, claim: claim, trust: newest.reference.id,
      events: Array(events), objects: recorded.read)
  }
}
