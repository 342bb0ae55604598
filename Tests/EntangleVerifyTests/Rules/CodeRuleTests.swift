import EntangleModel
import EntangleVerify
import Testing

@Suite struct CodeRuleTests {
  @Test(arguments: Vector.code + Vector.artifacts + Vector.refs)
  func `a rule for code and refs refuses its attack alone`(vector: Vector) { vector.check() }

  @Test func `a manifest's good signature with a key that counts no longer is no forgery`() {
    let lapsed = Vector.revocation.filter { $0.code == "M102" }
    let forged = Vector.artifacts.filter { $0.code == "M102" }
    #expect(lapsed.count == 1 && forged.count == 2)
    for vector in lapsed + forged {
      let found = Vector.story(vector.attack).report().findings.filter { $0.code == "M102" }
      #expect(found.map(\.isLapsed) == [lapsed.contains { $0.name == vector.name }], "\(found)")
    }
  }
}

extension Vector {
  static let code: [Vector] = [
    Vector("G101", "a commit without signature") { plan in plan.code { $0.key = nil } },
    Vector("O106", "a head that holds a NUL") { plan in
      plan.code { $0.message = Array("Add\0 a line\n".utf8) }
    },
    Vector(
      "G101", "a commit that holds a NUL, below the head",
      twin: { plan in lengthen(&plan) { _, _ in } },
      attack: { plan in
        lengthen(&plan) { draft, _ in draft.message = Array("Add\0 a line\n".utf8) }
      }),
    Vector(
      "G101", "a commit with a parent after its committer, below the head",
      twin: { plan in lengthen(&plan) { _, _ in } },
      attack: { plan in
        lengthen(&plan) { draft, story in
          let line = Array("parent \(story.base.id)\n".utf8)
          draft.editPayload = { payload in
            if let end = payload.firstRange(of: Array("\n\n".utf8)) {
              payload.insert(contentsOf: line, at: end.lowerBound + 1)
            }
          }
        }
      }),
    Vector("G102", "a commit by a stranger") { plan in plan.code { $0.key = .other } },
    Vector("G102", "a commit by a law key") { plan in plan.code { $0.key = .lead } },
    Vector(
      "G102", "a merge of a stranger's branch that was not there at founding",
      twin: { plan in mergeExempt(&plan) { foreign } },
      attack: { plan in merge(&plan) { $0.code(foreign).id } }),
    Vector(
      "G102", "a merge of a branch with a broken signature that was not there at founding",
      twin: { plan in mergeExempt(&plan) { broken } },
      attack: { plan in merge(&plan) { $0.code(broken).id } }),
    Vector("G102", "a commit changed after signing") { plan in
      plan.code { $0.editContent = { $0 = $0.replacing("Add a line", with: "Add a lime") } }
    },
    Vector(
      "G103", "a code key after its window",
      twin: { plan in codeKeyUntil(&plan, 280) }, attack: { plan in codeKeyUntil(&plan, 279) }),
    Vector(
      "R104", "a commit that says it is an event's",
      twin: { plan in
        plan.code {
          $0.message = Array("Explain lead <lead@entangle.invalid> 1 +0000\n".utf8)
        }
      },
      attack: { plan in
        plan.code {
          ($0.author, $0.committer) = (
            "lead <lead@entangle.invalid> 1767225700 +0000",
            "lead <lead@entangle.invalid> 1767225700 +0000"
          )
        }
      }),
    Vector(
      "R104", "a commit of which the committer alone is an event's",
      twin: { plan in
        plan.code {
          $0.editPayload = {
            $0.replace(
              Array("\n\n".utf8),
              with: Array("\nx-for lead <lead@entangle.invalid> 1 +0000\n\n".utf8),
              maxReplacements: 1)
          }
        }
      },
      attack: { plan in
        plan.code { $0.committer = "lead <lead@entangle.invalid> 1767225700 +0000" }
      }),
    Vector(
      "R104", "a merge of a lane", also: ["G102"],
      twin: { plan in
        merge(&plan) { story in
          story.code(CodeDraft(files: [:], parents: [story.base.id], key: .builderCode)).id
        }
      },
      attack: { plan in merge(&plan) { sure($0.steps[.workAccept]).id } }),
  ]

  static let artifacts: [Vector] = [
    Vector("M101", "an envelope with one byte more") { plan in
      plan.artifact { $0.editEnvelope = { $0.append(0x0a) } }
    },
    Vector("M101", "a success without artifact") { plan in
      plan.event(.result) { $0.values[.artifact] = .absent }
    },
    Vector("M101", "a failure with an artifact") { plan in
      plan.event(.result) { $0.values[.status] = .word("failed") }
    },
    Vector("M101", "a symbolic link among the outputs") { plan in
      plan.artifact {
        $0.editTree = { entries, objects in
          let link = TreeEntry(
            mode: .link, name: Array("log".utf8), id: objects.add(.blob, Array("/etc".utf8)))
          let outputs = objects.add(TreeObject([link]).object)
          entries[1] = TreeEntry(mode: .tree, name: entries[1].name, id: outputs)
        }
      }
    },
    Vector("M102", "a manifest signed with the law key") { plan in
      plan.artifact { $0.key = .runner }
    },
    Vector("M102", "a signature that does not fit") { plan in
      plan.artifact { $0.editSignature = { $0[0] ^= 1 } }
    },
    Vector("M103", "a manifest of another attempt") { plan in plan.artifact { $0.attempt = 2 } },
    Vector("M103", "an artifact that hangs elsewhere") { plan in
      plan.artifact { $0.parent = $0.task.id }
    },
    Vector("M103", "a manifest of another input") { plan in
      plan.artifact {
        $0.input = CommitReference(id: $0.input.id, digest: .zero, content: .zero)
      }
    },
    Vector("M104", "a file swapped") { plan in
      plan.artifact {
        $0.listed = [ArtifactFile(path: "out/log", digest: .zero, isExecutable: false, size: 3)]
      }
    },
    Vector(
      "M104", "a name that is only equal in Unicode",
      twin: { plan in accent(&plan, listed: "out/\u{e9}") },
      attack: { plan in accent(&plan, listed: "out/e\u{301}") }),
    Vector("M104", "a commit in another form") { plan in
      plan.artifact { $0.editContent = { $0.append(0x0a) } }
    },
  ]

  static let refs: [Vector] = [
    Vector("R101", "a push around the policy") { plan in
      plan.finally { story in
        story.branches[Story.main] =
          story.code(
            CodeDraft(files: [:], parents: [story.head.id], key: .builderCode)
          ).id
      }
    },
    Vector("R102", "a branch rolled back to its baseline") { plan in
      plan.finally { $0.branches[Story.main] = $0.base.id }
    },
    Vector(
      "R102", "a branch rolled back behind a landing that was landed twice",
      twin: { plan in landTwice(&plan) },
      attack: { plan in
        landTwice(&plan)
        plan.finally { $0.branches[Story.main] = $0.head.id }
      }),
    Vector("R103", "a branch dropped") { plan in plan.finally { $0.branches[Story.main] = nil } },
    Vector("R105", "a proposal moved") { plan in
      plan.finally { story in
        story.refs[RefName("refs/entangle/proposals/\(sure(story.steps[.propose]).id)")] =
          story.base.id
      }
    },
    Vector("R105", "a proposal of no name") { plan in
      plan.finally { $0.refs[RefName("refs/entangle/proposals/\($0.head.id)")] = $0.head.id }
    },
    Vector(
      "R109", "an input at another commit",
      twin: { plan in
        plan.finally { story in
          story.refs[RefName("refs/entangle/inputs/\(sure(story.steps[.request]).id)")] =
            story.base.id
        }
      },
      attack: { plan in
        plan.finally { story in
          story.refs[RefName("refs/entangle/inputs/\(sure(story.steps[.request]).id)")] =
            story.head.id
        }
      }),
    Vector("R109", "an input of what asks for no task") { plan in
      plan.finally { story in
        story.refs[RefName("refs/entangle/inputs/\(sure(story.steps[.propose]).id)")] =
          story.base.id
      }
    },
    Vector("R106", "an artifact moved") { plan in
      plan.finally { story in
        let ref = ArtifactCommit.ref(
          task: sure(story.steps[.request]).id, runner: id("runner1"), attempt: 1)
        story.refs[ref] = story.head.id
      }
    },
    Vector("R106", "an artifact of no attempt") { plan in
      plan.finally { story in
        let ref = ArtifactCommit.ref(
          task: sure(story.steps[.request]).id, runner: id("runner1"), attempt: 2)
        story.refs[ref] = story.artifact?.id
      }
    },
    unread("R102", "a branch rolled back") { $0.branches[Story.main] = $0.base.id },
    unread("R103", "a branch dropped") { $0.branches[Story.main] = nil },
    unread("R105", "a proposal moved") { story in
      story.refs[RefName("refs/entangle/proposals/\(sure(story.steps[.propose]).id)")] =
        story.base.id
    },
    unread("R109", "an input at another commit") { story in
      story.refs[RefName("refs/entangle/inputs/\(sure(story.steps[.request]).id)")] =
        story.head.id
    },
    Vector("R106", "an artifact whose result is missing", severity: .undecided, also: ["O101"]) {
      plan in
      plan.finally { $0.loseResult() }
    },
    Vector(
      "O101", "an artifact of a task that is gone with its lane", severity: .undecided,
      twin: { plan in plan.steps = [.request, .accept, .result] },
      attack: { plan in
        plan.steps = [.request, .accept, .result]
        plan.finally { story in
          story.objects.remove(sure(story.steps[.request]).id)
          story.refs[Signer.lead.lane.ref] = nil
        }
      }),
  ]

  /// A ref that stands elsewhere, where an event is missing and nobody knows what it said.
  private static func unread(
    _ code: String, _ name: String, _ attack: @escaping @Sendable (inout Story) -> Void
  ) -> Vector {
    Vector(code, "\(name), where an event is missing", severity: .undecided, also: ["O101"]) {
      plan in
      plan.finally { story in
        story.loseResult()
        attack(&story)
      }
    }
  }

  /// A commit whose signature is valid, by a key that nobody enrolled.
  private static var foreign: CodeDraft {
    CodeDraft(files: [:], parents: [], message: Array("Elsewhere\n".utf8), key: .other)
  }

  /// A commit whose signature is not valid.
  private static var broken: CodeDraft {
    var draft = foreign
    draft.key = .builderCode
    draft.editContent = { $0 = $0.replacing("Elsewhere", with: "Anywhere") }
    return draft
  }

  /// The change becomes a merge of a branch that was there at founding.
  private static func mergeExempt(_ plan: inout Plan, _ side: @escaping @Sendable () -> CodeDraft) {
    merge(&plan) { $0.code(side()).id }
    for version in 1...2 {
      plan.state(version) { draft, story in
        var copy = story
        draft.baseline[RefName("refs/heads/dev")] = copy.code(side())
      }
    }
  }

  private static func codeKeyUntil(_ plan: inout Plan, _ seconds: Int64) {
    plan.state(1) {
      $0.replace("builder") { _ in
        let law = Story.principal("builder", .worker, [(.builder, [.law])])
        let code = Story.principal(
          "builder", .worker, [(.builderCode, [.code])], until: at(seconds))
        return Principal(
          id: law.id, kind: .worker, keys: law.keys + code.keys, person: id("bo"),
          tenant: law.tenant)
      }
    }
  }

  /// The change becomes two commits, of which the first is made otherwise.
  private static func lengthen(
    _ plan: inout Plan, _ edit: @escaping @Sendable (inout CodeDraft, Story) -> Void
  ) {
    plan.before(.propose) { story in
      var draft = CodeDraft(files: [:], parents: [story.base.id], key: .builderCode)
      edit(&draft, story)
      let first = story.code(draft)
      story.head = story.code(CodeDraft(files: [:], parents: [first.id], key: .builderCode))
    }
  }

  /// The change becomes a merge of what `side` makes.
  private static func merge(
    _ plan: inout Plan, _ side: @escaping @Sendable (inout Story) -> ObjectID
  ) {
    plan.before(.propose) { story in
      let second = side(&story)
      story.head = story.code(
        CodeDraft(files: [:], parents: [story.base.id, second], key: .builderCode))
    }
  }

  private static func accent(_ plan: inout Plan, listed: String) {
    plan.artifact {
      $0.files = ["out/\u{e9}": ([1], false)]
      $0.listed = [
        ArtifactFile(
          path: listed, digest: Story.digest([1]), isExecutable: false, size: 1)
      ]
    }
  }

  /// The change is landed by two, and a further one on top of one of both: whichever the verifier
  /// takes for the way to the head, it is not the head any more.
  private static func landTwice(_ plan: inout Plan) {
    plan.state(2) {
      $0.policies["main"] = BranchPolicy(
        approvals: 1, landers: [id("builder"), id("lead")], ref: Story.main)
    }
    plan.finally { story in
      let answer = sure(story.steps[.answer])
      let values: [EventFieldName: EventFieldValue] = [
        .ref: .ref(Story.main), .old: .commit(story.base), .new: .commit(story.head),
      ]
      let first = sure(story.steps[.land])
      let draft = story.event(.land, by: .builder, at: at(290), causes: [answer], values)
      let second = story.append(draft)
      story.landMore(on: max(first, second))
    }
  }
}

private func max(_ left: ObjectReference, _ right: ObjectReference) -> ObjectReference {
  left.id < right.id ? right : left
}

extension Story {
  /// The SHA-256 of some bytes.
  static func digest(_ bytes: [UInt8]) -> SHA256Digest { Story.hasher.sha256(bytes) }

  /// Proposes, reviews and lands one commit more on top of a landing; on top of `start`, where that is not where the
  /// change ended, and another commit than that, where one is given.
  @discardableResult
  mutating func landMore(
    on landing: ObjectReference?, from start: CommitReference? = nil,
    to commit: CommitReference? = nil, by lander: Signer = .lead, at time: Int64 = 600
  ) -> ObjectReference {
    let base = start ?? head
    let more = commit ?? code(CodeDraft(files: [:], parents: [base.id], key: .builderCode))
    let change: [EventFieldName: EventFieldValue] = [
      .ref: .ref(Self.main), .base: .commit(base), .head: .commit(more),
    ]
    let proposal = append(
      event(
        .changePropose, by: .builder, at: at(time), change, files: ["message": [0x78, 0x0a]]))
    refs[RefName("refs/entangle/proposals/\(proposal.id)")] = more.id
    let question = append(
      event(
        .approvalRequest, by: .builder, at: at(time + 10), causes: [proposal],
        change.merging([
          .operation: .word("land"), .approvers: .ids([id("reviewer")]),
          .expires: .time(at(1_000)),
        ]) { first, _ in first }))
    let answer = append(
      event(
        .approvalResponse, by: .reviewer, at: at(time + 20), causes: [question],
        [.decision: .word("approved"), .head: .commit(more)]))
    branches[Self.main] = more.id
    return append(
      event(
        .land, by: lander, at: at(time + 30), causes: [landing, answer].compactMap { $0 },
        [.ref: .ref(Self.main), .old: .commit(base), .new: .commit(more)]))
  }
}
