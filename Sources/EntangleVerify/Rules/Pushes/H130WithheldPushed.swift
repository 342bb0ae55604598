internal import EntangleModel

/// A push brings nothing that is built on what is withheld. Stops: a clone that did not hear of a redaction, and brings back what
/// was taken out.
struct H130WithheldPushed: PushRule {
  static let text = RuleText(
    "H130", "what was taken out is pushed again",
    rule: "A push brings nothing that is built on what is withheld.",
    stops: "a clone that did not hear of a redaction, and brings back what was taken out.",
    hint: "entangle fetch, and rebase what is yours on the branch as it is now")

  func findings(in context: PushContext) -> [Finding] {
    guard let outcome = context.outcome else { return [] }
    let withheld = outcome.judgement.chain.withheld
    guard !withheld.isEmpty else { return [] }
    return context.updates.compactMap { update in
      guard let new = update.new else { return nil }
      let id: ObjectID?
      switch EntangleRef(update.name, format: context.format) {
      case nil, .proposal, .input: id = context.history?.first(from: new) { withheld[$0] != nil }
      case .artifact: id = withheld[new] == nil ? nil : new
      // What these are built on is no code.
      case .trust, .lane, .receipts, .denylist: id = nil
      }
      return id.map { Self.broken("\($0) is withheld").about(update.name) }
    }
  }
}
