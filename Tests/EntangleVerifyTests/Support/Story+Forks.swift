import EntangleModel

extension Story {
  /// The chain forks: what is published from here on, until `back`, is the losing side's.
  mutating func fork(_ edit: (inout StateDraft) -> Void = { _ in }) {
    winning = Winning(states: states, law: law, enrolments: enrolments)
    cut { draft in
      draft.edges[Edge(from: id("lead"), relation: .delegates, to: id("reviewer"))] = true
      edit(&draft)
    }
  }

  /// Takes the trust chain back to where it forked, for the winning side to go on; gives the states that
  /// were published since.
  mutating func back() -> [StateReference] {
    let kept = sure(winning)
    let lost = states.dropFirst(kept.states.count).map(\.name)
    (states, law, enrolments) = (kept.states, kept.law, kept.enrolments)
    refs[EntangleRef.trustName] = sure(states.last).reference.id
    return lost
  }

  /// The threshold of the authorities makes states void.
  mutating func resolve(
    _ voids: [StateReference], _ edit: (inout StateDraft) -> Void = { _ in }
  ) {
    cut { draft in
      draft.voids = voids
      edit(&draft)
    }
  }

  /// A task that the lead asks of somebody.
  @discardableResult
  mutating func ask(_ to: String = "builder", by signer: Signer = .lead) -> ObjectReference {
    append(asking(to, by: signer))
  }

  /// The draft of such a task.
  func asking(_ to: String = "builder", by signer: Signer = .lead) -> EventDraft {
    let latest = lanes.values.map(\.time).max() ?? at(0)
    return event(
      .taskRequest, by: signer, at: max(latest, at(600)),
      [.to: .id(id(to)), .input: .commit(base)],
      files: ["brief": Array("Do it.\n".utf8)])
  }
}
