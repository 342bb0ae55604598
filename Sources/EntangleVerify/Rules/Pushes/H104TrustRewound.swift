internal import EntangleModel

/// The trust chain only grows: the state at which it stands is in it afterwards, or made void by it. Stops:
/// older law pushed as new.
struct H104TrustRewound: PushRule {
  static let text = RuleText(
    "H104", "the trust chain rewound",
    rule:
      "The trust chain only grows: the state at which it stands is in it afterwards, or made void by it.",
    stops: "older law pushed as new.",
    hint: "fetch the trust chain, and change the newest state")

  func findings(in context: PushContext) -> [Finding] {
    guard let outcome = context.outcome else { return [] }
    let chain = outcome.judgement.chain
    return context.updates.compactMap { update in
      guard update.name == EntangleRef.trustName, let old = update.old,
        !chain.steps.contains(where: { $0.reference.id == old })
      else { return nil }
      if let name = outcome.reader.read(old).step?.name, chain.isVoid(name) { return nil }
      return Self.broken("\(old) would not be in it any more").about(update.name)
    }
  }
}
