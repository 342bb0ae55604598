public import EntangleModel

/// Judges one event before it is published, as far as the trust chain and the event before it on its
/// lane decide, without reading the history. For events that answer nothing; what answers others is
/// judged with them by `Verifier`.
public struct Precheck: Sendable {
  private let input: VerificationInput
  private let chain: TrustChain

  /// `chain` is one that `Verifier` has judged.
  public init(_ input: VerificationInput, chain: TrustChain) {
    self.input = input
    self.chain = chain
  }

  /// What the rules find wrong with a stored event that has `previous` before it on its lane.
  public func findings(
    candidate: ObjectID, on ref: RefName, previous: ParsedEvent?
  ) -> [Finding] {
    let gate = EventGate(
      objects: input.objects, cryptography: input.cryptography, limits: input.limits)
    var reading = gate.reading(candidate, ref: ref, outcome: gate.outcome(candidate).0)
    reading.checkSignature(input.cryptography)
    var judge = Judge(input: input, chain: chain, gate: gate)
    judge.judge(reading, after: previous)
    return judge.findings
  }
}
