internal import EntangleModel

/// Who is on the denylist pushes nothing, and nobody his lanes, but the trust chain alone. Stops: going on with what
/// somebody was banned for.
struct H120PusherBanned: AdmissionRule {
  static let text = RuleText(
    "H120", "pushed by somebody who is banned",
    rule:
      "While a ban of the denylist holds, its subject pushes nothing, and nobody its lanes; a push that "
      + "moves the trust chain alone is let in.",
    stops: "going on with what somebody was banned for.",
    hint: "ask an authority of the repository, or who made the entry, to lift it")

  func findings(in facts: AdmissionFacts) -> [Finding] {
    guard !facts.isDenylistBroken else {
      return [
        Self.broken("the denylist of the server cannot be read").about(DenylistEntry.ref)
          .hinting("whoever keeps the server mends the ref; 'entangle deny verify' tells more")
      ]
    }
    guard let ban = facts.ban else { return [] }
    let row = ban.row
    let until = row.ban.expires.map { "until \($0)" } ?? "with no end"
    let reporter = row.entry.reporter.principal
    // (What he is called where the ban was made may be the name of somebody else here.)
    let origin = row.imported == nil ? "" : ", of '\(row.subject)'"
    return [
      Self.broken(
        "'\(ban.subject)' is banned \(until): \(row.ban.reason.rawValue) (entry "
          + "\(row.entry.sequence), by '\(reporter)'\(origin))"
      )
      .hinting(
        "to appeal, show entry \(row.entry.sequence) to an authority or to '\(reporter)': "
          + "'entangle deny lift \(row.entry.sequence)'")
    ]
  }
}
