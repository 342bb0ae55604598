internal import EntangleModel

/// An imported entry comes with the entry as its reporter has signed it, a receipt of the host there that names
/// it or one behind it, and what shows which keys its subject has there. Stops: bans under another host's name
/// that it has not taken.
struct D110ImportUnproved: DenylistRule {
  static let text = RuleText(
    "D110", "an imported entry that nothing shows",
    rule:
      "An imported entry comes with the entry as its reporter has signed it, a receipt of the "
      + "host there that names it or one behind it, and what shows which keys its subject has "
      + "there.",
    stops: "bans under another host's name that it has not taken.",
    hint: "import it again from the repository where it was made")

  func findings(in context: DenylistContext) -> [Finding] {
    guard let imported = context.imported, let reading = context.reading else { return [] }
    guard context.reader.fileDefect(reading) == nil else { return [] }
    guard let proof = context.proof else {
      return [Self.broken("\(context.name): 'entry' is none of a denylist")]
    }
    return proof.defects.map {
      Self.broken("\(context.name), of \(imported.origin.repository.hex.prefix(12)): \($0)")
    }
  }
}
