internal import EntangleModel

/// Who adds to the denylist may do so under the newest law, and whose entries are imported is believed by it. Stops: entries by one whose role or key was taken away,
/// under a law that still gave it.
struct H122BannedByFormer: PushRule {
  static let text = RuleText(
    "H122", "an entry by one who may write the denylist no more",
    rule:
      "Who adds to the denylist may do so under the newest law, too, and whose entries are imported is "
      + "believed by it.",
    stops: "entries by one whose role or key was taken away, under a law that still gave it.",
    hint: "have an authority make the entry")

  func findings(in context: PushContext) -> [Finding] {
    guard let outcome = context.outcome, let law = outcome.judgement.chain.newest?.state else {
      return []
    }
    return context.updates.flatMap { update -> [Finding] in
      guard update.name == DenylistEntry.ref, let new = update.new else { return [] }
      let added = outcome.denylist.chain(from: new).reversed().prefix { $0.id != update.old }
      return added.compactMap { read in
        guard case .entry(let reading, _) = read.outcome else { return nil }
        if case .imported(let imported) = reading.entry.content,
          law.peerKey(imported.host, of: imported.origin.repository, outcome.cryptography) == nil
        {
          return Self.broken(
            "entry \(reading.entry.sequence), of a host that the law believes no more"
          )
          .about(update.name)
        }
        guard
          !law.mayBan(
            reading.signature.publicKey, as: reading.entry.reporter, at: reading.entry.time)
        else { return nil }
        return Self.broken(
          "entry \(reading.entry.sequence), by '\(reading.entry.reporter.principal)'"
        )
        .about(update.name)
      }
    }
  }
}
