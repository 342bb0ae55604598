import EntangleModel
import EntangleReport
import EntangleSystem

@testable import EntangleVerify

extension Story {
  /// What packs proofs of what stands in it.
  func packer(_ report: Report, workers: ConcurrentWorkers = TestWorkers.usual) -> ProofPacker? {
    report.judgement.map { judgement in
      ProofPacker(
        judgement, objects: objects, cryptography: cryptography,
        workers: workers, now: now)
    }
  }

  /// What comes of checking a proof.
  func check(
    _ file: ProofFile, root: SHA256Digest?? = nil, workers: ConcurrentWorkers = TestWorkers.usual
  ) -> ProofReport {
    ProofVerifier(
      file, trustRoot: root ?? trustRoot, now: now, cryptography: cryptography,
      workers: workers
    ).report()
  }

  /// Everything that a proof can say of it: of each state, event, landed commit, artifact, branch and
  /// tag that stands.
  func claims(_ report: Report) -> [ProofClaim] {
    guard let judgement = report.judgement else { return [] }
    let accepted = judgement.events.values.filter { $0.standing == .accepted }
    var subjects = judgement.chain.steps.map { ProofSubject.state($0.reference.id) }
    subjects += accepted.map { .event($0.event.id) }.sorted { $0.id < $1.id }
    subjects += judgement.state.landed.allCommits.sorted().map { .landedCommit($0) }
    subjects += branches.sorted { $0.key < $1.key }.map { .branch($0.key, $0.value) }
    subjects += refs.sorted { $0.key < $1.key }.map { .entangleRef($0.key, $0.value) }
    let claims = subjects.compactMap { $0.claim(in: judgement, format: objects.format) }
    return claims + tags.compactMap { judgement.claim(ofTag: $0.key, at: $0.value) }
  }
}
