public import EntangleModel
public import EntangleVerify

/// A proposal on top of its branch that nobody could land under some law, whoever has approved it.
public struct ProposalObstacle: Sendable {
  /// The `change.propose`.
  public let event: JudgedEvent
  public let ref: RefName
  /// The rule that would refuse each landing of it.
  public let code: String
  /// Lower case, no full stop.
  public let detail: String
}

extension ApprovalLedger {
  /// The proposals that lie on top of their branches and could not land, by what their commits are signed with and who
  /// may land.
  func obstacles(tips: [RefName: ObjectID]) -> [ProposalObstacle] {
    open(tips: tips).compactMap { proposal in
      let body = proposal.event.body
      guard let ref = body.ref, let policy = law.policies[ref], let base = body.commit(.base),
        let head = body.commit(.head)
      else { return nil }
      func obstacle(_ code: String, _ detail: String) -> ProposalObstacle {
        ProposalObstacle(event: proposal, ref: ref, code: code, detail: detail)
      }
      if let found = signers.obstacle(from: base.id, to: head.id, under: law, at: now) {
        return obstacle(found.code, "\(found.commit) has to be signed anew")
      }
      let canLand = policy.landers.compactMap { law.principals[$0] }.contains {
        $0.status == .active && EventKind[.land].signers.contains($0.kind) && hasKey($0)
      }
      return canLand ? nil : obstacle("W112", "no lander of the policy could sign")
    }
  }
}
