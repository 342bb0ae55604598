public import EntangleModel

/// Tells whose keys have signed the commits of a change.
public struct ChangeSigners {
  private let changes: ChangeReader

  public init(_ objects: any ObjectSource, cryptography: any Cryptography, chain: TrustChain) {
    changes = ChangeReader(
      objects: objects, cryptography: cryptography, limits: ReadLimits(),
      baseline: chain.exemptTips, withheld: Set(chain.withheld.keys))
  }

  /// The keys that the signatures of the commits reachable from `new` and not from `old` carry, valid
  /// or not; as far as the commits can be read.
  public func keys(from old: ObjectID, to new: ObjectID) -> Set<PublicKey> {
    Set(changes.change(from: old, to: new).commits.compactMap(\.signer))
  }
}
