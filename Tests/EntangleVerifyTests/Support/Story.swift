import EntangleCrypto
import EntangleModel
import EntangleSystem
import EntangleVerify

/// A complete legal history in memory: two authorities found a repository, a task is run, a change
/// is proposed, reviewed and landed. A `Plan` changes single steps of it.
struct Story: Sendable {
  /// Where a lane stands.
  struct Head: Sendable {
    var reference: ObjectReference
    var sequence: Int64
    var time: Timestamp
  }

  /// A published state, as far as what follows needs it.
  struct Published: Sendable {
    let reference: ObjectReference
    let name: StateReference
    let issued: Timestamp
  }

  static let main = RefName("refs/heads/main")
  static let hasher = SystemCryptography()

  let plan: Plan
  let cryptography = SystemCryptography()
  var objects = MemoryObjects()
  var states: [Published] = []
  /// The trust commit in which each key first stands.
  var enrolments: [PublicKey: ObjectReference] = [:]
  var lanes: [Lane: Head] = [:]
  var steps: [Step: ObjectReference] = [:]
  /// What a plan keeps for a later step.
  var extra: ObjectReference?
  var refs: [RefName: ObjectID] = [:]
  var branches: [RefName: ObjectID] = [:]
  var tags: [RefName: ObjectID] = [:]
  var trustRoot: SHA256Digest?
  /// What the verifier remembers of the host's log.
  var remembered: SignedHead?
  /// The receipts, in their order, with what they moved.
  var receipts: [ReceiptMade] = []
  var logged: [RefName: ObjectID] = [:]
  /// The entries of the denylist, in their order.
  var entries: [EntryMade] = []
  /// The trust commit that opened each epoch.
  var openings: [Int64: ObjectID] = [:]
  var now = at(100_000)
  /// The baseline of the branch, and the change.
  var base: CommitReference
  var head: CommitReference
  var artifact: CommitReference?
  /// What the winning side had when the chain forked.
  var winning: Winning?
  /// The last draft of a state, from which the next one starts.
  var law: StateDraftContent

  /// The states of one side of a fork.
  struct Winning: Sendable {
    let states: [Published]
    let law: StateDraftContent
    let enrolments: [PublicKey: ObjectReference]
  }

  /// The parts of a state that the next one keeps.
  struct StateDraftContent: Sendable {
    var principals: [Principal] = []
    var edges: [Edge: Bool] = [:]
    var policies: [String: BranchPolicy] = [:]
    var epochs: [Int64: Epoch] = [:]
    var services: [PrincipalID: ServiceAccess] = [:]
    var peers: [String: Peer] = [:]
    var redactions: [Int64: Redaction] = [:]
    var threshold: Int64 = 2
    var recovery: RecoverySet?
  }

  init(_ plan: Plan = Plan()) {
    self.plan = plan
    let none = CommitReference(id: .zero(.sha1), digest: .zero, content: .zero)
    (base, head, law) = (none, none, StateDraftContent())
    base = code(
      CodeDraft(
        files: ["README": (Array("one\n".utf8), false)], parents: [],
        message: Array("Begin\n".utf8)))
    var change = CodeDraft(
      files: [
        "README": (Array("one\ntwo\n".utf8), false), "bin/tool": (Array("#!/bin/sh\n".utf8), true),
      ], parents: [base.id], key: .builderCode)
    for edit in plan.code { edit(&change, self) }
    head = code(change)
    law = Self.founding
    for version in 0..<plan.stateCount { publish(version + 1) }
    trustRoot = trustRoot ?? states.first?.name.digest
    for step in plan.steps {
      for act in plan.before[step] ?? [] { act(&self) }
      perform(step)
    }
    for act in plan.finally { act(&self) }
  }

  /// What the verifier says of it.
  func report(
    progress: (any VerificationProgress)? = nil, workers: ConcurrentWorkers = TestWorkers.usual
  ) -> Report {
    Verifier(
      VerificationInput(
        objects: objects, cryptography: cryptography, workers: workers,
        entangleRefs: refs.map { (name: $0.key, id: $0.value) }, branches: branches,
        tags: tags, trustRoot: trustRoot, now: now, remembered: remembered)
    ).report(progress: progress)
  }

  private mutating func perform(_ step: Step) {
    let time = at(200 + 10 * Int64(Step.allCases.firstIndex(of: step) ?? 0))
    func reference(_ step: Step) -> [ObjectReference] { [steps[step]].compactMap { $0 } }
    var draft: EventDraft
    switch step {
    case .request:
      draft = event(
        .taskRequest, by: .lead, at: time, [.to: .id(id("runner1")), .input: .commit(base)],
        files: ["brief": Array("Run it.\n".utf8), "command.json": Self.command.canonical])
    case .accept:
      draft = event(
        .taskAccept, by: .runner, at: time, causes: reference(.request), [.attempt: .number(1)])
    case .result:
      let artifact = makeArtifact(at: time)
      draft = event(
        .taskResult, by: .runner, at: time, causes: reference(.accept),
        [.status: .word("succeeded"), .artifact: .commit(artifact)])
    case .workRequest:
      draft = event(
        .taskRequest, by: .lead, at: time, [.to: .id(id("builder")), .input: .commit(base)],
        files: ["brief": Array("Add a line.\n".utf8)])
    case .workAccept:
      draft = event(
        .taskAccept, by: .builder, at: time, causes: reference(.workRequest),
        [.attempt: .number(1)])
    case .propose:
      draft = event(
        .changePropose, by: .builder, at: time, causes: reference(.workAccept),
        [.ref: .ref(Self.main), .base: .commit(base), .head: .commit(head)],
        files: ["message": Array("A second line.\n".utf8)])
    case .ask:
      draft = event(
        .approvalRequest, by: .builder, at: time, causes: reference(.propose),
        [
          .operation: .word("land"), .ref: .ref(Self.main), .base: .commit(base),
          .head: .commit(head), .approvers: .ids([id("reviewer")]), .expires: .time(at(1_000)),
        ])
    case .answer:
      draft = event(
        .approvalResponse, by: .reviewer, at: time, causes: reference(.ask),
        [.decision: .word("approved"), .head: .commit(head)])
    case .land:
      draft = event(
        .land, by: .lead, at: time, causes: reference(.answer),
        [.ref: .ref(Self.main), .old: .commit(base), .new: .commit(head)])
    }
    for edit in plan.events[step] ?? [] { edit(&draft, self) }
    let made = append(draft)
    steps[step] = made
    switch step {
    case .propose: refs[RefName("refs/entangle/proposals/\(made.id)")] = head.id
    case .land: branches[Self.main] = head.id
    default: break
    }
  }

  /// What the runner is asked to run.
  static let command = sure(
    try? TaskCommand(
      arguments: ["make", "test"], environment: ["CI": "1"], outputs: ["out"], timeoutSeconds: 60))
}

extension TaskCommand {
  /// The document.
  var canonical: [UInt8] { json.encodeCanonical() }
}
