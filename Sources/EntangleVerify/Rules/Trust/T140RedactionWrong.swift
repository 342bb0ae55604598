internal import EntangleModel

/// Redactions are numbered from 1 without a gap and never changed, and name a commit by one digest; one that moves a branch moves one that a policy
/// protects, from a commit that is withheld and that no other redaction moves it from, to one that is not withheld. Stops: a history
/// that was taken out and comes back; a branch with two ways to go on.
struct T140RedactionWrong: TrustRule {
  static let text = RuleText(
    "T140", "a redaction does not fit",
    rule:
      "Redactions are numbered from 1 without a gap and never changed, and name a commit by one digest; one that moves a branch moves one that a "
      + "policy protects, from a commit that is withheld and that no other redaction moves it from, to one that is "
      + "not withheld.",
    stops: "a history that was taken out and comes back; a branch with two ways to go on.",
    hint: "let 'entangle redact' write it")

  func findings(in context: TrustContext) -> [Finding] {
    guard let state = context.step?.state else { return [] }
    let before = context.previous?.state.redactions ?? [:]
    guard !(state.redactions.isEmpty && before.isEmpty) else { return [] }
    var found: [Finding] = []
    for (number, redaction) in before where state.redactions[number] != redaction {
      found.append(Self.broken("redaction \(number) is not as it was"))
    }
    let numbers = state.redactions.keys.sorted()
    if numbers != Array(1...Int64(max(1, numbers.count))) {
      found.append(Self.broken("\(numbers.count) of them are not numbered from 1"))
    }
    let withheld = state.withheld
    let commits = numbers.lazy.flatMap { state.redactions[$0]?.withheld ?? [] }
    if let other = commits.first(where: { withheld[$0.id] != $0.digest }) {
      found.append(Self.broken("\(other.id) has two digests"))
    }
    for number in numbers where before[number] == nil {
      guard let move = state.redactions[number]?.move else { continue }
      if let detail = defect(move, number, in: state, withheld) {
        found.append(Self.broken("redaction \(number): \(detail)"))
      }
    }
    return found
  }

  private func defect(
    _ move: Redaction.Move, _ number: Int64, in state: TrustState,
    _ withheld: [ObjectID: SHA256Digest]
  ) -> String? {
    if state.policies[move.ref] == nil { return "no policy protects '\(move.ref)'" }
    if withheld[move.old.id] != move.old.digest { return "\(move.old.id) is not withheld" }
    if withheld[move.new.id] != nil { return "\(move.new.id) is withheld" }
    let others = state.redactions.filter { $0.key != number }.compactMap(\.value.move)
    if others.contains(where: { $0.ref == move.ref && $0.old == move.old }) {
      return "'\(move.ref)' was moved from \(move.old.id) before"
    }
    return nil
  }
}
