public import EntangleModel
public import EntangleVerify

/// What would become of a history under law that nobody has signed.
public struct WhatIfAnswer: Sendable {
  /// From when on it is taken to be law.
  public enum Question: String, Sendable, Hashable {
    /// It was part of every state.
    case always
    /// It is published now, as the next state, which counts everything that is here.
    case now

    /// As a heading says it.
    var text: String {
      switch self {
      case .always: "judged under it from the beginning"
      case .now: "published now, as the next state"
      }
    }
  }

  public let question: Question
  /// What would be found that is not, and the other way round.
  public let difference: ReportDifference
  /// `difference.falling` as people read it.
  let falling: FoldedFindings
  /// `difference.warned` as people read it.
  let warned: FoldedFindings
  /// The landings that stand and would have too few approvals, had it been law all the time.
  public let landings: [ApprovalShortage]
  /// The proposals that could land, as far as approvals go, and could not any more, if it
  /// became law now.
  public let proposals: [ApprovalShortage]
  /// The proposals that somebody could land, once they are approved, and nobody could any more, if it became law now.
  public let blocked: [ProposalObstacle]

  /// Judges the history once more, under supposed law; `now` is the report of it as it is, of the same
  /// input.
  ///
  /// `judge` takes the law and gives the report under it.
  public init(
    _ question: Question, _ law: SupposedLaw, now: Report, branches: [RefName: ObjectID],
    objects: any ObjectSource, cryptography: any Cryptography, judge: (SupposedLaw) -> Report
  ) {
    let then = judge(law)
    self.question = question
    difference = ReportDifference(from: now, to: then)
    falling = FoldedFindings(difference.falling, judgement: then.judgement)
    warned = FoldedFindings(difference.warned, judgement: then.judgement)
    guard let judgement = now.judgement, let old = judgement.chain.newest?.state,
      let new = law.newest
    else {
      (landings, proposals, blocked) = ([], [], [])
      return
    }
    func ledger(_ law: TrustState) -> ApprovalLedger {
      ApprovalLedger(
        judgement, law: law, objects: objects, cryptography: cryptography, now: now.asOf)
    }
    let (before, after) = (ledger(old), ledger(new))
    switch question {
    case .always:
      landings = after.landings { law.state($0) }
      (proposals, blocked) = ([], [])
    case .now:
      landings = []
      // What lacks approvals already is no consequence.
      let short = Set(before.proposals(tips: branches).map(\.event.event.id))
      proposals = after.proposals(tips: branches).filter { !short.contains($0.event.event.id) }
      let stuck = Set(before.obstacles(tips: branches).map(\.event.event.id))
      blocked = after.obstacles(tips: branches).filter { !stuck.contains($0.event.event.id) }
    }
  }
}
