internal import EntangleModel

/// The law under which the host has taken a push, as far as the chain that is here has it.
struct ReceiptLaw: Sendable {
  /// The state that the receipt names. Where that is void: the last that its branch has in common with the chain, and
  /// none older than what receipts before it name.
  let step: TrustStep
  /// Whether the state named is void.
  let isVoid: Bool

  /// Nil where the chain neither has the state nor has made it void. `version`: that of the law of the receipt before.
  init?(_ name: StateReference, in chain: TrustChain, after version: Int64?) {
    if let step = chain.step(name) {
      (self.step, isVoid) = (step, false)
      return
    }
    guard let common = chain.lastCommonVersion(with: name),
      let index = Int(exactly: max(common, version ?? 1) - 1), chain.steps.indices.contains(index)
    else { return nil }
    (step, isVoid) = (chain.steps[index], true)
  }

  /// The version by which it counts.
  var version: Int64 { step.name.version }
}
