import EntangleModel
import EntangleVerify
import Testing

@Suite struct BeginningRuleTests {
  @Test(arguments: Vector.beginnings)
  func `a rule for where branches begin refuses its attack alone`(vector: Vector) {
    vector.check()
  }

  @Test func `where a branch was before it was protected binds no host`() {
    let dev = Vector.dev
    var story = Vector.story { plan in
      plan.hosted { story in
        story.branches[dev] = story.base.id
        story.receive()
        // Somebody who keeps the server moves it; nothing protects it yet.
        story.branches[dev] = story.head.id
        story.begin(story.head)
        story.receive { $0.move(dev, from: nil, to: nil) }
      }
    }
    #expect(story.report().verdict == .verified, "\(story.report().findings)")
    let record = sure(story.record(of: story.report()))
    #expect(story.report(continuing: record).verdict == .verified)
    // The log goes on from where it stands now.
    let head = story.head
    story.receive { $0.move(dev, from: head.id, to: head) }
    #expect(story.report().verdict == .verified, "\(story.report().findings)")
    #expect(story.report(continuing: record).verdict == .verified)
    // It stands where the law says all the same.
    story.branches[dev] = story.base.id
    #expect(Set(story.report().findings.map(\.code)) == ["R101"])
    story.branches[dev] = nil
    #expect(story.report().findings.map(\.code) == ["J111"])
  }
}

extension Story {
  /// Protects a branch that begins at a commit of its own, and gives the one file there.
  @discardableResult
  fileprivate mutating func beginAside() -> ObjectID {
    let content = Array("aside\n".utf8)
    let start = code(CodeDraft(files: ["ASIDE": (content, false)], parents: [base.id]))
    begin(start)
    branches[Vector.dev] = start.id
    return objects.add(.blob, content)
  }
}

extension ReceiptForm {
  /// Has it say of a branch that it moves; of no move where it goes nowhere.
  fileprivate mutating func move(_ ref: RefName, from old: ObjectID?, to new: CommitReference?) {
    guard case .accepted(let push, let moves) = content else {
      content = .accepted(
        Receipt.Push(pusher: nil, certificate: nil),
        moves: new.map { [Self.move(ref, old, $0)] } ?? [])
      return
    }
    let others = moves.filter { $0.ref != ref }
    content = .accepted(push, moves: others + (new.map { [Self.move(ref, old, $0)] } ?? []))
  }

  private static func move(
    _ ref: RefName, _ old: ObjectID?, _ new: CommitReference
  ) -> Receipt.Move {
    Receipt.Move(ref, old: old, new: ObjectReference(id: new.id, digest: new.digest))
  }
}

extension Vector {
  static let beginnings: [Vector] = [
    Vector(
      "T114", "a beginning moved of a branch that was protected",
      twin: { plan in foundedElsewhere(&plan) },
      attack: { plan in
        foundedElsewhere(&plan)
        plan.state(1) { $0.policies["main"] = policy(Story.main) }
      }),
    Vector(
      "T114", "a beginning moved of a branch that was protected once",
      twin: { plan in
        plan.finally { story in story.begin(story.head) }
      },
      attack: { plan in
        plan.finally { story in
          story.begin(story.base)
          story.beginUnprotected(story.base)
          story.begin(story.head)
        }
      }),
    Vector(
      "T114", "a branch begins that nothing protects",
      twin: { plan in plan.finally { story in story.begin(story.base) } },
      attack: { plan in plan.finally { story in story.beginUnprotected(story.base) } }),
    Vector("T114", "a branch that does not begin any more") { plan in
      plan.state(1) { draft, story in draft.baseline[dev] = story.base }
    },
    Vector(
      "W111", "a landing by a state in which its branch does not begin yet",
      twin: { plan in plan.state(1) { $0.baseline = [:] } },
      attack: { plan in
        for version in 1...2 { plan.state(version) { $0.baseline = [:] } }
        plan.finally { story in story.cut { _ in } }
      }),
    Vector(
      "R101", "a branch elsewhere than it begins",
      twin: { plan in
        plan.finally { story in
          story.begin(story.head)
          story.branches[dev] = story.head.id
        }
      },
      attack: { plan in
        plan.finally { story in
          story.begin(story.head)
          story.branches[dev] = story.base.id
        }
      }),
    Vector(
      "T114", "a branch begins at what is withheld",
      twin: { plan in
        plan.finally { story in
          story.redact()
          story.begin(story.base)
        }
      },
      attack: { plan in
        plan.finally { story in
          let withheld = story.head
          story.redact()
          story.begin(withheld)
        }
      }),
    Vector(
      "O101", "a founding branch that is gone, behind which a merged commit is exempt",
      severity: .undecided,
      twin: { plan in
        mergeForeign(&plan)
        foundedBeside(&plan, goneIsNeeded: false)
      },
      attack: { plan in
        mergeForeign(&plan)
        foundedBeside(&plan, goneIsNeeded: true)
      }),
    Vector(
      "O106", "another content where a branch begins",
      twin: { plan in plan.finally { $0.beginAside() } },
      attack: { plan in
        plan.finally { story in
          let file = story.beginAside()
          story.objects.plant(RawObject(type: .blob, content: [1]), as: file)
        }
      }),
    Vector(
      "O106", "another commit where a branch begins",
      twin: { plan in plan.finally { $0.beginAside() } },
      attack: { plan in
        plan.finally { story in
          story.beginAside()
          let other = sure(story.objects.table[story.base.id])
          story.objects.plant(other, as: sure(story.branches[dev]))
        }
      }),
    Vector(
      "O106", "another content where a redaction has moved a branch",
      twin: { plan in plan.finally { story in _ = story.redact() } },
      attack: { plan in
        plan.finally { story in
          let clean = story.redact()
          let tree = sure(
            CodeCommit(content: sure(story.objects.table[clean.id]).content, format: .sha1)
          ).tree
          let empty = story.objects.addTree([String: [UInt8]]())
          story.objects.plant(sure(story.objects.table[empty]), as: tree)
        }
      }),
    Vector(
      "O101", "a file that is missing where a branch begins", severity: .undecided,
      twin: { plan in plan.finally { $0.beginAside() } },
      attack: { plan in
        plan.finally { story in story.objects.remove(story.beginAside()) }
      }),
    Vector(
      "G102", "a merge of where a branch begins that was not there at founding",
      twin: { plan in
        mergeForeign(&plan)
        plan.state(1) { draft, story in
          var copy = story
          draft.baseline[dev] = copy.code(foreign())
        }
        plan.state(2) { draft, story in draft.begin(dev, at: story.base) }
      },
      attack: { plan in
        mergeForeign(&plan)
        plan.state(2) { draft, story in
          var copy = story
          draft.begin(dev, at: copy.code(foreign()))
        }
      }),
  ]

  fileprivate static let dev = RefName("refs/heads/dev")

  private static func foreign() -> CodeDraft {
    CodeDraft(files: [:], parents: [], message: Array("Elsewhere\n".utf8), key: .other)
  }

  /// At founding there were two more branches: one led through what is merged, one did not; one of them is gone.
  private static func foundedBeside(_ plan: inout Plan, goneIsNeeded: Bool) {
    @Sendable func next(_ parent: CommitReference?) -> CodeDraft {
      CodeDraft(
        files: [:], parents: parent.map { [$0.id] } ?? [], message: Array("Beside\n".utf8),
        key: .other)
    }
    let gone = RefName("refs/heads/gone")
    for version in 1...9 {
      plan.state(version) { draft, story in
        var copy = story
        let merged = copy.code(foreign())
        draft.baseline[dev] = goneIsNeeded ? story.base : merged
        draft.baseline[gone] = copy.code(next(goneIsNeeded ? merged : nil))
      }
    }
    // (Nobody has stored the commit of the branch that is gone: each state is made of a copy.)
  }

  fileprivate static func policy(_ ref: RefName) -> BranchPolicy {
    BranchPolicy(approvals: 1, landers: [id("lead")], ref: ref)
  }

  /// The branch stood elsewhere at founding, before it was protected.
  private static func foundedElsewhere(_ plan: inout Plan) {
    plan.state(1) { draft, story in
      var copy = story
      draft.baseline[Story.main] = copy.code(foreign())
    }
  }

  /// The change becomes a merge of a commit by a key that nobody has enrolled.
  private static func mergeForeign(_ plan: inout Plan) {
    plan.before(.propose) { story in
      let second = story.code(foreign())
      story.head = story.code(
        CodeDraft(files: [:], parents: [story.base.id, second.id], key: .builderCode))
    }
  }
}

extension StateDraft {
  /// Protects a branch from a commit on.
  fileprivate mutating func begin(_ ref: RefName, at commit: CommitReference) {
    baseline[ref] = commit
    policies["dev"] = Vector.policy(ref)
  }
}

extension Story {
  /// Publishes a state that protects `dev` from a commit on.
  fileprivate mutating func begin(_ commit: CommitReference) {
    cut { $0.begin(Vector.dev, at: commit) }
  }

  /// Publishes a state in which `dev` begins, and that does not protect it.
  fileprivate mutating func beginUnprotected(_ commit: CommitReference) {
    cut {
      $0.baseline[Vector.dev] = commit
      $0.policies["dev"] = nil
    }
  }
}
