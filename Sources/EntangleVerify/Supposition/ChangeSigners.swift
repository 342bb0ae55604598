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

  /// The first commit of a change whose signature would keep it from landing at a moment under some law, with the code of
  /// the rule; nil where none would, as far as the commits can be read.
  public func obstacle(
    from old: ObjectID, to new: ObjectID, under law: TrustState, at moment: Timestamp
  ) -> (code: String, commit: ObjectID)? {
    for reading in changes.change(from: old, to: new).commits {
      guard reading.isReadable, let signer = reading.signer else {
        return (G101CommitUnsigned.text.code, reading.id)
      }
      guard reading.isSignatureValid, let key = law.keys[signer]?.key, key.uses.contains(.code)
      else { return (G102CommitSignatureInvalid.text.code, reading.id) }
      guard key.isInWindow(moment), !key.isRevoked(at: moment) else {
        return (G103CommitKeyOutOfWindow.text.code, reading.id)
      }
    }
    return nil
  }
}
