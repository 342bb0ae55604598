internal import EntangleModel

/// The trust chain only grows: the state at which it stands is in it afterwards, or made void by it on the word of that
/// state's own authorities. Stops: older law pushed as new; keys that were replaced long ago, which go on from before that.
struct H104TrustRewound: PushRule {
  static let text = RuleText(
    "H104", "the trust chain rewound",
    rule:
      "The trust chain only grows: the state at which it stands is in it afterwards, or made void by it on the word "
      + "of that state's own authorities.",
    stops:
      "older law pushed as new; keys that were replaced long ago, which go on from before that.",
    hint: "fetch the trust chain, and change the newest state")

  func findings(in context: PushContext) -> [Finding] {
    guard let outcome = context.outcome else { return [] }
    let chain = outcome.judgement.chain
    return context.updates.compactMap { update in
      guard update.name == EntangleRef.trustName, let old = update.old,
        !chain.steps.contains(where: { $0.reference.id == old })
      else { return nil }
      guard let fork = outcome.standing.flatMap({ TrustFork($0, chain) }), fork.standing.isEmpty
      else { return Self.broken("\(old) would not be in it any more").about(update.name) }
      guard fork.isResolved(cryptography: outcome.cryptography) else {
        return Self.broken("the authorities of \(old) have not made it void").about(update.name)
          .hinting("have them sign too; where they cannot any more, the server's keeper decides")
      }
      return nil
    }
  }
}
