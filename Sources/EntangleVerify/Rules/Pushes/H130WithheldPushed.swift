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
    var starts: [(RefName, ObjectID)] = []
    for update in context.updates {
      guard let new = update.new else { continue }
      switch EntangleRef(update.name, format: context.format) {
      case nil, .proposal, .input: starts.append((update.name, new))
      case .artifact where withheld[new] != nil:
        return [Self.broken("\(new) is withheld").about(update.name)]
      // What these are built on is no code.
      case .trust, .lane, .receipts, .denylist, .artifact: break
      }
    }
    // (A branch of the server may still have what is withheld.)
    let found = context.history?.first(
      from: starts, isAll: true, where: { withheld[$0] != nil })
    guard let (name, id) = found else { return [] }
    return [Self.broken("\(id) is withheld").about(name)]
  }
}
