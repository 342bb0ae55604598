internal import EntangleModel

/// Where the host's operator has given out tokens, a push that moves the trust chain comes with a proof of one, of
/// this push, made now. Stops: law published over a login alone by whoever has taken the authorities' keys.
struct H124OperatorProofMissing: AdmissionRule {
  static let text = RuleText(
    "H124", "law pushed without an operator's token",
    rule:
      "Where the host's operator has given out tokens, a push that moves the trust chain comes with a "
      + "proof of one, of this push, made now.",
    stops: "law published over a login alone by whoever has taken the authorities' keys.",
    hint:
      "'entangle push' proves the token that ENTANGLE_HOST_OPERATOR_TOKEN holds; ask whoever keeps the server for one"
  )

  func findings(in facts: AdmissionFacts) -> [Finding] {
    guard let standing = facts.operatorStanding,
      facts.updates.contains(where: { $0.name == EntangleRef.trustName })
    else { return [] }
    let detail: String
    switch standing {
    case .proved: return []
    case .missing: detail = "there is no proof"
    case .malformed: detail = "the push option 'entangle-operator' is no proof"
    case .unknown(let token): detail = "the host has no token '\(token)'"
    case .expired(let token, let end): detail = "the token '\(token)' ended at \(end)"
    case .outOfTime(let seconds):
      detail =
        seconds < 0
        ? "the proof is of \(-seconds) seconds ahead" : "the proof is \(seconds) seconds old"
    case .wrong(let token): detail = "the proof is of another push, or not by the token '\(token)'"
    }
    return [Self.broken(detail).about(EntangleRef.trustName)]
  }
}
