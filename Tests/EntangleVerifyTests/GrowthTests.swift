import EntangleModel
import EntangleSystem
import Testing

@testable import EntangleVerify

/// What somebody can have much of costs no more than that much: counted, not timed.
@Suite struct GrowthTests {
  /// What is said of a story, and how many objects were read for that: by one thread, as two that are at the same read it twice.
  private func reading(_ story: Story) -> (report: Report, count: Int) {
    let counted = CountedObjects(story.objects)
    let report = Verifier(
      VerificationInput(
        objects: counted, cryptography: story.cryptography,
        workers: ConcurrentWorkers(threadCount: 1),
        entangleRefs: story.refs.map { (name: $0.key, id: $0.value) }, branches: story.branches,
        tags: story.tags, trustRoot: story.trustRoot, now: story.now)
    ).report()
    return (report, counted.take().values.reduce(0, +))
  }

  /// The ref of a lane that nobody has.
  private func stray(_ number: Int) -> RefName {
    RefName("refs/entangle/events/x\(number)/\(String(repeating: "0", count: 32))")
  }

  /// A story with so many updates of a task.
  private func updated(_ count: Int) -> Story {
    var story = Story()
    for _ in 0..<count {
      story.tell(.taskUpdate, by: .builder, [sure(story.steps[.workAccept])], files: ["report"])
    }
    return story
  }

  @Test func `refs at the tip of another's lane cost a look each, and blame nobody else`() {
    let honest = updated(50)
    let due = reading(honest)
    #expect(due.report.verdict == .verified)
    var story = honest
    for number in 0..<25 {
      story.refs[stray(number)] = sure(story.lanes[Signer.builder.lane]).reference.id
    }
    let found = reading(story)
    #expect(found.count <= due.count + 2 * 25)
    #expect(found.report.findings.map(\.code) == Array(repeating: "L101", count: 25))
    #expect(Set(found.report.findings.map(\.object)) == Set((0..<25).map { "\(stray($0))" }))
    #expect(found.report.judgement?.lanes.count == due.report.judgement?.lanes.count)
  }

  @Test func `lanes that leave from another's cost their own events, and blame nobody else`() {
    func story(_ count: Int) -> (Story, Set<String>) {
      var story = updated(50)
      var own: Set<String> = []
      for number in 0..<count {
        let signer = Signer("x\(number)", .spare)
        var draft = story.event(
          .question, by: signer, at: at(900), [.to: .id(id("lead"))],
          files: ["message": Array("Why?\n".utf8)])
        let tip = sure(story.lanes[Signer.builder.lane])
        (draft.firstParent, draft.chain) = (tip.reference.id, tip.reference.digest)
        draft.sequence = tip.sequence + 1
        own.insert("\(story.append(draft).id)")
      }
      return (story, own)
    }
    let few = reading(story(1).0)
    let (many, own) = story(25)
    let found = reading(many)
    #expect(found.report.verdict == .refused)
    #expect(Set(found.report.findings.map(\.object)) == own)
    #expect(found.count <= few.count + 24 * 12)
  }

  @Test func `what somebody puts on top of another's lane takes nothing from it`() {
    var story = updated(5)
    var draft = story.event(
      .question, by: Signer("x", .spare), at: at(900), [.to: .id(id("lead"))],
      files: ["message": Array("Why?\n".utf8)])
    let tip = sure(story.lanes[Signer.builder.lane])
    (draft.firstParent, draft.chain) = (tip.reference.id, tip.reference.digest)
    draft.ref = Signer.builder.lane.ref
    let made = story.append(draft)
    let report = story.report()
    #expect(report.findings.map(\.code) == ["L101"] && report.findings[0].object == "\(made.id)")
  }

  @Test func `what leads nowhere is not gone through to judge what comes next`() throws {
    let story = updated(50)
    let report = story.report()
    #expect(report.verdict == .verified)
    let state = try #require(report.judgement).state
    let accept = sure(story.steps[.workAccept]).id
    #expect(state.task(accept: accept)?.events.count == 51)
    #expect(state.course(accept: accept)?.events.count == 1)
    #expect(state.course(offer: sure(story.steps[.workRequest]).id)?.phase == .accepted)
  }

  @Test func `what is kept of a task is what leads it on`() throws {
    for seed in UInt64(40)..<44 {
      let story = History(seed: seed, length: 60).story
      let report = story.report()
      let judgement = try #require(report.judgement)
      let state = judgement.state
      for judged in judgement.events.values where judged.standing == .accepted {
        let id = judged.event.id
        guard let whole = state.task(offer: id), let course = state.course(offer: id) else {
          continue
        }
        #expect(whole.phase == course.phase && whole.attemptCount == course.attemptCount)
        let leading = whole.events.filter { $0.event.body.leadsTo != nil }.map(\.event.id)
        #expect(course.events.map(\.event.id) == leading)
      }
    }
  }

  @Test func `what is kept of a thread is what is found by going through it`() throws {
    for seed in UInt64(50)..<56 {
      let judgement = try #require(History(seed: seed, length: 80).story.report().judgement)
      let state = judgement.state
      var bare = state
      bare.ledger = PhaseLedger()
      for judged in judgement.events.values where judged.standing == .accepted {
        let kept = state.thread(of: judged.event.id)
        let found = bare.thread(of: judged.event.id)
        #expect(kept?.opening.event.id == found?.opening.event.id)
        #expect(kept?.root == found?.root && kept?.depth == found?.depth)
        guard let kept, let found else { continue }
        #expect(kept.events.map(\.event.id) == found.events.map(\.event.id))
        #expect(state.phase(of: kept) == bare.phase(of: found))
        #expect(
          state.renewals(of: kept).map(\.event.id) == bare.renewals(of: found).map(\.event.id))
      }
      #expect(!state.ledger.threads.isEmpty && !state.ledger.tasks.isEmpty)
    }
  }
}
