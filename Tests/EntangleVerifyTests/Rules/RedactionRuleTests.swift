import EntangleModel
import EntangleVerify
import Testing

@Suite struct RedactionRuleTests {
  @Test(arguments: Vector.redactions) func `a rule for redactions refuses its attack alone`(
    vector: Vector
  ) { vector.check() }

  @Test func `a history without what was taken out is verified, and goes on from there`() {
    let story = Vector.story { plan in
      plan.finally { story in
        let clean = story.redact()
        story.landMore(on: sure(story.steps[.land]), from: clean)
        let last = story.head
        story.head = story.reference(to: sure(story.branches[Story.main]))
        let next = story.redact { $0.new = $1.code(CodeDraft(files: [:], parents: [clean.id])) }
        #expect(last != story.head && story.branches[Story.main] == next.id)
      }
    }
    let report = story.report()
    #expect(report.findings == [])
    #expect(report.judgement?.landed(on: Story.main).count == 2)
    #expect(report.checked["withheld"] == 2)
  }

  @Test func `of a merge whose base has what is withheld behind it, what is exempt is no part`()
    throws
  {
    let story = Vector.story { plan in
      plan.finally { story in
        story.mergeBehind(.builderCode, from: story.base) { $0.redact(at: $0.head) }
      }
    }
    let report = story.report()
    #expect(report.findings == [])
    let judgement = try #require(report.judgement)
    let last = try #require(judgement.landed(on: Story.main).last?.event.id)
    // Two sides and the merge; but not the baseline, from which a side forks off behind what is withheld.
    #expect(judgement.state.landed.commitCount(of: last) == 3)
    let packer = try #require(story.packer(report))
    let file = try packer.proof(
      of: .branch(Story.main, story.extra?.id ?? story.base.id, landing: last))
    #expect(story.check(file).verdict == .verified)
  }

  @Test func `what is withheld is not looked at where it is there`() {
    var story = Vector.story { plan in
      plan.code { $0.key = nil }
      plan.finally { $0.redact() }
    }
    #expect(story.report().findings == [])
    let full = Vector.story { $0.code { $0.key = nil } }
    story.objects.plant(sure(full.objects.table[story.head.id]), as: story.head.id)
    #expect(story.objects.table[story.head.id] != nil)
    #expect(story.report().findings == [])
  }

  @Test(arguments: [
    ("secret", "because"), ("\"withheld\": [", "\"withheld\": [ "), ("entangle/redaction@v1", "x"),
    ("refs/heads/main", "refs/tags/main"), ("\"old\"", "\"from\""),
  ])
  func `a document that is not of its form is none`(from: String, to: String) throws {
    let story = Story()
    let redaction = Redaction(
      move: .init(ref: Story.main, old: story.head, new: story.base), reason: .secret,
      withheld: [ObjectReference(id: story.head.id, digest: story.head.digest)])
    #expect(try Redaction(canonical: redaction.canonical) == redaction)
    let text = String(decoding: redaction.canonical, as: UTF8.self)
    let changed = text.replacing(from, with: to)
    #expect(changed != text)
    #expect(throws: DocumentDefect.self) { try Redaction(canonical: Array(changed.utf8)) }
  }
}

extension Vector {
  private static func redacted(
    _ code: String, _ name: String, also: Set<String> = [],
    _ edit: @escaping @Sendable (inout RedactionDraft, inout Story) -> Void
  ) -> Vector {
    Vector(
      code, name, also: also, twin: { plan in plan.finally { $0.redact() } },
      attack: { plan in plan.finally { $0.redact(edit) } })
  }

  /// A redaction, and something after it.
  private static func after(
    _ code: String, _ name: String, severity: Severity = .refused, also: Set<String> = [],
    twin: @escaping @Sendable (inout Story, CommitReference) -> Void,
    attack: @escaping @Sendable (inout Story, CommitReference) -> Void
  ) -> Vector {
    func change(_ act: @escaping @Sendable (inout Story, CommitReference) -> Void) -> Change {
      return { plan in
        plan.finally { story in
          let clean = story.redact()
          act(&story, clean)
        }
      }
    }
    return Vector(
      code, name, severity: severity, also: also, twin: change(twin), attack: change(attack))
  }

  static let redactions: [Vector] = [
    redacted("T140", "a redaction with another number") { draft, _ in draft.number = 2 },
    redacted("T140", "a redaction of a branch that nothing protects") { draft, _ in
      draft.ref = RefName("refs/heads/other")
    },
    redacted("T140", "a branch moved from what is not withheld") { draft, story in
      draft.withhold(story.base)
    },
    redacted("T140", "what is withheld named by another digest") { draft, _ in
      draft.withheld = draft.withheld.map { ObjectReference(id: $0.id, digest: .zero) }
    },
    redacted("T140", "what is withheld named by two digests") { draft, story in
      draft.withheld.append(ObjectReference(id: story.head.id, digest: .zero))
    },
    redacted("T140", "a branch moved to what is withheld") { draft, story in
      draft.withhold(story.head, draft.new)
    },
    after(
      "T140", "a branch moved twice from one place",
      twin: { story, clean in
        story.head = clean
        story.redact { $0.new = $1.code(CodeDraft(files: [:], parents: [$1.base.id])) }
      },
      attack: { story, _ in
        story.redact { $0.new = $1.code(CodeDraft(files: [:], parents: [$1.base.id])) }
      }),
    after(
      "T140", "a commit withheld again, by another digest",
      twin: { story, _ in story.redact { draft, _ in draft.isMove = false } },
      attack: { story, _ in
        story.redact { draft, _ in
          draft.isMove = false
          draft.withheld = draft.withheld.map { ObjectReference(id: $0.id, digest: .zero) }
        }
      }),
    after(
      "T140", "a redaction taken back", twin: { story, _ in story.takeAway() },
      attack: { story, _ in story.takeAway { $0.redactions = [:] } }),
    after(
      "T140", "a redaction changed", twin: { story, _ in story.takeAway() },
      attack: { story, _ in
        story.takeAway { draft in
          draft.redactions = draft.redactions.mapValues {
            Redaction(move: $0.move, reason: .legal, withheld: $0.withheld)
          }
        }
      }),
    redacted("T127", "somebody alone who takes out what he likes") { draft, _ in
      draft.signers = [.lead]
    },
    after(
      "R108", "a branch that still stands where it was", twin: { _, _ in },
      attack: { story, _ in story.branches[Story.main] = story.head.id }),
    after(
      "R101", "a branch that stands where no redaction has moved it", twin: { _, _ in },
      attack: { story, _ in
        story.branches[Story.main] =
          story.code(CodeDraft(files: [:], parents: [story.base.id])).id
      }),
    Vector(
      "R101", "a branch on which nothing has landed, moved elsewhere than a redaction says",
      twin: { plan in moveBaseline(&plan) { _ in } },
      attack: { plan in
        moveBaseline(&plan) { $0.branches[Story.main] = $0.head.id }
      }),
    Vector(
      "W111", "a first landing that does not start where a redaction has moved the baseline",
      twin: { plan in
        moveBaseline(&plan) { story in
          story.landMore(
            on: nil, from: story.reference(to: sure(story.branches[Story.main])))
        }
      },
      attack: { plan in
        moveBaseline(&plan) { story in
          let other = story.code(CodeDraft(files: ["other": ([0x0a], false)], parents: []))
          story.landMore(on: nil, from: other)
        }
      }),
    after(
      "W111", "a landing that does not start where a redaction has moved the branch",
      twin: { story, clean in story.landMore(on: sure(story.steps[.land]), from: clean) },
      attack: { story, _ in story.landMore(on: sure(story.steps[.land]), from: story.base) }),
    after(
      "W130", "a task that starts from what is withheld",
      twin: { story, clean in story.say(at: 500) { $0.values[.input] = .commit(clean) } },
      attack: { story, _ in
        let head = story.head
        story.say(at: 500) { $0.values[.input] = .commit(head) }
      }),
    after(
      "W130", "what is withheld, named under the law before",
      twin: { story, clean in
        let before = story.states[story.states.count - 2].name
        story.say(at: 500) { draft in
          draft.values[.input] = .commit(clean)
          draft.trust = before
        }
      },
      attack: { story, _ in
        let (head, before) = (story.head, story.states[story.states.count - 2].name)
        story.say(at: 500) { draft in
          draft.values[.input] = .commit(head)
          draft.trust = before
        }
      }),
    after(
      "W130", "a change that merges what is withheld",
      twin: { story, clean in
        let side = story.code(CodeDraft(files: [:], parents: [story.base.id], key: .builderCode))
        story.proposeMerge(of: side, into: clean)
      },
      attack: { story, clean in
        let side = story.code(CodeDraft(files: [:], parents: [story.head.id], key: .builderCode))
        story.proposeMerge(of: side, into: clean)
      }),
    Vector(
      "G101", "a commit without a signature that is not withheld",
      twin: { plan in
        plan.code { $0.key = nil }
        plan.finally { $0.redact() }
      },
      attack: { plan in
        plan.code { $0.key = nil }
        plan.finally { story in
          story.redact { draft, story in
            draft.isMove = false
            draft.withhold(story.code(CodeDraft(files: [:], parents: [])))
          }
        }
      }),
    Vector(
      "G101",
      "a merge with a commit without a signature, whose base has something withheld behind it",
      twin: { plan in
        plan.finally { story in
          story.mergeBehind(.builderCode, from: story.base) { $0.redact(at: $0.head) }
        }
      },
      attack: { plan in
        plan.finally { story in
          story.mergeBehind(nil, from: story.base) { $0.redact(at: $0.head) }
        }
      }),
    Vector(
      "W130", "a merge with a withheld commit, after it was withheld",
      twin: { plan in plan.finally { $0.mergeAfter(isWithheld: false) } },
      attack: { plan in plan.finally { $0.mergeAfter(isWithheld: true) } }),
    Vector(
      "O106", "what is withheld, named by an event with another digest",
      twin: { plan in
        plan.finally { $0.redact { draft, _ in draft.isMove = false } }
      },
      attack: { plan in
        plan.finally { story in
          story.redact { draft, _ in
            draft.isMove = false
            draft.withheld = draft.withheld.map { ObjectReference(id: $0.id, digest: .zero) }
          }
        }
      }),
    Vector(
      "O101", "an artifact that is gone and not withheld", severity: .undecided,
      twin: { plan in plan.finally { $0.loseArtifact(isWithheld: true) } },
      attack: { plan in plan.finally { $0.loseArtifact(isWithheld: false) } }),
    Vector(
      "J111", "a proposal that is gone and not withheld",
      twin: { plan in plan.hosted { $0.loseProposal(isWithheld: true) } },
      attack: { plan in plan.hosted { $0.loseProposal(isWithheld: false) } }),
    Vector(
      "J112", "a branch that the host has had elsewhere than where a redaction moved it from",
      twin: { plan in plan.hosted { $0.redact() } },
      attack: { plan in
        plan.hosted { story in
          story.branches[Story.main] =
            story.code(CodeDraft(files: [:], parents: [story.base.id])).id
          story.receive()
          story.redact()
        }
      }),
  ]

  /// A redaction moves the branch away from its baseline, on which nothing has landed.
  private static func moveBaseline(
    _ plan: inout Plan, _ act: @escaping @Sendable (inout Story) -> Void
  ) {
    plan.steps = [.workRequest, .workAccept]
    plan.finally { story in
      story.redact { draft, story in
        draft.old = story.base
        draft.withhold(story.base)
        draft.new = story.code(CodeDraft(files: [:], parents: []))
      }
      act(&story)
    }
  }
}

extension Story {
  /// Proposes a merge.
  fileprivate mutating func proposeMerge(of side: CommitReference, into base: CommitReference) {
    let merge = code(CodeDraft(files: [:], parents: [base.id, side.id], key: .builderCode))
    let made = append(
      event(
        .changePropose, by: .builder, at: at(600),
        [.ref: .ref(Self.main), .base: .commit(base), .head: .commit(merge)],
        files: ["message": [0x78, 0x0a]]))
    refs[RefName("refs/entangle/proposals/\(made.id)")] = merge.id
  }

  /// Takes a commit out, and leaves the branch where it is.
  fileprivate mutating func redact(at commit: CommitReference) {
    redact { draft, _ in
      draft.isMove = false
      draft.withhold(commit)
    }
  }

  /// Lands a commit, and on that a merge of two sides, one of them signed by a key and forking off from elsewhere if need
  /// be; then does something.
  fileprivate mutating func mergeBehind(
    _ key: TestKey?, from fork: CommitReference? = nil, then act: (inout Story) -> Void
  ) {
    landMore(on: sure(steps[.land]))
    let base = reference(to: sure(branches[Story.main]))
    merge(key, into: base, from: fork ?? base, at: 640)
    act(&self)
  }

  /// Lands a commit, has the one before it withheld, and lands a merge that holds it or does not.
  fileprivate mutating func mergeAfter(isWithheld: Bool) {
    let side = code(CodeDraft(files: [:], parents: [base.id], key: .builderCode))
    landMore(on: sure(steps[.land]))
    let base = reference(to: sure(branches[Story.main]))
    redact(at: isWithheld ? side : head)
    merge(.builderCode, into: base, from: isWithheld ? side : base, at: 700)
  }

  private mutating func merge(
    _ key: TestKey?, into base: CommitReference, from fork: CommitReference, at time: Int64
  ) {
    let before = sure(lanes[Signer.lead.lane]).reference
    let sides = [(base, Optional(TestKey.builderCode)), (fork, key)].enumerated().map {
      number, side in
      code(
        CodeDraft(
          files: ["\(number)": ([0x0a], false)], parents: [side.0.id], key: side.1))
    }
    let merge = code(CodeDraft(files: [:], parents: sides.map(\.id), key: .builderCode))
    landMore(on: before, from: base, to: merge, at: time)
    extra = ObjectReference(id: merge.id, digest: merge.digest)
  }

  /// Loses the artifact, its ref and its commit.
  fileprivate mutating func loseArtifact(isWithheld: Bool) {
    let lost = sure(artifact)
    redact { draft, story in
      draft.isMove = false
      draft.withhold(isWithheld ? lost : story.code(CodeDraft(files: [:], parents: [])))
    }
    refs = refs.filter { $0.value != lost.id }
    objects.remove(lost.id)
  }

  /// Loses the proposal's ref, after a redaction that leaves the branch where it is.
  fileprivate mutating func loseProposal(isWithheld: Bool) {
    let ref = RefName("refs/entangle/proposals/\(sure(steps[.propose]).id)")
    redact { draft, story in
      draft.isMove = isWithheld
      if !isWithheld { draft.withhold(story.code(CodeDraft(files: [:], parents: []))) }
    }
    refs[ref] = nil
  }
}
