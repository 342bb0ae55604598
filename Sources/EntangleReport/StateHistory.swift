public import EntangleModel
public import EntangleVerify

/// A principal with one of its keys, as a state of the trust chain knows them.
public struct StateSigner: Sendable {
  public let principal: PrincipalID
  public let key: KeyID
  /// What the state says of both; nil where it does not know them.
  public let holder: TrustState.KeyHolder?
}

/// What one state of the trust chain says that the one before does not.
public struct StateChange: Sendable {
  public let step: TrustStep
  /// The authorities who signed the statement, sorted.
  public let signers: [StateSigner]
  /// The paths of documents that the state before does not have, sorted.
  public let added: [String]
  /// The paths of documents that differ from those of the state before, sorted.
  public let changed: [String]
  /// The paths of documents that only the state before has, sorted.
  public let removed: [String]

  /// Compares a state of a judged chain with the one before it.
  private init(_ step: TrustStep, after previous: TrustStep?, _ cryptography: any Cryptography) {
    self.step = step
    let new = step.state.contentFiles
    let old = previous?.state.contentFiles ?? [:]
    added = new.keys.filter { old[$0] == nil }.sorted()
    changed = new.keys.filter { old[$0] != nil && old[$0] != new[$0] }.sorted()
    removed = old.keys.filter { new[$0] == nil }.sorted()
    let states = [previous?.state, step.state].compactMap { $0 }
    signers = step.state.files.keys.sorted().compactMap { path in
      guard case .signature(let principal, let key)? = try? TrustPath(path) else { return nil }
      let holder = states.lazy.compactMap { Self.holder(principal, key, $0, cryptography) }.first
      return StateSigner(principal: principal, key: key, holder: holder)
    }
  }

  private static func holder(
    _ id: PrincipalID, _ key: KeyID, _ state: TrustState, _ cryptography: any Cryptography
  ) -> TrustState.KeyHolder? {
    let keys = state.principals[id]?.keys ?? []
    return keys.first { cryptography.keyID($0.publicKey) == key }
      .flatMap { state.keys[$0.publicKey] }
  }

  /// Every state of a judged chain, oldest first.
  public static func all(in chain: TrustChain, cryptography: any Cryptography) -> [StateChange] {
    let before: [TrustStep?] = [nil] + chain.steps
    return zip(chain.steps, before).map { StateChange($0, after: $1, cryptography) }
  }
}
