internal import EntangleModel

/// An entry of the denylist is of this repository, has the next number, the digest of the one before, and stands on
/// that; the first on nothing. Stops: a list with something dropped, put in, reordered or taken from
/// elsewhere.
struct D103DenylistChainBroken: DenylistRule {
  static let text = RuleText(
    "D103", "the denylist is not one chain",
    rule:
      "An entry of the denylist is of this repository, has the next number, the digest of the one "
      + "before, and stands on that; the first on nothing.",
    stops: "a list with something dropped, put in, reordered or taken from elsewhere.",
    hint:
      "fetch refs/entangle/denylist from the host, and make the entry again behind what is there")

  func findings(in context: DenylistContext) -> [Finding] {
    guard let reading = context.reading else { return [] }
    let entry = reading.entry
    let last = context.denylist.last
    var found: [String] = []
    if entry.repository != context.chain.root { found.append("of another repository") }
    if entry.sequence != context.denylist.count + 1 {
      found.append("number \(entry.sequence) in place of \(context.denylist.count + 1)")
    }
    if entry.chain != last?.digest ?? .zero { found.append("it follows another entry") }
    if reading.header.parents != [last?.id].compactMap({ $0 }) {
      found.append("it stands on another commit")
    }
    return found.map { Self.broken("\(context.name): \($0)") }
  }
}
