internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// The move of `refs/entangle/trust`.
enum TrustRef {
  /// Below which the tips of branches are kept that the ref has left.
  static let keptPrefix = "refs/entangle-void/"

  /// Where the tip of a branch is kept.
  static func keptName(_ tip: ObjectID) -> RefName { RefName(keptPrefix + tip.hex) }

  /// The updates that move it from one commit to another. Where it leaves a branch, that one's tip
  /// is kept. Throws where an object is missing.
  static func updates(
    from old: ObjectID?, to new: ObjectID, in repository: Repository
  ) throws(CommandError) -> [RefUpdate] {
    let move = RefUpdate(name: EntangleRef.trustName, expectedOld: old, new: new)
    guard let old, try attempt({ try repository.chainOrder(of: new, to: old) }) == .apart else {
      return [move]
    }
    let kept = try attempt { try repository.reference(keptName(old)) }
    return [move, RefUpdate(name: keptName(old), expectedOld: kept, new: old)]
  }
}
