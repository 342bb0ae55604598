public import EntangleModel

/// Law that nobody has signed, made from a trust chain that stands, so that history can be judged under
/// it: a `VerificationInput` may hold one. It is no `TrustChain`, and nothing can be signed or published
/// on it.
public struct SupposedLaw: Sendable {
  /// What the verifier takes in place of the chain that it has read.
  let chain: TrustChain

  /// The documents of a trust state by path, without statement and signatures.
  public typealias Documents = [String: [UInt8]]

  /// The law with one more state at its end, as its authorities might publish it.
  ///
  /// `cuts`: of each lane, the last event that the state counts; they are left out where it takes
  /// nothing away. Throws what no such state may say, whoever signs it.
  public init(
    _ documents: Documents, after chain: TrustChain, issued: Timestamp, cuts: [Cut],
    cryptography: any Cryptography
  ) throws(UnlawfulSupposition) {
    guard let newest = chain.newest, let founding = chain.steps.first else {
      throw UnlawfulSupposition(findings: [])
    }
    let isAdditive = TrustState.isAdditive(documents, after: newest.state.contentFiles)
    let statement = Statement(
      repository: newest.repository, previous: newest.name.digest,
      version: newest.name.version + 1,
      contents: Statement.contentsDigest(documents, cryptography: cryptography),
      issued: max(issued, newest.state.statement.issued), cuts: isAdditive ? [] : cuts)
    var files = documents
    files["statement"] = statement.encoded
    let state = try Self.state(files)
    let findings = chain.findings(on: state, cryptography: cryptography)
    guard findings.isEmpty else { throw UnlawfulSupposition(findings: findings) }
    var longer = chain
    longer.append(TrustStep(unpublished: state, after: founding, cryptography: cryptography))
    self.chain = longer
  }

  /// The law as if a change had been part of each of its states from the first one on. The states keep
  /// their names, so that events name them.
  ///
  /// Throws where a state is not well formed with the change.
  public init(
    throughout chain: TrustChain, _ change: (inout Documents) -> Void
  ) throws(UnlawfulSupposition) {
    var steps: [TrustStep] = []
    for step in chain.steps {
      var documents = step.state.contentFiles
      change(&documents)
      guard documents != step.state.contentFiles else {
        steps.append(step)
        continue
      }
      let rest = step.state.files.filter { step.state.contentFiles[$0.key] == nil }
      steps.append(
        TrustStep(
          reference: step.reference, commit: step.commit, signature: step.signature,
          state: try Self.state(documents.merging(rest) { first, _ in first }), name: step.name))
    }
    self.chain = chain.replacing(steps)
  }

  private static func state(
    _ files: Documents
  ) throws(UnlawfulSupposition) -> TrustState {
    do throws(DocumentDefect) {
      return try TrustState(files: files)
    } catch {
      throw UnlawfulSupposition(findings: [T105TrustDocumentMalformed.broken(error.detail)])
    }
  }

  /// The last of its states.
  public var newest: TrustState? { chain.newest?.state }

  /// The state that an event names.
  public func state(_ name: StateReference) -> TrustState? { chain.step(name)?.state }
}

/// Why something cannot be law, whoever signs it.
public struct UnlawfulSupposition: Error, Sendable {
  /// What the rules for trust documents find; none where there is no chain to suppose anything of.
  public let findings: [Finding]
}
