import EntangleModel
import EntangleVerify
import Testing

@Suite struct ForkRuleTests {
  @Test(arguments: Vector.forks) func `a rule for forks of the law refuses its attack alone`(
    vector: Vector
  ) { vector.check() }

  @Test
  func `a key enrolled on the losing side alone goes on with its lane once it is enrolled anew`() {
    let lena = Signer("lena", .other)
    var plan = Plan()
    plan.finally { story in
      story.fork { $0.principals.append(Story.principal("lena", .user, [(.other, [.law])])) }
      story.ask("builder", by: lena)
      let lost = story.back()
      story.resolve(lost)
      story.cut { draft in
        draft.principals.append(Story.principal("lena", .user, [(.other, [.law])]))
        draft.edges[Edge(from: id("lena"), relation: .delegates, to: id("builder"))] = true
      }
      story.ask("builder", by: lena)
    }
    let story = Story(plan)
    let report = story.report()
    #expect(report.verdict == .verified, "\(report.findings)")
    #expect(report.findings.map(\.code) == ["A106"])
    let standings = report.judgement.flatMap { judgement in
      judgement.lanes.first { $0.ref == lena.lane.ref }
        .map { judgement.events(of: $0).map(\.standing) }
    }
    #expect(standings == [.void, .accepted])
  }

  @Test func `a lane that hangs from a void state stands without its key on the winning side`() {
    let lena = Signer("lena", .other)
    var plan = Plan()
    plan.finally { story in
      story.fork()
      story.cut { $0.principals.append(Story.principal("lena", .user, [(.other, [.law])])) }
      story.ask("builder", by: lena)
      story.ask("builder", by: lena)
      let lost = story.back()
      story.resolve(lost)
    }
    let report = Story(plan).report()
    #expect(report.verdict == .verified, "\(report.findings)")
    #expect(report.findings.map(\.code) == ["A106", "A106"])
  }

  @Test
  func
    `a losing branch that is longer than the winning one does not bind its lanes to its versions`()
  {
    var plan = Plan()
    plan.finally { story in
      story.fork()
      for name in ["a", "b", "c"] {
        story.cut {
          $0.edges[Edge(from: id("lead"), relation: .contacts, to: id("builder"))] = name != "b"
        }
      }
      story.ask()
      let lost = story.back()
      story.resolve(lost)
      story.ask()
    }
    let report = Story(plan).report()
    #expect(report.verdict == .verified, "\(report.findings)")
    #expect(report.findings.map(\.code) == ["A106"])
  }

  @Test func `proposals and results of the losing side stay, and are no offence`() {
    var plan = Plan()
    plan.before(.request) { $0.fork() }
    plan.finally { story in
      story.branches[Story.main] = story.base.id
      let lost = story.back()
      story.resolve(lost)
    }
    let report = Story(plan).report()
    #expect(report.verdict == .verified, "\(report.findings)")
    #expect(Set(report.findings.map(\.code)) == ["A106"])
    #expect(report.findings.count == Step.allCases.count)
    #expect(report.judgement?.state.landedRefs.isEmpty == true)
  }

  /// The chains of both sides of a fork of the same story.
  private func chains(
    losing: @escaping @Sendable (inout StateDraft) -> Void = { _ in },
    winning: @escaping @Sendable (inout Story, [StateReference]) -> Void
  ) throws -> TrustFork {
    var ours = Plan()
    ours.finally { $0.fork(losing) }
    var theirs = Plan()
    theirs.finally { story in
      story.fork(losing)
      let lost = story.back()
      winning(&story, lost)
    }
    let chains = try [ours, theirs].map { plan in
      try #require(Story(plan).report().judgement?.chain)
    }
    return try #require(TrustFork(chains[0], chains[1]))
  }

  @Test func `who holds the branch that lost moves on the word of the authorities that it knows`()
    throws
  {
    let cryptography = Story.hasher
    let plain = try chains { story, _ in story.cut { $0.set("runner1", .suspended) } }
    #expect(plain.standing.count == 1)
    #expect(!plain.isResolved(cryptography: cryptography))
    let resolved = try chains { story, lost in story.resolve(lost) }
    #expect(resolved.isResolved(cryptography: cryptography))
    #expect(!resolved.reversed.isResolved(cryptography: cryptography))
    #expect(resolved.base.name.version == 2)
  }

  @Test func `keys that were the authorities' before the fork do not take back what replaced them`()
    throws
  {
    let fork = try chains(
      losing: { draft in
        draft.principals += [
          Story.principal("carl", .authority, [(.other, [.law])]),
          Story.principal("dora", .authority, [(.spare, [.law])]),
        ]
        draft.set("ada", .retired)
        draft.set("ben", .retired)
        draft.signers += [Signer("carl", .other), Signer("dora", .spare)]
      }, winning: { story, lost in story.resolve(lost) })
    #expect(fork.standing.isEmpty)
    #expect(!fork.isResolved(cryptography: Story.hasher))
  }

  @Test func `the authorities' branch is favoured over an operator's`() throws {
    var ours = Plan()
    Vector.office(&ours, .operator)
    var theirs = ours
    ours.finally { $0.decree { $0.set("builder", .suspended) } }
    theirs.finally { story in
      story.cut { $0.edges[Edge(from: id("lead"), relation: .contacts, to: id("builder"))] = true }
    }
    let chains = try [ours, theirs].map { try #require(Story($0).report().judgement?.chain) }
    let fork = try #require(TrustFork(chains[0], chains[1]))
    #expect(fork.favours(\.theirs))
    #expect(!fork.favours(\.ours))
    #expect(fork.reversed.favours(\.ours))
  }
}

extension Vector {
  static let forks: [Vector] = [
    Vector(
      "T129", "an operator decides a fork", twin: { resolved(&$0) },
      attack: { plan in
        office(&plan, .operator)
        plan.finally { story in
          story.fork()
          let lost = story.back()
          story.decree { draft in
            draft.set("builder", .suspended)
            draft.voids = lost
          }
        }
      }),
    Vector(
      "T129", "a state of the chain made void", twin: { resolved(&$0) },
      attack: { plan in
        plan.finally { story in
          let own = story.states.map(\.name)
          story.resolve(Array(own.suffix(1)))
        }
      }),
    Vector(
      "T129", "the founding made void", twin: { resolved(&$0) },
      attack: { plan in resolved(&plan) { StateReference(version: 1, digest: $0.digest) } }),
    Vector(
      "T129", "a state that follows nothing that is known",
      twin: { plan in resolved(&plan, more: true) { $0 } },
      attack: { plan in
        resolved(&plan, more: true) { StateReference(version: $0.version + 1, digest: $0.digest) }
      }),
    Vector(
      "T129", "a state made void twice", twin: { resolved(&$0) },
      attack: { plan in
        plan.finally { story in
          story.fork()
          let lost = story.back()
          story.resolve(lost)
          story.resolve(lost)
        }
      }),
    Vector(
      "T105", "void states out of order", twin: { plan in resolved(&plan, more: true) { $0 } },
      attack: { plan in
        plan.finally { story in
          story.fork()
          story.cut { $0.set("runner1", .suspended) }
          let lost = story.back()
          story.resolve(lost) { draft in
            draft.editStatement = { bytes in
              var lines = bytes.split(separator: 0x0a)
              lines.swapAt(lines.count - 1, lines.count - 2)
              bytes = Array(lines.joined(separator: [0x0a])) + [0x0a]
            }
          }
        }
      }),
    Vector(
      "A106", "an event under the law that lost", severity: .warning,
      twin: { plan in
        plan.finally { story in
          story.fork()
          let lost = story.back()
          story.resolve(lost)
          story.ask()
        }
      },
      attack: { plan in
        plan.finally { story in
          story.fork()
          story.ask("reviewer")
          let lost = story.back()
          story.resolve(lost)
          story.ask()
        }
      }),
    Vector(
      "L110", "an event under a branch that nobody has made void",
      twin: { plan in losing(&plan) { _ in } },
      attack: { plan in
        plan.finally { story in
          story.fork()
          story.ask("reviewer")
          _ = story.back()
        }
      }),
    Vector(
      "A107", "an answer to an event under the law that lost", severity: .warning, also: ["A106"],
      twin: { plan in answered(&plan) { story, _ in story.ask() } },
      attack: { plan in answered(&plan) { _, void in void } }),
    Vector(
      "L102", "a gap in a lane under the law that lost", also: ["A106"],
      twin: { plan in losing(&plan) { _ in } },
      attack: { plan in losing(&plan) { $0.sequence += 1 } }),
    Vector(
      "L103", "a broken chain under the law that lost", also: ["A106"],
      twin: { plan in losing(&plan) { _ in } },
      attack: { plan in losing(&plan) { $0.chain = .zero } }),
    Vector(
      "S103", "a signature for something else under the law that lost", also: ["A106"],
      twin: { plan in losing(&plan) { _ in } },
      attack: { plan in losing(&plan) { $0.namespace = .trust } }),
    Vector(
      "K101", "a stranger under the law that lost", also: ["A106"],
      twin: { plan in strange(&plan, enrolled: true) },
      attack: { plan in strange(&plan, enrolled: false) }),
    Vector(
      "L104", "a lane that hangs from another commit of a state of the chain",
      twin: { plan in doubled(&plan) { $1 } },
      attack: { plan in doubled(&plan) { other, _ in other } }),
    Vector(
      "E103", "a lane that hangs from a void state, of a key that was there before",
      twin: { plan in strange(&plan, enrolled: true) },
      attack: { plan in
        plan.state(1) { $0.principals.append(lena(.other)) }
        plan.finally { story in
          story.fork()
          var draft = story.asking("builder", by: Signer("lena", .other))
          let state = sure(story.states.last).reference
          (draft.firstParent, draft.chain) = (state.id, state.digest)
          story.append(draft)
          let lost = story.back()
          story.resolve(lost)
        }
      }),
    Vector(
      "R101", "a branch that a void landing moved", also: ["A106"],
      twin: { plan in landed(&plan, again: true) }, attack: { plan in landed(&plan, again: false) }
    ),
  ]

  private static func lena(_ key: TestKey) -> Principal {
    Story.principal("lena", .user, [(key, [.law])])
  }

  /// A losing state, or two, made void under the names that `name` gives them.
  private static func resolved(
    _ plan: inout Plan, more: Bool = false,
    _ name: @escaping @Sendable (StateReference) -> StateReference = { $0 }
  ) {
    plan.finally { story in
      story.fork()
      if more { story.cut { $0.set("runner1", .suspended) } }
      var lost = story.back()
      lost[lost.count - 1] = name(lost[lost.count - 1])
      story.resolve(lost)
    }
  }

  /// An event under the losing law, which is then made void.
  private static func losing(
    _ plan: inout Plan, _ edit: @escaping @Sendable (inout EventDraft) -> Void
  ) {
    plan.finally { story in
      story.fork()
      var draft = story.asking("reviewer")
      edit(&draft)
      story.append(draft)
      let lost = story.back()
      story.resolve(lost)
    }
  }

  /// The builder accepts, after the fork is resolved, a task that `choose` picks: the one asked under the
  /// losing law, or another.
  private static func answered(
    _ plan: inout Plan,
    _ choose: @escaping @Sendable (inout Story, ObjectReference) -> ObjectReference
  ) {
    plan.finally { story in
      story.fork()
      let void = story.ask()
      let lost = story.back()
      story.resolve(lost)
      let task = choose(&story, void)
      story.append(
        story.event(
          .taskAccept, by: .builder, at: at(700), causes: [task], [.attempt: .number(1)]))
    }
  }

  /// Somebody whom the losing law enrols, or nobody does, asks for a task under it.
  private static func strange(_ plan: inout Plan, enrolled: Bool) {
    plan.finally { story in
      let founding = sure(story.states.first).reference
      story.fork { if enrolled { $0.principals.append(lena(.other)) } }
      var draft = story.asking("builder", by: Signer("lena", .other))
      if !enrolled { (draft.firstParent, draft.chain) = (founding.id, founding.digest) }
      story.append(draft)
      let lost = story.back()
      story.resolve(lost)
    }
  }

  /// Two publish the same state; a key that it enrols signs first below one of the commits: `root` of the other one and the one
  /// that stands.
  private static func doubled(
    _ plan: inout Plan,
    _ root: @escaping @Sendable (ObjectReference, ObjectReference) -> ObjectReference
  ) {
    plan.finally { story in
      var law = story.cutting {
        $0.principals.append(lena(.other))
        $0.edges[Edge(from: id("lena"), relation: .delegates, to: id("builder"))] = true
      }
      story.publish(law)
      let other = sure(story.states.popLast()).reference
      law.publisher = .ben
      story.publish(law)
      let state = root(other, sure(story.states.last).reference)
      var draft = story.asking("builder", by: Signer("lena", .other))
      (draft.firstParent, draft.chain) = (state.id, state.digest)
      story.append(draft)
    }
  }

  /// The branch is moved by a landing under the losing law, and landed again or not.
  private static func landed(_ plan: inout Plan, again: Bool) {
    plan.before(.land) { $0.fork() }
    plan.finally { story in
      let lost = story.back()
      story.resolve(lost)
      guard again else { return }
      story.append(
        story.event(
          .land, by: .lead, at: at(600), causes: [sure(story.steps[.answer])],
          [.ref: .ref(Story.main), .old: .commit(story.base), .new: .commit(story.head)]))
    }
  }
}
