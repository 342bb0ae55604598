import EntangleModel

/// The events of the story, in order.
enum Step: String, CaseIterable, Sendable {
  case request
  case accept
  case result
  case workRequest
  case workAccept
  case propose
  case ask
  case answer
  case land
}

/// What a telling of the story changes: each step is handed to its closures before it is made.
struct Plan: Sendable {
  typealias Edit<Value> = @Sendable (inout Value, Story) -> Void

  var states: [Int: [Edit<StateDraft>]] = [:]
  var events: [Step: [Edit<EventDraft>]] = [:]
  var code: [Edit<CodeDraft>] = []
  var artifact: [Edit<ArtifactDraft>] = []
  var before: [Step: [@Sendable (inout Story) -> Void]] = [:]
  var finally: [@Sendable (inout Story) -> Void] = []
  /// How many states are published before the first event.
  var stateCount = 2
  /// Which of the steps are told.
  var steps = Step.allCases

  /// Changes the draft of a trust state.
  mutating func state(_ version: Int, _ edit: @escaping Edit<StateDraft>) {
    states[version, default: []].append(edit)
  }

  mutating func state(_ version: Int, _ edit: @escaping @Sendable (inout StateDraft) -> Void) {
    state(version) { draft, _ in edit(&draft) }
  }

  /// Changes the draft of an event.
  mutating func event(_ step: Step, _ edit: @escaping Edit<EventDraft>) {
    events[step, default: []].append(edit)
  }

  mutating func event(_ step: Step, _ edit: @escaping @Sendable (inout EventDraft) -> Void) {
    event(step) { draft, _ in edit(&draft) }
  }

  /// Changes the draft of the one commit that is proposed and landed.
  mutating func code(_ edit: @escaping @Sendable (inout CodeDraft) -> Void) {
    code.append { draft, _ in edit(&draft) }
  }

  mutating func code(_ edit: @escaping Edit<CodeDraft>) { code.append(edit) }

  /// Changes the draft of the artifact.
  mutating func artifact(_ edit: @escaping @Sendable (inout ArtifactDraft) -> Void) {
    artifact.append { draft, _ in edit(&draft) }
  }

  /// Does something before a step.
  mutating func before(_ step: Step, _ act: @escaping @Sendable (inout Story) -> Void) {
    before[step, default: []].append(act)
  }

  /// Does something at the end.
  mutating func finally(_ act: @escaping @Sendable (inout Story) -> Void) { finally.append(act) }
}
