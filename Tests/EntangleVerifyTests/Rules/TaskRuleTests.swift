import EntangleModel
import Testing

@Suite struct TaskRuleTests {
  @Test(arguments: Vector.tasks)
  func `a rule for tasks refuses its attack alone`(vector: Vector) { vector.check() }
}

extension Vector {
  static let tasks: [Vector] = [
    Vector(
      "W101", "a task declined by somebody else",
      twin: { plan in ends(&plan) { $0.reject(by: .builder, $0.more()) } },
      attack: { plan in ends(&plan) { $0.reject(by: .reviewer, $0.more()) } }),
    Vector(
      "W101", "a task cancelled by the one who holds it",
      twin: { plan in ends(&plan) { $0.cancel(by: .lead, sure($0.steps[.workRequest])) } },
      attack: { plan in ends(&plan) { $0.cancel(by: .builder, sure($0.steps[.workRequest])) } }),
    Vector(
      "W101", "somebody takes what was handed on to another",
      twin: { plan in handOff(&plan) { $0.accept(by: .second, $1) } },
      attack: { plan in handOff(&plan) { $0.accept(by: .builder, $1) } }),
    Vector(
      "W102", "a task taken on after it was declined",
      twin: { plan in ends(&plan) { $0.accept(by: .builder, $0.more()) } },
      attack: { plan in
        ends(&plan) { story in
          let task = story.more()
          story.reject(by: .builder, task)
          story.accept(by: .builder, task)
        }
      }),
    Vector(
      "W102", "news of a task that has its result",
      twin: { plan in ends(&plan) { $0.update(by: .builder, sure($0.steps[.workAccept])) } },
      attack: { plan in
        ends(&plan) { story in
          story.result(by: .builder, sure(story.steps[.workAccept]))
          story.update(by: .builder, sure(story.steps[.workAccept]))
        }
      }),
    Vector(
      "W102", "a task cancelled twice",
      twin: { plan in ends(&plan) { $0.cancel(by: .lead, sure($0.steps[.workRequest])) } },
      attack: { plan in
        ends(&plan) { story in
          story.cancel(by: .lead, sure(story.steps[.workRequest]))
          story.cancel(by: .lead, sure(story.steps[.workRequest]))
        }
      }),
    Vector(
      "W102", "a result after the lane has seen the end of the task",
      twin: { plan in ends(&plan) { $0.cancelThenResult(isSeen: false) } },
      attack: { plan in ends(&plan) { $0.cancelThenResult(isSeen: true) } }),
    Vector(
      "W102", "a runner's result after its lane, which is judged last, has seen the end",
      twin: { plan in cancelRun(&plan, isSeen: false) },
      attack: { plan in cancelRun(&plan, isSeen: true) }),
    Vector(
      "W102", "a result of what was handed on",
      twin: { plan in handOff(&plan) { $0.accept(by: .second, $1) } },
      attack: { plan in
        handOff(&plan) { story, _ in story.result(by: .builder, sure(story.steps[.workAccept])) }
      }),
    Vector(
      "W102", "work asked for on behalf of a task that was handed on",
      twin: { plan in helped(&plan) { story in story.help() } },
      attack: { plan in
        helped(&plan) { story in
          story.handOff(to: "second")
          story.help()
        }
      }),
    Vector(
      "A102", "a task handed on along no edge",
      twin: { plan in handOff(&plan) { _, _ in } },
      attack: { plan in
        handOff(&plan) { _, _ in }
        plan.state(1) { $0.edges[Edge.handing] = nil }
      }),
    Vector(
      "A103", "a task handed on along a disabled edge",
      twin: { plan in handOff(&plan) { _, _ in } },
      attack: { plan in
        handOff(&plan) { _, _ in }
        plan.state(1) { $0.edges[Edge.handing] = false }
      }),
    Vector(
      "C102", "a task without a command handed on to a runner",
      twin: { plan in handOff(&plan) { _, _ in } },
      attack: { plan in
        handOff(&plan) { _, _ in }
        plan.state(1) { $0.replace("second") { _ in Story.second(.runner) } }
      }),
    Vector(
      "W114", "a handoff of a result that names no artifact",
      twin: { plan in handOff(&plan, with: { sure($0.steps[.result]) }) { _, _ in } },
      attack: { plan in
        handOff(&plan, with: { $0.result(by: .builder, $0.accept(by: .builder, $0.more())) }) {
          _, _ in
        }
      }),
  ]

  /// The lead cancels the runner's task before its result; the runner may have answered him since.
  private static func cancelRun(_ plan: inout Plan, isSeen: Bool) {
    plan.before(.result) { story in
      story.cancel(by: .lead, sure(story.steps[.request]))
      guard isSeen else { return }
      let again = story.append(
        story.event(
          .taskRequest, by: .lead, at: at(220),
          [.to: .id(id("runner1")), .input: .commit(story.base)],
          files: ["brief": Array("Run it.\n".utf8), "command.json": Story.command.canonical]))
      story.append(
        story.event(
          .taskAccept, by: .runner, at: at(220), causes: [again], [.attempt: .number(1)]))
    }
  }

  private static func ends(
    _ plan: inout Plan, _ act: @escaping @Sendable (inout Story) -> Void
  ) {
    plan.finally(act)
  }

  /// There is a second worker, to whom the builder may hand tasks on and of whom he may ask some.
  private static func helped(
    _ plan: inout Plan, _ act: @escaping @Sendable (inout Story) -> Void
  ) {
    plan.state(1) {
      $0.principals.append(Story.second(.worker))
      $0.edges[Edge.handing] = true
      $0.edges[Edge(from: id("builder"), relation: .delegates, to: id("second"))] = true
    }
    plan.finally(act)
  }

  /// The builder hands his task on.
  private static func handOff(
    _ plan: inout Plan, with artifact: (@Sendable (inout Story) -> ObjectReference)? = nil,
    _ act: @escaping @Sendable (inout Story, ObjectReference) -> Void
  ) {
    helped(&plan) { story in
      let results = artifact.map { [$0(&story)] } ?? []
      act(&story, story.handOff(to: "second", results))
    }
  }
}

extension Edge {
  static let handing = Edge(from: id("builder"), relation: .handsOff, to: id("second"))
}

extension Signer {
  static let second = Signer("second", .spare)
}

extension Story {
  static func second(_ kind: PrincipalKind) -> Principal {
    principal("second", kind, [(.spare, [.law])])
  }

  /// Appends an event later than all before.
  @discardableResult
  mutating func tell(
    _ name: EventName, by signer: Signer, _ causes: [ObjectReference] = [],
    _ values: [EventFieldName: EventFieldValue] = [:], files: [String] = []
  ) -> ObjectReference {
    let time = sure(lanes.values.map(\.time).max()?.adding(seconds: 10))
    let texts = files.map { ($0, Array("Text.\n".utf8)) }
    return append(
      event(
        name, by: signer, at: time, causes: causes, values,
        files: Dictionary(texts) { first, _ in first }))
  }

  /// The lead asks the builder for something more.
  mutating func more() -> ObjectReference {
    tell(
      .taskRequest, by: .lead, [], [.to: .id(id("builder")), .input: .commit(base)],
      files: ["brief"])
  }

  /// The builder asks the second worker for help with his task.
  mutating func help() {
    tell(
      .taskRequest, by: .builder, [sure(steps[.workAccept])],
      [.to: .id(id("second")), .input: .commit(base)], files: ["brief"])
  }

  @discardableResult
  mutating func accept(by signer: Signer, _ task: ObjectReference) -> ObjectReference {
    tell(.taskAccept, by: signer, [task], [.attempt: .number(1)])
  }

  mutating func reject(by signer: Signer, _ task: ObjectReference) {
    tell(.taskReject, by: signer, [task])
  }

  mutating func update(by signer: Signer, _ accept: ObjectReference) {
    tell(.taskUpdate, by: signer, [accept], files: ["report"])
  }

  @discardableResult
  mutating func result(by signer: Signer, _ accept: ObjectReference) -> ObjectReference {
    tell(
      .taskResult, by: signer, [accept], [.status: .word("succeeded"), .artifact: .absent])
  }

  mutating func cancel(by signer: Signer, _ request: ObjectReference) {
    tell(.taskCancel, by: signer, [request])
  }

  @discardableResult
  mutating func handOff(to name: String, _ results: [ObjectReference] = []) -> ObjectReference {
    tell(
      .taskHandoff, by: .builder, [sure(steps[.workAccept])] + results, [.to: .id(id(name))])
  }

  /// The lead cancels the builder's task and asks for something else; the builder takes that on after or
  /// before he gives the result of the first.
  mutating func cancelThenResult(isSeen: Bool) {
    cancel(by: .lead, sure(steps[.workRequest]))
    let other = more()
    if isSeen { accept(by: .builder, other) }
    result(by: .builder, sure(steps[.workAccept]))
    if !isSeen { accept(by: .builder, other) }
  }
}
