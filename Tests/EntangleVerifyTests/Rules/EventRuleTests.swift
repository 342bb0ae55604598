import EntangleModel
import EntangleVerify
import Testing

@Suite struct EventRuleTests {
  @Test(arguments: Vector.objects + Vector.events + Vector.keys + Vector.lanes)
  func `a rule for events refuses its attack alone`(vector: Vector) { vector.check() }
}

extension Vector {
  static let objects: [Vector] = [
    Vector(
      "O101", "a file of the code is missing", severity: .undecided,
      twin: { plan in plan.finally { $0.objects.add(.blob, [1]) } },
      attack: { plan in
        plan.finally { story in story.remove(content: Array("one\ntwo\n".utf8)) }
      }),
    Vector("O101", "a brief is missing", severity: .undecided) { plan in
      plan.finally { $0.remove(content: Array("Run it.\n".utf8)) }
    },
    Vector("O101", "an event is missing", severity: .undecided) { plan in
      plan.finally { $0.objects.remove(sure($0.steps[.accept]).id) }
    },
    Vector("O101", "what somebody goes on with is missing", severity: .undecided) { plan in
      plan.finally { story in
        let missing = ObjectReference(
          id: sure(ObjectID(hex: String(repeating: "1", count: 40).utf8)), digest: .zero)
        let accept = story.tell(
          .taskAccept, by: .builder, [missing], [.attempt: .number(1)])
        story.tell(.taskUpdate, by: .builder, [accept], files: ["report"])
      }
    },
    Vector("O101", "the artifact is missing", severity: .undecided) { plan in
      plan.finally { $0.objects.remove(sure($0.artifact).id) }
    },
    Vector("O101", "a state is missing", severity: .undecided) { plan in
      plan.finally { $0.objects.remove(sure($0.states.first).reference.id) }
    },
    Vector(
      "O102", "an event under another's name",
      twin: { plan in plan.finally { $0.swap($0.steps[.answer], for: $0.steps[.answer]) } },
      attack: { plan in plan.finally { $0.swap($0.steps[.answer], for: $0.steps[.ask]) } }),
    Vector("O102", "a state under another's name") { plan in
      plan.finally { $0.swap($0.states.last?.reference, for: $0.states.first?.reference) }
    },
    Vector("O104", "a ref of no place") { plan in
      plan.finally { $0.refs[RefName("refs/entangle/extra")] = $0.head.id }
    },
    Vector("O106", "another content under the commit") { plan in
      plan.event(.request) { draft, story in
        draft.values[.input] = .commit(
          CommitReference(id: story.base.id, digest: story.base.digest, content: .zero))
      }
    },
    Vector("O106", "an oid of another length") { plan in
      plan.event(.request) { draft, story in
        let other = sure(ObjectID(bytes: [UInt8](repeating: 7, count: 32)))
        draft.values[.input] = .commit(
          CommitReference(id: other, digest: story.base.digest, content: story.base.content))
      }
    },
    Vector("O106", "another commit under the name") { plan in
      plan.event(.request) { draft, story in
        draft.values[.input] = .commit(
          CommitReference(id: story.base.id, digest: .zero, content: story.base.content))
      }
    },
  ]

  static let events: [Vector] = [
    Vector("E101", "a header too many") { plan in
      plan.event(.answer) {
        $0.editPayload = { $0 = $0.replacing("\n\n", with: "\nencoding UTF-8\n\n") }
      }
    },
    Vector("E102", "a trailer too many") { plan in
      plan.event(.answer) { $0.editMessage = { $0 += Array("Note: x\n".utf8) } }
    },
    Vector("E103", "a version to come") { plan in
      plan.event(.answer) {
        $0.editMessage = { $0 = $0.replacing("response/1", with: "response/2") }
      }
    },
    Vector("E105", "a file swapped") { plan in
      plan.event(.request) { draft, story in
        let file = draft.files.keys.sorted().map {
          EventFile(name: $0, digest: story.cryptography.sha256([1]))
        }
        draft.bound = file
      }
    },
    Vector(
      "E105", "a brief with a control character",
      twin: { plan in
        plan.event(.request) { $0.files["brief"] = Array("Prüfe nicht.\n".utf8) }
      },
      attack: { plan in
        plan.event(.request) { $0.files["brief"] = Array("Run\u{1b}[2J it.\n".utf8) }
      }),
    Vector("S101", "a signature over something else") { plan in
      plan.event(.land) {
        $0.editArmour = { $0 = TestKey.lead.sign([1], in: .git).armour }
      }
    },
    Vector("S101", "a message changed after signing") { plan in
      plan.event(.answer) {
        $0.values[.decision] = .word("rejected")
        $0.editContent = {
          $0 = $0.replacing("response rejected", with: "response approved")
            .replacing("Decision: rejected", with: "Decision: approved")
        }
      }
    },
    Vector(
      "S102", "another key of the same principal", twin: { plan in secondLeadKey(&plan) },
      attack: { plan in
        secondLeadKey(&plan)
        plan.event(.land) { $0.key = .spare }
      }),
    Vector("S103", "a signature of another namespace") { plan in
      plan.event(.answer) { $0.namespace = .trust }
    },
  ]

  static let keys: [Vector] = [
    Vector(
      "K101", "a stranger", twin: { plan in lateRequest(&plan, enrolled: .spare, by: .spare) },
      attack: { plan in lateRequest(&plan, enrolled: .spare, by: .other) }),
    Vector(
      "K102", "a code key",
      twin: { plan in lateRequest(&plan, enrolled: .spare, by: .spare) },
      attack: { plan in lateRequest(&plan, enrolled: .spare, by: .spare, use: .code) }),
    Vector(
      "K103", "before the window",
      twin: { plan in lateRequest(&plan, enrolled: .spare, by: .spare, from: 500) },
      attack: { plan in lateRequest(&plan, enrolled: .spare, by: .spare, from: 501) }),
    Vector(
      "K104", "after the window",
      twin: { plan in lateRequest(&plan, enrolled: .spare, by: .spare, until: 500) },
      attack: { plan in lateRequest(&plan, enrolled: .spare, by: .spare, until: 499) }),
  ]

  static let lanes: [Vector] = [
    Vector("L101", "another author") { plan in plan.event(.land) { $0.author = id("builder") } },
    Vector("L101", "another ref", also: ["L102", "L103", "L104"]) { plan in
      plan.finally { $0.refs[Signer("lead", .other).lane.ref] = sure($0.steps[.land]).id }
    },
    Vector("L101", "refs at the tips of others' lanes") { plan in
      plan.finally { story in
        for (number, signer) in [Signer.lead, .builder, .builder].enumerated() {
          let lane = Lane(principal: id("x\(number)"), key: TestKey.other.id)
          story.refs[lane.ref] = story.lanes[signer.lane]?.reference.id
        }
      }
    },
    Vector("L102", "a number left out") { plan in plan.event(.land) { $0.sequence += 1 } },
    Vector("L103", "another event before") { plan in plan.event(.land) { $0.chain = .zero } },
    Vector("L104", "a root in a later state") { plan in
      plan.event(.answer) { draft, story in
        draft.firstParent = sure(story.states.last).reference.id
      }
    },
    Vector("L105", "a lane rolled back", also: ["W109"]) { plan in
      plan.finally { $0.refs[Signer.reviewer.lane.ref] = nil }
    },
    Vector(
      "L106", "an answer before its question",
      twin: { plan in plan.event(.answer) { $0.time = at(260) } },
      attack: { plan in plan.event(.answer) { $0.time = at(259) } }),
    Vector(
      "L107", "a date ahead", twin: { plan in plan.finally { $0.now = at(280 - 120) } },
      attack: { plan in plan.finally { $0.now = at(280 - 121) } }),
    Vector(
      "L108", "an older state than the cause's",
      twin: { plan in
        plan.event(.request) { draft, story in draft.trust = sure(story.states.first).name }
      },
      attack: { plan in
        plan.event(.accept) { draft, story in draft.trust = sure(story.states.first).name }
      }),
    Vector("L109", "an event of another repository") { plan in
      plan.event(.land) { $0.repository = .zero }
    },
    Vector("L110", "a state that nobody published") { plan in
      plan.event(.answer) { $0.trust = StateReference(version: 3, digest: .zero) }
    },
    Vector(
      "L111", "another event at the cut",
      twin: { plan in plan.before(.land) { $0.takeAway() } },
      attack: { plan in
        plan.before(.land) { story in
          story.takeAway { draft in
            draft.cuts = draft.cuts.map { Cut(lane: $0.lane, sequence: $0.sequence, digest: .zero) }
          }
        }
      }),
    Vector("L111", "a lane shorter than its cut") { plan in
      plan.before(.land) { story in
        story.takeAway { draft in
          draft.cuts = draft.cuts.map { Cut(lane: $0.lane, sequence: 9, digest: $0.digest) }
        }
      }
    },
    Vector(
      "L111", "the event at the cut is missing", severity: .undecided, also: ["O101"],
      twin: { plan in plan.finally { $0.takeAway() } },
      attack: { plan in
        plan.finally { story in
          story.takeAway()
          story.loseResult()
        }
      }),
  ]

  private static func secondLeadKey(_ plan: inout Plan) {
    plan.state(1) {
      $0.replace("lead") { _ in
        Story.principal("lead", .user, [(.lead, [.law]), (.spare, [.code])], person: "lee")
      }
    }
  }

  /// A user `late` who delegates to the builder, and asks for something at second 500.
  private static func lateRequest(
    _ plan: inout Plan, enrolled: TestKey, by key: TestKey, use: KeyUse = .law, from: Int64 = 0,
    until: Int64 = 80 * day
  ) {
    plan.state(1) {
      $0.principals.append(
        Story.principal("late", .user, [(enrolled, [use])], from: at(from), until: at(until)))
      $0.edges[Edge(from: id("late"), relation: .delegates, to: id("builder"))] = true
    }
    plan.finally { story in
      let draft = story.event(
        .taskRequest, by: Signer("late", key), at: at(500),
        [.to: .id(id("builder")), .input: .commit(story.base)],
        files: ["brief": Array("More.\n".utf8)])
      story.append(draft)
    }
  }
}

extension Story {
  /// Takes the blob of that content away.
  mutating func remove(content: [UInt8]) {
    let id = sure(cryptography.objectID(RawObject(type: .blob, content: content), format: .sha1))
    precondition(objects.table[id] != nil)
    objects.remove(id)
  }

  /// Stores one commit under the name of another.
  mutating func swap(_ name: ObjectReference?, for other: ObjectReference?) {
    objects.plant(sure(objects.table[sure(other).id]), as: sure(name).id)
  }
}
