import EntangleModel

extension EventFlaws {
  /// What the event means for commits and people.
  static let meaning: [Flaw<EventDraft>] = [
    Flaw("a commit of other content", ["O106", "W106", "W118"]) { draft, _, _ in
      let fields = draft.kind.fields.filter { $0.type == .commit }.map(\.name)
      for name in fields {
        guard case .commit(let commit)? = draft.values[name] else { continue }
        draft.values[name] = .commit(
          CommitReference(id: commit.id, digest: commit.digest, content: .zero))
        return true
      }
      return false
    },
    Flaw("somebody else's answer", ["W101", "W103"]) { draft, story, scene in
      let ties: Set<EventCauseRule.Tie> = [.own, .addressed]
      guard let rule = draft.kind.causeRules.first, ties.contains(rule.tie), !draft.causes.isEmpty,
        draft.kind.name != .approvalResponse,
        let other = scene.other(draft.kind.signers, but: draft.author)
      else { return false }
      draft.retell(by: other, in: story, at: scene)
      return true
    },
    Flaw("somebody to whom no edge leads", ["A102", "A103"]) { draft, _, scene in
      let relations: [EventName: Relation] = [
        .taskRequest: .delegates, .taskHandoff: .handsOff, .question: .contacts,
        .connectionRequest: .contacts, .introduction: .contacts, .runnerTrust: .operates,
      ]
      guard let relation = relations[draft.kind.name],
        draft.kind.name != .question || draft.causes.isEmpty
      else { return false }
      let far = scene.newest.content.principals.first { principal in
        let edge = Edge(from: draft.author, relation: relation, to: principal.id)
        return principal.kind != .runner && principal.kind != .service
          && scene.pen?.named.content.edges[edge] != true
      }
      guard let far else { return false }
      draft.values[.to] = .id(far.id)
      return true
    },
    Flaw("a service that takes no requests", ["W122"]) { draft, _, scene in
      guard draft.kind.name == .connectionRequest, draft.causes.isEmpty, let pen = scene.pen,
        let service = pen.named.principals.values.filter({ $0.kind == .service }).map(\.id).first(
          where: { pen.named.answer(to: draft.author, by: $0) == .rejected })
      else { return false }
      draft.values[.to] = .id(service)
      return true
    },
    Flaw("no cause", ["E102", "C102"]) { draft, _, _ in
      guard draft.kind.causes.lowerBound > 0 else { return false }
      draft.causes = []
      return true
    },
    Flaw("a cause that cannot be answered so", ["C102"]) { draft, _, scene in
      let kinds = draft.kind.causeRules.first?.kinds ?? []
      guard !draft.causes.isEmpty,
        let other = scene.history.told.last(where: { told in
          !kinds.contains(told.name) && !told.isVoid && told.version <= draft.trust.version
            && told.time <= draft.time && !draft.causes.contains { $0.id == told.id }
        })
      else { return false }
      draft.causes[0] = other.reference
      return true
    },
    Flaw("the same again", ["W102", "W107", "W115", "W118", "W116"]) { draft, story, _ in
      let once: Set<EventName> = [
        .taskAccept, .taskReject, .taskResult, .taskHandoff, .taskCancel, .approvalResponse,
        .approvalWithdraw, .answer, .connectionVerdict, .assignmentAccepted, .assignmentRejected,
        .assignmentRevoke, .close, .tag, .runnerHello,
      ]
      guard once.contains(draft.kind.name) else { return false }
      let first = story.append(draft)
      if case .object(let object)? = draft.values[.object], case .ref(let ref)? = draft.values[.tag]
      {
        story.tags[ref] = object.id
      }
      (draft.firstParent, draft.chain) = (first.id, first.digest)
      draft.sequence += 1
      return true
    },
  ]

  /// What the event does to work that is under way.
  static let work: [Flaw<EventDraft>] = [
    number("another attempt", .attempt, ["W102"], of: [.taskAccept]),
    number(
      "another generation", .generation, ["W116"],
      of: [
        .runnerHeartbeat, .runnerStatus, .assignmentAccepted, .assignmentRejected, .runnerReceipt,
        .logSummary,
      ]),
    Flaw("an answer too late", ["W105", "K104"]) { draft, _, scene in
      let names: Set<EventName> = [
        .approvalResponse, .connectionVerdict, .assignmentAccepted, .land,
      ]
      guard names.contains(draft.kind.name), let pen = scene.pen else { return false }
      let asked =
        draft.kind.name == .land
        ? pen.causes.compactMap { scene.history.event($0.causes.first ?? $0.id) } : pen.causes
      guard let end = asked.compactMap(\.expires).min() else { return false }
      draft.time = max(draft.time, sure(end.adding(seconds: 1)))
      return draft.time <= sure(pen.named.holders[draft.key.publicKey]?.key.notAfter)
    },
    Flaw("an approval of something else", ["W106"]) { draft, story, _ in
      guard [.approvalRequest, .approvalResponse].contains(draft.kind.name) else { return false }
      draft.values[.head] = .commit(story.base)
      return true
    },
    Flaw("an approver along no edge", ["A102", "A103"]) { draft, _, scene in
      guard draft.kind.name == .approvalRequest else { return false }
      let far = scene.newest.content.principals.first { principal in
        let edge = Edge(from: principal.id, relation: .reviews, to: draft.author)
        return scene.pen?.named.content.edges[edge] != true
      }
      draft.values[.approvers] = .ids([sure(far).id])
      return true
    },
    Flaw("a change that goes backwards", ["W108"]) { draft, _, _ in
      guard draft.kind.name == .changePropose, let base = draft.values[.base] else { return false }
      draft.values[.base] = draft.values[.head]
      draft.values[.head] = base
      return true
    },
    land("a landing of something else", ["W106", "W111", "W108"]) { draft, story in
      draft.values[.new] = .commit(story.base)
    },
    land("a landing from elsewhere", ["W111", "W106"]) { draft, _ in
      draft.values[.old] = draft.values[.new]
    },
    land("a landing on a branch without policy", ["W113"]) { draft, _ in
      draft.values[.ref] = .ref(RefName("refs/heads/other"))
    },
    Flaw("a landing by somebody who may not", ["W112"]) { draft, story, scene in
      let landers = scene.newest.content.policies["main"]?.landers ?? []
      guard [.land, .tag].contains(draft.kind.name),
        let other = scene.other([.user, .supervisor, .worker], but: draft.author),
        !landers.contains(other.id)
      else { return false }
      draft.retell(by: other, in: story, at: scene)
      return true
    },
    Flaw("a landing with an approval too few", ["W109", "A104"]) { draft, _, scene in
      guard draft.kind.name == .land, let pen = scene.pen else { return false }
      let responses = pen.causes.filter { $0.name == .approvalResponse }
      let due = pen.named.content.policies["main"]?.approvals ?? 1
      guard responses.count > 1,
        scene.history.approving(Array(responses.dropLast()), pen, under: pen.named).count < due
      else { return false }
      draft.causes.removeLast()
      return true
    },
    Flaw("a tag that calls itself otherwise", ["G104"]) { draft, _, _ in
      guard draft.kind.name == .tag else { return false }
      draft.values[.tag] = .ref(RefName("refs/tags/other"))
      return true
    },
    Flaw("a commit for a tag", ["G104"]) { draft, story, _ in
      guard draft.kind.name == .tag else { return false }
      draft.values[.object] = .object(
        ObjectReference(id: story.base.id, digest: story.base.digest))
      return true
    },
    Flaw("a runner's success without outputs", ["M101"]) { draft, _, scene in
      guard draft.kind.name == .taskResult, case .commit? = draft.values[.artifact] else {
        return false
      }
      draft.values[.artifact] = .absent
      return true
    },
    Flaw("the outputs of another task", ["M103", "M104"]) { draft, _, scene in
      guard draft.kind.name == .taskResult, case .commit(let own)? = draft.values[.artifact],
        let other = scene.history.told.compactMap({ $0.commit(.artifact) }).first(where: {
          $0 != own
        })
      else { return false }
      draft.values[.artifact] = .commit(other)
      return true
    },
    Flaw("a run after the lease", ["W121", "K104"]) { draft, _, scene in
      guard [.leaseRenew, .runStart, .runRestart].contains(draft.kind.name), let pen = scene.pen
      else { return false }
      let offer = scene.history.opening(of: pen.causes[0])
      let ends = scene.history.told.filter { $0.name == .leaseRenew }.compactMap(\.expires)
      draft.time = sure(sure((ends + [sure(offer.expires)]).max()).adding(seconds: 1))
      return draft.time <= sure(pen.named.holders[draft.key.publicKey]?.key.notAfter)
    },
    Flaw("a renewal of what nobody took", ["W119"]) { draft, _, scene in
      guard draft.kind.name == .eventRenew,
        let own = scene.history.told.first(where: {
          $0.principal == draft.author && $0.name != .land && !$0.isVoid
            && scene.history.taintedSince($0) == nil && $0.version <= draft.trust.version
            && $0.time <= draft.time
        })
      else { return false }
      draft.causes = [own.reference]
      return true
    },
  ]

  private static func number(
    _ name: String, _ field: EventFieldName, _ codes: Set<String>, of kinds: Set<EventName>
  ) -> Flaw<EventDraft> {
    Flaw(name, codes) { draft, _, _ in
      guard kinds.contains(draft.kind.name), case .number(let number)? = draft.values[field] else {
        return false
      }
      draft.values[field] = .number(number + 1)
      return true
    }
  }

  private static func land(
    _ name: String, _ codes: Set<String>,
    _ make: @escaping @Sendable (inout EventDraft, Story) -> Void
  ) -> Flaw<EventDraft> {
    Flaw(name, codes) { draft, story, _ in
      guard draft.kind.name == .land else { return false }
      make(&draft, story)
      return true
    }
  }
}
