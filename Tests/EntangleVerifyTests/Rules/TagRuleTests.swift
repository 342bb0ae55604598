import EntangleModel
import EntangleReport
import EntangleVerify
import Testing

@Suite struct TagRuleTests {
  @Test(arguments: Vector.tags) func `a rule for tags refuses its attack alone`(
    vector: Vector
  ) { vector.check() }

  @Test(arguments: [
    "tag v1\nobject",
    "object \(String(repeating: "1", count: 40))\ntype tree\ntag v1\ntagger A\n\n",
    "object \(String(repeating: "1", count: 40))\ntype commit\ntag v1\ntagger A\nx y\n\n",
    "object \(String(repeating: "1", count: 40))\ntype commit\ntag v1\ntagger A\n\nOne\0",
    "object \(String(repeating: "1", count: 64))\ntype commit\ntag v1\ntagger A\n\n",
  ])
  func `what git tools may read differently is no tag`(text: String) {
    #expect(CodeTag(content: Array(text.utf8), format: .sha1) == nil)
  }

  @Test func `a tag's signature begins at the last line that begins an armour`() {
    let head = "object \(String(repeating: "1", count: 40))\ntype commit\ntag v1\ntagger A\n\n"
    let text = head + "-----BEGIN A\nOne\n-----BEGIN B\nTwo\n"
    let tag = CodeTag(content: Array(text.utf8), format: .sha1)
    #expect(tag?.payload == Array((head + "-----BEGIN A\nOne\n").utf8))
    #expect(tag?.signatureArmour == Array("-----BEGIN B\nTwo\n".utf8))
  }

  @Test func `a tag falls with the branch that was moved away below it`() {
    let whole = Vector.story { plan in Vector.tagged(&plan) }
    for (code, place) in [("R102", whole.base.id), ("R101", sure(whole.steps[.ask]).id)] {
      var story = whole
      story.branches[Story.main] = place
      let report = story.report()
      let found = report.findings.filter { $0.code == "R107" }
      #expect(found.map(\.base) == [Story.main.description])
      #expect(found.first?.hint == "it goes with 'refs/heads/main': mend that first")
      let groups = FoldedFindings(report.findings, judgement: report.judgement).groups
      let roots = groups.map(\.root.code)
      #expect(roots.contains(code) && !roots.contains("R107"), "\(roots)")
    }
  }

  @Test func `where a tag is due, the hint says how it gets there`() {
    for place in [nil, Vector.story { _ in }.base.id] {
      var story = Vector.story { plan in Vector.tagged(&plan) }
      for (ref, due) in story.tags {
        story.tags[ref] = place
        let hint = sure(story.report().findings.first { $0.code == "R107" }).hint
        #expect(hint.contains("git push ") && hint.contains(" <remote> ") || place == nil)
        #expect(hint.contains("\(due):\(ref)' ") && hint.contains("'entangle fetch'"), "\(hint)")
      }
    }
  }
}

/// An annotated tag before it is signed.
struct TagDraft {
  var ref = RefName("refs/tags/v1")
  var name = "v1"
  /// What the tag names; nil for the landed commit.
  var target: CommitReference?
  /// What the event says that it names; nil for the same.
  var told: CommitReference?
  var key: TestKey? = .builderCode
  /// Makes the armour in the place of that key.
  var sign: (@Sendable ([UInt8]) -> [UInt8])?
  var signer = Signer.lead
  var time: Int64 = 500
  /// Whether the event names the state before the newest.
  var isLate = false
  /// The object that the event names instead.
  var object: ObjectReference?
}

extension Vector {
  static let tags: [Vector] = [
    Vector(
      "G104", "an unsigned tag", twin: { tagged(&$0) }, attack: { tagged(&$0) { $0.key = nil } }),
    Vector(
      "G104", "a tag under another name", twin: { tagged(&$0) },
      attack: { tagged(&$0) { $0.name = "v2" } }),
    Vector(
      "G104", "a tag signed by a key for events", twin: { tagged(&$0) },
      attack: { tagged(&$0) { $0.key = .lead } }),
    Vector(
      "G104", "a tag by nobody's key", twin: { tagged(&$0) },
      attack: { tagged(&$0) { $0.key = .other } }),
    Vector(
      "G104", "a tag by an RSA key that is nobody's",
      twin: { plan in
        signed(&plan, .rsa)
        tagged(&plan) { $0.sign = { KeygenKey.rsa.sign($0) } }
      },
      attack: { plan in tagged(&plan) { $0.sign = { KeygenKey.rsa.sign($0) } } }),
    Vector(
      "G104", "a tag of another commit than the event says", twin: { tagged(&$0) },
      attack: { plan in
        plan.finally { story in
          story.tag(TagDraft(target: story.base, told: story.head))
        }
      }),
    Vector(
      "G104", "a commit for a tag", twin: { tagged(&$0) },
      attack: { plan in
        plan.finally { story in
          story.tag(TagDraft(object: ObjectReference(id: story.head.id, digest: story.head.digest)))
        }
      }),
    Vector(
      "O101", "a tag's object is missing", severity: .undecided, twin: { tagged(&$0) },
      attack: { plan in
        tagged(&plan)
        plan.finally { story in story.objects.remove(sure(story.tags.values.first)) }
      }),
    Vector(
      "W118", "a tag of what did not land", twin: { tagged(&$0) },
      attack: { plan in
        plan.finally { story in story.tag(TagDraft(target: story.base)) }
      }),
    Vector(
      "W118", "a tag made anew",
      twin: { plan in
        tagged(&plan)
        tagged(&plan) { $0 = TagDraft(ref: RefName("refs/tags/v2"), name: "v2", time: 510) }
      },
      attack: { plan in
        tagged(&plan) { $0.time = 510 }
        tagged(&plan) { $0.time = 520 }
      }),
    Vector(
      "W112", "a tag by somebody without the right", twin: { tagged(&$0) },
      attack: { tagged(&$0) { $0.signer = .builder } }),
    Vector(
      "A104", "a tag after the right to land was taken",
      twin: { plan in
        tagged(&plan)
        plan.finally { $0.dismissLander() }
      },
      attack: { plan in
        plan.finally { $0.dismissLander() }
        tagged(&plan) { $0.isLate = true }
      }),
    Vector(
      "W113", "a tag of a branch that nothing protects any more", twin: { tagged(&$0) },
      attack: { plan in
        plan.finally { story in story.cut { $0.policies = [:] } }
        tagged(&plan)
      }),
    Vector(
      "R107", "a tag dropped", severity: .undecided, twin: { tagged(&$0) },
      attack: { plan in
        tagged(&plan)
        plan.finally { $0.tags = [:] }
      }),
    Vector(
      "R107", "a tag of a landing from which the branch did not go on",
      twin: { tagged(&$0) },
      attack: { plan in
        twoLanders(&plan)
        plan.finally { $0.landMore(on: nil, from: $0.base, by: .builder) }
        tagged(&plan) { $0.time = 700 }
      }),
    Vector(
      "R107", "a tag of a change that another one has landed again, moved",
      twin: { plan in landedAgain(&plan) },
      attack: { plan in
        landedAgain(&plan)
        plan.finally { story in
          for ref in story.tags.keys { story.tags[ref] = story.base.id }
        }
      }),
    Vector(
      "R107", "a tag moved, of a branch that nothing protects any more",
      twin: { plan in
        tagged(&plan)
        plan.finally { story in
          story.cut { $0.policies = [:] }
          story.branches[Story.main] = story.base.id
        }
      },
      attack: { plan in
        tagged(&plan)
        plan.finally { story in
          story.cut { $0.policies = [:] }
          for ref in story.tags.keys { story.tags[ref] = story.base.id }
        }
      }),
    Vector(
      "R107", "a tag moved", twin: { tagged(&$0) },
      attack: { plan in
        tagged(&plan)
        plan.finally { story in
          for ref in story.tags.keys { story.tags[ref] = story.base.id }
        }
      }),
    Vector(
      "R107", "a tag moved, where an event is missing", severity: .undecided, also: ["O101"],
      twin: { tagged(&$0) },
      attack: { plan in
        tagged(&plan)
        plan.finally { story in
          story.loseResult()
          for ref in story.tags.keys { story.tags[ref] = story.base.id }
        }
      }),
  ]

  private static func twoLanders(_ plan: inout Plan) {
    plan.state(2) {
      $0.policies["main"] = BranchPolicy(
        approvals: 1, landers: [id("builder"), id("lead")], ref: Story.main)
    }
  }

  /// Two land the change, one a further one on top of the second, and the first landing is tagged.
  private static func landedAgain(_ plan: inout Plan) {
    twoLanders(&plan)
    plan.finally { story in
      let second = story.tell(
        .land, by: .builder, [sure(story.steps[.answer])],
        [.ref: .ref(Story.main), .old: .commit(story.base), .new: .commit(story.head)])
      story.landMore(on: second)
    }
    tagged(&plan) { $0.time = 700 }
  }

  fileprivate static func tagged(
    _ plan: inout Plan, _ edit: @escaping @Sendable (inout TagDraft) -> Void = { _ in }
  ) {
    plan.finally { story in
      var draft = TagDraft()
      edit(&draft)
      story.tag(draft)
    }
  }
}

extension Story {
  /// Makes a tag, puts it at its ref and has it recorded.
  mutating func tag(_ draft: TagDraft) {
    let target = draft.target ?? head
    var content = Array(
      "object \(target.id)\ntype commit\ntag \(draft.name)\ntagger Bo <bo@example.org> 1767225900 +0000\n\nOne.\n"
        .utf8)
    if let sign = draft.sign {
      content += sign(content)
    } else if let key = draft.key {
      content += key.sign(content, in: .git).armour
    }
    let object = RawObject(type: .tag, content: content)
    let made =
      draft.object
      ?? ObjectReference(id: objects.add(object), digest: cryptography.digest(object))
    tags[draft.ref] = made.id
    var said = event(
      .tag, by: draft.signer, at: at(draft.time), causes: [sure(steps[.land])],
      [.tag: .ref(draft.ref), .object: .object(made), .target: .commit(draft.told ?? target)])
    if draft.isLate { said.trust = states[states.count - 2].name }
    append(said)
  }

  /// Publishes a state in which somebody else lands.
  fileprivate mutating func dismissLander() {
    cut {
      $0.policies["main"] = BranchPolicy(approvals: 1, landers: [id("builder")], ref: Story.main)
    }
  }
}
