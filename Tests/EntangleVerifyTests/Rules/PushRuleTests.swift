import EntangleModel
import EntangleSystem
import EntangleVerify
import Testing

/// The rules for pushes: each with a push that is refused, and the nearest one that is taken.
@Suite struct PushRuleTests {
  @Test(arguments: PushVector.all)
  func `a push is refused for what it does alone`(vector: PushVector) {
    vector.check()
  }

  @Test func `a push that brings what is forged is refused by the verifier's rule`() {
    let (full, story) = (PushVector.later, PushVector.earlier)
    var forged = full
    let answer = sure(full.steps[.answer]).id
    let object = sure(full.objects.table[answer])
    let changed = RawObject(
      type: .commit,
      content: object.content.replacing("approved", with: "rejected")
        .replacing("approved", with: "rejected"))
    let id = forged.objects.add(changed)
    let lane = sure(full.refs.first { $0.value == answer }).key
    let findings = PushVector.findings(
      [PushedRef(lane, old: story.refs[lane], new: id)], on: story, bringing: forged.objects)
    #expect(findings.map(\.code).contains("S101"))
  }

  @Test func `what was wrong before bars nobody, and nothing new passes for it`() {
    var story = PushVector.earlier
    story.refs[RefName("refs/entangle/other")] = story.base.id
    let full = PushVector.later
    let push = PushVector.whole(from: story, to: full)
    #expect(PushVector.findings(push, on: story, bringing: full.objects) == [])
    let without = push.filter { $0.name != Story.main }
    #expect(
      PushVector.findings(without, on: story, bringing: full.objects).map(\.code).contains("R103"))
  }

  @Test
  func
    `of a branch that no landing leads to where it goes, or that goes back, the verifier speaks`()
  {
    var story = PushVector.later
    story.landMore(on: sure(story.steps[.land]))
    let tip = story.reference(to: sure(story.branches[Story.main]))
    let stray = story.code(CodeDraft(files: [:], parents: [tip.id], key: .builderCode))
    let beside = story.code(CodeDraft(files: [:], parents: [story.base.id], key: .builderCode))
    func codes(_ new: CommitReference) -> [String] {
      let update = PushedRef(Story.main, old: tip.id, new: new.id)
      return PushVector.findings([update], on: story, bringing: story.objects).map(\.code)
    }
    #expect(codes(stray) == ["R101"])
    #expect(codes(beside) == ["R101"])
    #expect(codes(story.head) == ["R102"])
    #expect(codes(story.base) == ["R102"])
  }

  @Test func `a ref moves from where it stands, and to where git can have it`() {
    let story = PushVector.begun(PushVector.earlier)
    let (main, base) = (Story.main, sure(story.branches[Story.main]))
    func codes(_ name: String, old: ObjectID? = nil, symbolic: Set<RefName> = []) -> [String] {
      PushVector.findings(
        [PushedRef(RefName(name), old: old, new: story.base.id)], on: story,
        bringing: story.objects, symbolic: symbolic
      ).map(\.code)
    }
    #expect(codes("refs/heads/other") == [])
    #expect(codes("refs/heads/free", old: base) == ["H125"])
    #expect(codes("refs/heads/free", symbolic: [RefName("refs/heads/free")]) == ["H125"])
    #expect(codes("refs/heads/free/a", symbolic: [RefName("refs/heads/free")]) == ["H125"])
    #expect(codes("\(main)/below") == ["H125"])
    let below = PushVector.findings(
      [PushedRef(RefName("\(main)/below"), old: nil, new: story.base.id)], on: story,
      bringing: story.objects)
    #expect(below.first?.hint.contains("under another name") == true)
    #expect(codes("refs/heads/a..b") == ["H101"])
    #expect(codes("refs/heads/a\nb") == ["H101"])
    #expect(codes("refs/heads/HEAD/x") == ["H101"] && codes("refs/tags/HEAD/x") == ["H101"])
    #expect(codes("refs/heads/HEADS/x") == [] && codes("refs/heads/x/HEAD") == [])
    #expect(codes("refs/heads/" + String(repeating: "n", count: 250)) == [])
    #expect(codes("refs/heads/" + String(repeating: "n", count: 251)) == ["H125"])
    let lane = sure(story.refs.first { $0.value == sure(story.steps[.ask]).id })
    for update in [
      PushedRef(lane.key, old: nil, new: nil), PushedRef(lane.key, old: nil, new: lane.value),
      PushedRef(lane.key, old: lane.value, new: lane.value),
    ] {
      let found = PushVector.findings([update], on: story, bringing: story.objects).map(\.code)
      #expect(found.contains("H125"), "\(update)")
    }
    for old in [nil, base] {
      let gone = PushVector.findings(
        [PushedRef(RefName("refs/heads/none"), old: old, new: nil)], on: story,
        bringing: story.objects)
      #expect(gone.map(\.code) == ["H125"])
      #expect(gone.first?.hint.hasPrefix("there is nothing to do, it is gone already") == true)
    }
    let both = ["refs/heads/x", "refs/heads/x/y"].map {
      PushedRef(RefName($0), old: nil, new: story.base.id)
    }
    #expect(
      PushVector.findings(both, on: story, bringing: story.objects).map(\.code)
        == ["H125", "H125"])
  }

  @Test func `what comes when its key is long over is refused before the host says when it came`() {
    var plan = Plan()
    plan.host { draft in
      draft.replace("lead") { _ in
        Story.principal("lead", .user, [(.lead, [.law])], person: "lea", until: at(480))
      }
    }
    plan.finally { $0.receive() }
    for (hours, due) in [(47, []), (49, ["J113"])] as [(Int64, [String])] {
      var story = Story(plan)
      story.now = at(480 + hours * 3600)
      var full = story
      full.say(at: 470)
      let push = PushVector.whole(from: story, to: full)
      let found = PushVector.findings(push, on: story, bringing: full.objects)
      #expect(found.filter { $0.base == nil }.map(\.code) == due, "\(found)")
    }
  }

  @Test func `git goes on with all that was judged, or with nothing`() {
    let cryptography = PushVector.earlier.cryptography
    let (one, two) = (Array("1 2 refs/tags/a".utf8), Array("3 4 refs/tags/b".utf8))
    let whole = MoveFacts.digest(of: [one, two], cryptography)
    func codes(_ judged: MoveFacts.Judged, _ lines: [[UInt8]]) -> [String] {
      MoveFacts(judged: judged, lines: lines, cryptography).findings.map(\.code)
    }
    #expect(codes(.whole(whole), [two, one]) == [])
    #expect(codes(.whole(whole), [two, one, Array("1 2 HEAD".utf8)]) == [])
    #expect(codes(.whole(whole), [one]) == ["H127"])
    #expect(codes(.whole(whole), [one, two, two]) == ["H127"])
    let (packed, none) = (Array("00 00 refs/tags/a".utf8), Array("1 00 refs/tags/a".utf8))
    #expect(codes(.whole(whole), [packed]) == [])
    #expect(codes(.whole(whole), [packed, one]) == ["H127"])
    #expect(codes(.whole(whole), [none]) == ["H127"])
    #expect(codes(.whole(whole), []) == ["H127"])
    #expect(codes(.nothing, [packed]) == ["H127"])
    #expect(codes(.each, [one]) == [])
    #expect(codes(.nothing, [one, two]) == ["H127"])
    let policies: Set<RefName> = [Story.main]
    let base = PushVector.earlier.base.id
    func standsAlone(_ name: RefName) -> Bool {
      PushedRef(name, old: nil, new: base)
        .standsAlone(protected: policies, named: [RefName("refs/tags/a")])
    }
    #expect(standsAlone(RefName("refs/heads/free")) && standsAlone(RefName("refs/tags/b")))
    #expect(!standsAlone(Story.main) && !standsAlone(RefName("refs/tags/a")))
    #expect(!standsAlone(EntangleRef.trustName))
  }

  @Test func `refs move at once where one keeps what another leaves, or where there are many`() {
    let law = PushVector.founded()
    var story = law
    let start = story.code(PushVector.alone(PushVector.old))
    story.say(at: 700) { $0.values[.input] = .commit(start) }
    let old = sure(story.branches[PushVector.old])
    func isWhole(_ updates: [PushedRef], on story: Story) -> Bool {
      let answer = PushVector.answer(updates, on: story, bringing: story.objects)
      #expect(answer.findings == [])
      return answer.isWhole
    }
    func made(_ name: String, at id: ObjectID) -> PushedRef {
      PushedRef(RefName("refs/heads/\(name)"), old: nil, new: id)
    }
    let gone = PushedRef(PushVector.old, old: old, new: nil)
    #expect(isWhole([gone, made("kept", at: old)], on: story))
    #expect(!isWhole([gone, made("kept", at: old)], on: law))
    story.branches[RefName("refs/heads/other")] = old
    #expect(!isWhole([gone, made("kept", at: old)], on: story))
    #expect(!isWhole([gone], on: story))
    func tagged(_ name: String) -> PushedRef {
      PushedRef(RefName("refs/tags/\(name)"), old: nil, new: story.base.id)
    }
    #expect(!isWhole([tagged("a"), tagged("b"), made("c", at: old)], on: story))
    let many = (0...ReadLimits().refsMovedAlone).map { made("many/\($0)", at: story.base.id) }
    #expect(isWhole(many, on: story))
    #expect(!isWhole(many.dropLast(), on: story))
  }

  @Test func `a push gets no receipt behind one that is in the place of another`() {
    var story = PushVector.seenTwice
    func codes(_ story: Story) -> [String] {
      PushVector.findings(
        [PushedRef(PushVector.free, old: nil, new: story.base.id)], on: story,
        bringing: story.objects
      ).map(\.code)
    }
    #expect(codes(story) == [])
    story.receipts.removeLast()
    story.receive { $0.content = .accepted(Receipt.Push(pusher: nil, certificate: nil), moves: []) }
    #expect(codes(story) == ["H129"])
  }

  @Test func `a host whose clock was ahead once takes pushes, law above all`() {
    var plan = Plan()
    plan.hosted { story in
      story.receive { form in
        form.time = at(100_200)
        form.content = .current
      }
    }
    let story = Story(plan)
    var full = story
    full.say(at: 520)
    let push = PushVector.whole(from: story, to: full)
    #expect(PushVector.findings(push, on: story, bringing: full.objects) == [])
    var cut = story
    cut.cut { $0.policies = [:] }
    let law = PushVector.whole(from: story, to: cut)
    let answer = PushVector.answer(law, on: story, bringing: cut.objects)
    #expect(answer.findings == [])
    // An epoch after the receipt before leads out.
    var next = story
    next.newEpoch(after: story.receipts[0])
    let epoch = PushVector.whole(from: story, to: next)
    let out = PushVector.answer(epoch, on: story, bringing: next.objects)
    #expect(out.findings == [] && out.report?.verdict == .verified)
    #expect(answer.report?.findings.map(\.code) == ["J105"])
    let judgement = answer.report?.judgement
    #expect(judgement?.hostLog.newest?.time == at(100_200))
    #expect(judgement?.hostLog.count == judgement.map { $0.log.count + 1 })
  }

  @Test(arguments: [
    "", "a b", "\(zero) \(zero)", "\(zero)\t\(zero) refs/heads/x", "\(zero) \(zero) ",
    "\(zero) \(zero)0 refs/heads/x", "\(zero.uppercased())g \(zero) refs/heads/x",
    "\(zero)000000000000000000000000 \(zero)000000000000000000000000 refs/heads/x",
  ])
  func `a line that is no ref update is none`(line: String) {
    #expect(PushedRef(line: line.utf8, format: .sha1) == nil)
  }

  private static let zero = String(repeating: "0", count: 40)

  @Test func `zeros mean that there is nothing`() {
    let one = String(repeating: "1", count: 40)
    let line = "\(Self.zero) \(one) refs/heads/a b"
    let update = PushedRef(line: line.utf8, format: .sha1)
    #expect(
      update == PushedRef(RefName("refs/heads/a b"), old: nil, new: sure(ObjectID(hex: one))))
  }
}

/// A push that a rule refuses, and the nearest one that nothing refuses.
struct PushVector: Sendable, CustomTestStringConvertible {
  let code: String
  let name: String
  /// What there is to push from, for the push that is refused and for the other.
  var attackStory = PushVector.later
  var twinStory = PushVector.later
  let attack: @Sendable (_ story: Story, _ full: Story) -> ([PushedRef], pusher: String?)
  let twin: @Sendable (_ story: Story, _ full: Story) -> ([PushedRef], pusher: String?)
  /// What is on the server, and what is pushed from; the usual stories where there are no others.
  var stories: (@Sendable () -> (Story, Story))?

  var testDescription: String { "\(code) \(name)" }

  /// The legal story up to the answer: what is on the server.
  static let earlier = Vector.story { plan in
    plan.steps = Step.allCases.filter { ![.answer, .land].contains($0) }
    plan.finally { $0.deny() }
  }

  /// The whole of it, with an entry of the denylist more.
  static let later = Vector.story { plan in
    plan.finally { story in
      story.deny()
      story.deny()
    }
  }

  /// The lead has landed, and the builder may as well.
  static var raced: Story {
    var story = Vector.story { plan in
      plan.state(2) {
        $0.policies["main"] = BranchPolicy(
          approvals: 1, landers: [id("builder"), id("lead")], ref: Story.main)
      }
    }
    story.branches[RefName("refs/heads/first")] = story.head.id
    return story
  }

  /// The first entry of the denylist is another.
  private static let rewound = Vector.story { plan in
    plan.finally { story in story.deny { $0.by(.ben) } }
  }

  /// An operator makes an entry; then, perhaps, loses the role.
  private static func moderated(losing role: Bool) -> Story {
    Vector.story { plan in
      plan.finally { story in
        story.deny()
        story.addOperator(.operator)
        story.deny { $0.by(.hal) }
        story.cut { draft in
          draft.replace(role ? "hal" : "nobody") { principal in
            var principal = principal
            principal.grant = nil
            return principal
          }
        }
      }
    }
  }

  /// An entry of another host is taken in; then, perhaps, that is believed no more.
  private static func imported(losing peer: Bool) -> Story {
    Vector.story { plan in
      plan.finally { story in
        story.deny()
        story.cut { $0.peers["north"] = Story.foreign.asPeer }
        story.take(1)
        story.cut { draft in
          if peer { draft.peers = [:] }
        }
      }
    }
  }

  private static let coup = RefName("refs/tags/coup")

  /// On the server both authorities have other keys. Two branches that go on from before that make it void: one by the
  /// old keys alone, at a tag; one that enrols the new keys too, which sign it.
  private static func rotatedAndForked() -> (Story, Story) {
    let keys: [(name: String, old: TestKey, new: TestKey)] = [
      ("ada", .ada, .spare), ("ben", .ben, .other),
    ]
    @Sendable func rotate(_ draft: inout StateDraft) {
      for (name, old, new) in keys {
        draft.addKey(name, new, from: draft.issued, isEndless: true)
        draft.end(name, old, KeyRevocation(reason: .retired, at: draft.issued))
      }
      draft.signers = [.ada, .ben, Signer("ada", .spare), Signer("ben", .other)]
    }
    let story = Vector.story { plan in plan.finally { $0.fork(rotate) } }
    var full = story
    let lost = full.back()
    full.resolve(lost)
    full.tags[coup] = full.refs[EntangleRef.trustName]
    _ = full.back()
    full.resolve(lost, rotate)
    return (story, full)
  }

  private static func moved(_ name: RefName, _ story: Story, to new: ObjectID?) -> PushedRef {
    PushedRef(name, old: story.refs[name], new: new)
  }

  /// All refs, from where they stand in one story to where they do in another.
  static func whole(from story: Story, to full: Story) -> [PushedRef] {
    let refs = full.refs.merging(full.branches) { first, _ in first }
      .merging(full.tags) { first, _ in first }
    return refs.sorted { $0.key < $1.key }.compactMap { name, new in
      let old = story.refs[name] ?? story.branches[name] ?? story.tags[name]
      return old == new ? nil : PushedRef(name, old: old, new: new)
    }
  }

  static func findings(
    _ updates: [PushedRef], on story: Story, bringing objects: MemoryObjects,
    pusher: String? = nil, symbolic: Set<RefName> = []
  ) -> [Finding] {
    answer(updates, on: story, bringing: objects, pusher: pusher, symbolic: symbolic).findings
  }

  static func answer(
    _ updates: [PushedRef], on story: Story, bringing objects: MemoryObjects,
    pusher: String? = nil, symbolic: Set<RefName> = []
  ) -> PushGate.Answer {
    let input = VerificationInput(
      objects: objects, cryptography: story.cryptography,
      workers: ConcurrentWorkers(threadCount: 1),
      entangleRefs: story.refs.map { (name: $0.key, id: $0.value) }, branches: story.branches,
      tags: story.tags, trustRoot: story.trustRoot, now: story.now)
    let standing = StandingRefs(
      places: story.branches.merging(story.tags) { first, _ in first }
        .merging(story.refs) { first, _ in first }, symbolic: symbolic)
    return PushGate(
      input, updates: updates, pusher: pusher.map { id($0) }, standing: standing
    ).answer { $0.report() }
  }

  func check(sourceLocation: SourceLocation = #_sourceLocation) {
    let given = stories?()
    let story = given?.0 ?? Self.earlier
    let (attackStory, twinStory) = (given?.1 ?? attackStory, given?.1 ?? twinStory)
    let (legal, owner) = twin(story, twinStory)
    let none = Self.findings(legal, on: story, bringing: twinStory.objects, pusher: owner)
    #expect(none == [], sourceLocation: sourceLocation)
    let (updates, pusher) = attack(story, attackStory)
    let found = Self.findings(updates, on: story, bringing: attackStory.objects, pusher: pusher)
    #expect(Set(found.map(\.code)) == [code], "\(found)", sourceLocation: sourceLocation)
    #expect(found.allSatisfy { $0.severity == .refused }, sourceLocation: sourceLocation)
  }

  /// A story in which one more branch can be made, beside those that are there.
  private static func crowded(_ story: Story) -> Story {
    var story = begun(story)
    for number in 0..<(ReadLimits().branches - story.branches.count - 1) {
      story.branches[RefName("refs/heads/b\(number)")] = story.base.id
    }
    return story
  }

  /// The whole story, with a tag that no event made, and one that an event made, perhaps.
  private static func released(_ isTagged: Bool) -> Story {
    Vector.story { plan in
      plan.finally { story in
        story.tags[RefName("refs/tags/free")] = story.base.id
        if isTagged { story.tag(TagDraft()) }
      }
    }
  }

  static let old = RefName("refs/heads/old")
  private static let once = RefName("refs/heads/once")

  /// The one commit of a branch that has a history of its own.
  static func alone(_ name: RefName) -> CodeDraft {
    CodeDraft(files: [:], parents: [], message: Array("\(name)\n".utf8), key: .other)
  }

  /// A story with two branches that have histories of their own: one was there at founding, and nothing ever protected it; the
  /// other was protected for a while.
  static func founded() -> Story {
    Vector.story { plan in
      for version in 1...9 {
        plan.state(version) { draft, story in
          var copy = story
          draft.baseline[old] = copy.code(alone(old))
        }
      }
      plan.finally { story in
        let start = story.code(alone(once))
        let begun = story.code(alone(old))
        (story.branches[once], story.branches[old]) = (start.id, begun.id)
        story.cut { draft in
          draft.baseline[old] = begun
          draft.baseline[once] = start
          draft.policies["once"] = BranchPolicy(approvals: 1, landers: [id("lead")], ref: once)
        }
        story.cut { draft in
          draft.baseline[old] = begun
          draft.baseline[once] = start
          draft.policies["once"] = nil
        }
      }
    }
  }

  /// A file of as many bytes as a commit may have, and some more.
  private static func file(beyond count: Int) -> (object: RawObject, id: ObjectID) {
    let content = [UInt8](repeating: 0, count: ReadLimits().commitBytes + count)
    let object = RawObject(type: .blob, content: content)
    return (object, earlier.cryptography.objectID(object, format: .sha1))
  }

  private static func ref(_ name: String, _ story: Story) -> PushedRef {
    PushedRef(RefName(name), old: nil, new: story.base.id)
  }

  /// The whole story, and then the change taken out of it.
  private static let redacted = Vector.story { plan in
    plan.finally { story in
      story.deny()
      story.deny()
      story.redact()
    }
  }

  /// A push of the law that redacts, and of what it moves; the proposal is gone with it, or the artifact.
  private static func dropping(_ story: Story, _ full: Story, isWithheld: Bool) -> [PushedRef] {
    let due = isWithheld ? story.head.id : story.artifact?.id
    let gone = sure(story.refs.first { $0.value == due })
    return whole(from: story, to: full) + [PushedRef(gone.key, old: gone.value, new: nil)]
  }

  /// The whole story, and a task that starts from a commit that no branch has.
  private static let supplied = Vector.story { plan in plan.finally { $0.supply() } }

  /// Then the law withholds that commit, and the artifact.
  private static let cleared = Vector.story { plan in
    plan.finally { story in
      let input = story.supply()
      let artifact = sure(story.artifact)
      story.redact { draft, _ in
        draft.isMove = false
        draft.withhold(input, artifact)
      }
    }
  }

  /// The ref of that place in the record deleted; with the law that withholds where it stood, or without.
  private static func clearing(
    _ place: String, _ story: Story, _ full: Story, isWithheld: Bool
  ) -> [PushedRef] {
    let gone = sure(story.refs.first { $0.key.dropping(prefix: "refs/entangle/\(place)/") != nil })
    return (isWithheld ? whole(from: story, to: full) : [])
      + [PushedRef(gone.key, old: gone.value, new: nil)]
  }

  /// Before anybody has said anything.
  private static let beginning = Vector.story { $0.steps = [] }

  /// With its branches where they begin.
  static func begun(_ story: Story) -> Story {
    var story = story
    story.branches = [Story.main: story.base.id, RefName("refs/heads/free"): story.base.id]
    return story
  }

  /// All refs but those.
  private static func without(_ prefix: String, _ story: Story, _ full: Story) -> [PushedRef] {
    whole(from: story, to: full).filter { $0.name.dropping(prefix: prefix) == nil }
  }

  /// The lane of the reviewer, with the answer.
  private static func answered(_ story: Story, _ full: Story) -> PushedRef {
    sure(whole(from: story, to: full).first { $0.new == sure(full.steps[.answer]).id })
  }

  static let all = [
    PushVector(code: "H101", name: "a replacement") { story, _ in
      ([ref("refs/replace/\(story.base.id)", story)], nil)
    } twin: { story, _ in
      ([ref("refs/heads/replace", story)], nil)
    },
    PushVector(code: "H101", name: "a branch that is called HEAD") { story, _ in
      ([ref("refs/heads/HEAD", story)], nil)
    } twin: { story, _ in
      ([ref("refs/heads/HEAD2", story)], nil)
    },
    PushVector(code: "H101", name: "a branch in too many folders") { story, _ in
      ([ref("refs/heads/" + String(repeating: "a/", count: 31) + "b", story)], nil)
    } twin: { story, _ in
      ([ref("refs/heads/" + String(repeating: "a/", count: 30) + "b", story)], nil)
    },
    PushVector(code: "H105", name: "names that are too long together") { story, _ in
      (
        (0..<1_100).map {
          ref(
            "refs/heads/\($0)"
              + String(repeating: "n/", count: 1_000 / 40).replacing(
                "n", with: String(repeating: "n", count: 39)) + "n", story)
        },
        nil
      )
    } twin: { story, _ in
      (
        (0..<1_000).map {
          ref(
            "refs/heads/\($0)"
              + String(repeating: "n/", count: 1_000 / 40).replacing(
                "n", with: String(repeating: "n", count: 39)) + "n", story)
        },
        nil
      )
    },
    PushVector(code: "H102", name: "a lane deleted") { story, full in
      let lane = sure(story.refs.first { $0.value == sure(story.steps[.ask]).id })
      return ([PushedRef(lane.key, old: lane.value, new: nil)], nil)
    } twin: { story, full in
      (whole(from: story, to: full), nil)
    },
    PushVector(code: "H102", name: "a proposal deleted that is not withheld") { story, full in
      (dropping(story, full, isWithheld: false), nil)
    } twin: { story, full in
      (dropping(story, full, isWithheld: true), nil)
    } stories: {
      (later, redacted)
    },
    PushVector(code: "H102", name: "a lane deleted with what is withheld") { story, full in
      let lane = sure(story.refs.first { $0.value == sure(story.steps[.answer]).id })
      return (
        dropping(story, full, isWithheld: true) + [PushedRef(lane.key, old: lane.value, new: nil)],
        nil
      )
    } twin: { story, full in
      (dropping(story, full, isWithheld: true), nil)
    } stories: {
      (later, redacted)
    },
    PushVector(code: "H102", name: "an input deleted that is not withheld") { story, full in
      (clearing("inputs", story, full, isWithheld: false), nil)
    } twin: { story, full in
      (clearing("inputs", story, full, isWithheld: true), nil)
    } stories: {
      (supplied, cleared)
    },
    PushVector(code: "H102", name: "an artifact deleted that is not withheld") { story, full in
      (clearing("artifacts", story, full, isWithheld: false), nil)
    } twin: { story, full in
      (clearing("artifacts", story, full, isWithheld: true), nil)
    } stories: {
      (supplied, cleared)
    },
    PushVector(code: "H130", name: "an artifact that is withheld") { story, full in
      (whole(from: story, to: full), nil)
    } twin: { story, full in
      let moves = whole(from: story, to: full).filter { $0.name != EntangleRef.trustName }
      let trust = PushedRef(
        EntangleRef.trustName, old: story.refs[EntangleRef.trustName], new: full.extra?.id)
      return ([trust] + moves, nil)
    } stories: {
      var story = later
      let artifact = sure(story.artifact)
      var full = story
      story.refs = story.refs.filter { $0.value != artifact.id }
      // First something else is withheld.
      full.redact { draft, story in
        draft.isMove = false
        draft.withhold(story.code(CodeDraft(files: [:], parents: [])))
      }
      full.extra = full.states.last?.reference
      full.redact { draft, _ in
        draft.isMove = false
        draft.withhold(artifact)
      }
      full.objects.plant(sure(later.objects.table[artifact.id]), as: artifact.id)
      return (story, full)
    },
    PushVector(code: "H130", name: "a branch that is built on what is withheld") { story, full in
      var stale = full
      let late = stale.code(CodeDraft(files: [:], parents: [story.head.id]))
      return (
        whole(from: story, to: full) + [
          PushedRef(RefName("refs/heads/late"), old: nil, new: late.id)
        ],
        nil
      )
    } twin: { story, full in
      (
        whole(from: story, to: full) + [
          PushedRef(RefName("refs/heads/late"), old: nil, new: full.branches[Story.main])
        ], nil
      )
    } stories: {
      var full = redacted
      full.objects.plant(sure(later.objects.table[full.head.id]), as: full.head.id)
      _ = full.code(CodeDraft(files: [:], parents: [full.head.id]))
      return (later, full)
    },
    PushVector(code: "H130", name: "a tag of what is withheld") { story, full in
      (
        whole(from: story, to: full) + [
          PushedRef(RefName("refs/tags/late"), old: nil, new: full.extra?.id)
        ], nil
      )
    } twin: { story, full in
      (
        whole(from: story, to: full) + [
          PushedRef(RefName("refs/tags/late"), old: nil, new: full.branches[Story.main])
        ], nil
      )
    } stories: {
      var full = redacted
      let text = "object \(full.head.id)\ntype commit\ntag late\n\nLate\n"
      full.extra = full.reference(ofTag: text)
      return (later, full)
    },
    PushVector(code: "H102", name: "a tag moved from where its event has put it") { story, full in
      (
        [
          PushedRef(
            RefName("refs/tags/v1"), old: story.tags[RefName("refs/tags/v1")], new: story.base.id)
        ], nil
      )
    } twin: { story, full in
      ([PushedRef(RefName("refs/tags/free"), old: story.base.id, new: nil)], nil)
    } stories: {
      let story = released(true)
      return (story, story)
    },
    PushVector(code: "H126", name: "a tag's event without the tag") { story, full in
      (without("refs/tags/", story, full), nil)
    } twin: { story, full in
      (whole(from: story, to: full), nil)
    } stories: {
      (released(false), released(true))
    },
    PushVector(code: "H134", name: "a tag by the name of a protected branch") { story, _ in
      ([ref("refs/tags/main", story)], nil)
    } twin: { story, _ in
      ([ref("refs/tags/main2", story), ref("refs/tags/v/main", story)], nil)
    },
    PushVector(code: "H134", name: "a tag by the name under which a clone follows it") {
      story, _ in
      ([ref("refs/tags/origin/main", story)], nil)
    } twin: { story, _ in
      ([ref("refs/tags/origin/x", story), ref("refs/heads/alice/main", story)], nil)
    },
    PushVector(code: "H134", name: "a branch by that name") { story, _ in
      ([ref("refs/heads/origin/main", story)], nil)
    } twin: { story, _ in
      ([ref("refs/heads/origin2/main", story)], nil)
    },
    PushVector(code: "H134", name: "a branch by its name in another case") { story, _ in
      ([ref("refs/heads/Main", story)], nil)
    } twin: { story, _ in
      ([ref("refs/heads/Mains", story)], nil)
    },
    PushVector(code: "H134", name: "a tag by its name in another case") { story, _ in
      ([ref("refs/tags/MAIN", story)], nil)
    } twin: { story, _ in
      ([ref("refs/tags/MAIN2", story)], nil)
    },
    PushVector(code: "H134", name: "a tag by the name of the remote") { story, _ in
      ([ref("refs/tags/origin", story)], nil)
    } twin: { story, _ in
      ([ref("refs/tags/origins", story), ref("refs/heads/head", story)], nil)
    },
    PushVector(code: "H134", name: "a branch by the name of the remote") { story, _ in
      ([ref("refs/heads/origin", story)], nil)
    } twin: { story, _ in
      ([ref("refs/heads/x/origin", story)], nil)
    },
    PushVector(code: "H134", name: "a tag by the name of what the remote begins with") { story, _ in
      ([ref("refs/tags/origin/HEAD", story)], nil)
    } twin: { story, _ in
      ([ref("refs/tags/origin/HEADS", story)], nil)
    },
    PushVector(code: "H134", name: "a branch by the whole name of another") { story, _ in
      ([ref("refs/heads/refs/heads/x", story)], nil)
    } twin: { story, _ in
      ([ref("refs/heads/heads/main", story)], nil)
    },
    PushVector(code: "H134", name: "a tag by the whole name of a branch") { story, _ in
      ([ref("refs/tags/refs/heads/x", story)], nil)
    } twin: { story, _ in
      ([ref("refs/tags/heads/main", story)], nil)
    },
    PushVector(code: "H133", name: "a tag at a file that is too large") { story, full in
      ([PushedRef(RefName("refs/tags/large"), old: nil, new: file(beyond: 1).id)], nil)
    } twin: { story, full in
      ([PushedRef(RefName("refs/tags/fits"), old: nil, new: file(beyond: 0).id)], nil)
    } stories: {
      var story = begun(earlier)
      for size in 0...1 { story.objects.add(file(beyond: size).object) }
      return (story, story)
    },
    PushVector(code: "H135", name: "another lander's change in the place of what has landed") {
      story, full in
      (whole(from: story, to: full), nil)
    } twin: { story, full in
      // (Of two landings from one place the one counts where the branch is.)
      (whole(from: story, to: full).filter { $0.name != Story.main }, nil)
    } stories: {
      let story = raced
      var full = story
      full.landMore(on: nil, from: story.base, by: .builder)
      return (story, full)
    },
    PushVector(code: "H135", name: "a branch moved to the end of a landing that had lost its race")
    {
      story, full in
      // (The lander who has won goes on, on a branch of another name.)
      let beside = PushedRef(
        Story.main, old: story.branches[Story.main],
        new: story.branches[RefName("refs/heads/kept")])
      return (whole(from: story, to: full).filter { $0.name != Story.main } + [beside], nil)
    } twin: { story, full in
      (whole(from: story, to: full), nil)
    } stories: {
      var story = raced
      story.landMore(on: nil, from: story.base, by: .builder)
      story.branches[RefName("refs/heads/kept")] = story.branches[Story.main]
      story.branches[Story.main] = story.head.id
      var full = story
      full.landMore(on: sure(story.steps[.land]), at: 700)
      return (story, full)
    },
    PushVector(code: "H135", name: "a branch moved beside what a redaction has moved") {
      story, full in
      ([PushedRef(Story.main, old: story.branches[Story.main], new: story.extra?.id)], nil)
    } twin: { story, full in
      (whole(from: story, to: full), nil)
    } stories: {
      var story = raced
      story.landMore(on: nil, from: story.base, by: .builder)
      let beside = sure(story.branches[Story.main])
      story.extra = ObjectReference(id: beside, digest: .zero)
      story.branches = [Story.main: story.head.id, RefName("refs/heads/kept"): beside]
      let clean = story.redact()
      var full = story
      full.landMore(on: sure(story.steps[.land]), from: clean, at: 700)
      return (story, full)
    },
    PushVector(code: "H132", name: "law that takes a change out and leaves the branch") {
      story, full in
      (whole(from: story, to: full).filter { $0.name == EntangleRef.trustName }, nil)
    } twin: { story, full in
      (dropping(story, full, isWithheld: true), nil)
    } stories: {
      (later, redacted)
    },
    PushVector(
      code: "H132", name: "another change taken out, after a landing on what was taken out before"
    ) { story, full in
      (whole(from: story, to: full).filter { $0.name == EntangleRef.trustName }, nil)
    } twin: { story, full in
      var next = story
      next.cut { draft in
        draft.edges[Edge(from: id("lead"), relation: .delegates, to: id("reviewer"))] = true
      }
      return (whole(from: story, to: next), nil)
    } stories: {
      var story = Vector.story { plan in
        plan.finally { story in
          let clean = story.redact()
          story.landMore(on: sure(story.steps[.land]), from: clean)
        }
      }
      let clean = sure(story.law.redactions[1]?.move?.new)
      story.head = story.reference(to: sure(story.branches[Story.main]))
      var full = story
      full.cut { draft in
        draft.edges[Edge(from: id("lead"), relation: .delegates, to: id("reviewer"))] = true
      }
      let known = full.objects
      full = story
      full.redact { $0.new = $1.code(CodeDraft(files: [:], parents: [clean.id])) }
      for object in known.table.values { full.objects.add(object) }
      return (story, full)
    },
    PushVector(code: "H131", name: "what has landed, and is protected no more, deleted") {
      story, full in
      ([PushedRef(Story.main, old: story.branches[Story.main], new: nil)], nil)
    } twin: { story, full in
      let head = story.branches[Story.main]
      return (
        [
          PushedRef(Story.main, old: head, new: nil),
          PushedRef(RefName("refs/heads/old"), old: nil, new: head),
        ], nil
      )
    } stories: {
      let story = Vector.story { plan in plan.finally { story in story.cut { $0.policies = [:] } } }
      return (story, story)
    },
    PushVector(
      code: "H131", name: "where a branch began that is protected no more, moved elsewhere"
    ) { story, full in
      ([PushedRef(once, old: story.branches[once], new: story.base.id)], nil)
    } twin: { story, full in
      ([PushedRef(old, old: story.branches[old], new: nil)], nil)
    } stories: {
      let story = founded()
      return (story, story)
    },
    PushVector(code: "H131", name: "a founding branch deleted from which a task starts") {
      story, full in
      ([PushedRef(old, old: story.branches[old], new: nil)], nil)
    } twin: { story, full in
      (
        [
          PushedRef(old, old: story.branches[old], new: nil),
          PushedRef(RefName("refs/heads/kept"), old: nil, new: story.branches[old]),
        ], nil
      )
    } stories: {
      var story = founded()
      let start = story.code(alone(old))
      story.say(at: 700) { $0.values[.input] = .commit(start) }
      return (story, story)
    },
    PushVector(code: "H102", name: "a protected branch deleted") { story, full in
      ([PushedRef(Story.main, old: story.base.id, new: nil)], nil)
    } twin: { story, full in
      ([PushedRef(RefName("refs/heads/free"), old: story.base.id, new: nil)], nil)
    } stories: {
      (begun(earlier), begun(earlier))
    },
    PushVector(code: "H128", name: "one branch too many") { story, full in
      ([ref("refs/heads/one", story), ref("refs/tags/more", story)], nil)
    } twin: { story, full in
      let gone = PushedRef(RefName("refs/heads/b0"), old: story.base.id, new: nil)
      return ([ref("refs/heads/one", story), ref("refs/tags/more", story), gone], nil)
    } stories: {
      let story = crowded(earlier)
      return (story, story)
    },
    PushVector(code: "H125", name: "a ref that has moved meanwhile") { story, full in
      let lane = answered(story, full)
      return ([PushedRef(lane.name, old: story.base.id, new: lane.new)], nil)
    } twin: { story, full in
      ([answered(story, full)], nil)
    },
    PushVector(code: "H126", name: "a proposal without its ref") { story, full in
      (without("refs/entangle/proposals/", story, full), nil)
    } twin: { story, full in
      (whole(from: story, to: full), nil)
    } stories: {
      (begun(beginning), begun(earlier))
    },
    PushVector(code: "H126", name: "a result without its artifact") { story, full in
      (without("refs/entangle/artifacts/", story, full), nil)
    } twin: { story, full in
      (whole(from: story, to: full), nil)
    } stories: {
      (begun(beginning), begun(earlier))
    },
    PushVector(code: "H126", name: "a task that starts from what nobody has") { story, full in
      (without("refs/entangle/inputs/", story, full), nil)
    } twin: { story, full in
      (whole(from: story, to: full), nil)
    } stories: {
      (
        begun(beginning),
        Vector.story { plan in
          plan.steps = []
          plan.finally { story in
            let input = story.code(CodeDraft(files: [:], parents: [story.base.id]))
            story.say(at: 480) { $0.values[.input] = .commit(input) }
            let said = sure(story.refs.values.first { $0 != sure(story.states.last).reference.id })
            story.refs[RefName("refs/entangle/inputs/\(said)")] = input.id
            story = begun(story)
          }
        }
      )
    },
    PushVector(code: "H103", name: "the last event of a lane taken back") { story, full in
      let accept = sure(story.steps[.propose]).id
      let lane = sure(story.refs.first { $0.value == sure(story.steps[.ask]).id }).key
      return ([PushedRef(lane, old: story.refs[lane], new: accept)], nil)
    } twin: { story, full in
      (whole(from: story, to: full), nil)
    },
    PushVector(code: "H104", name: "older law") { story, _ in
      let older = sure(story.states.first).reference.id
      return (
        [PushedRef(EntangleRef.trustName, old: story.refs[EntangleRef.trustName], new: older)], nil
      )
    } twin: { story, full in
      (whole(from: story, to: full), nil)
    },
    PushVector(code: "H104", name: "law by keys that the law of here has replaced") { story, full in
      ([moved(EntangleRef.trustName, story, to: full.tags[coup])], nil)
    } twin: { story, full in
      ([moved(EntangleRef.trustName, story, to: full.refs[EntangleRef.trustName])], nil)
    } stories: {
      rotatedAndForked()
    },
    PushVector(code: "H105", name: "more refs than the bound") { story, _ in
      ((0...ReadLimits().pushedRefs).map { ref("refs/heads/b\($0)", story) }, nil)
    } twin: { story, _ in
      ((0..<ReadLimits().pushedRefs).map { ref("refs/heads/b\($0)", story) }, nil)
    },
    PushVector(code: "H105", name: "a ref named twice") { story, _ in
      ([ref("refs/heads/b", story), ref("refs/heads/b", story)], nil)
    } twin: { story, _ in
      ([ref("refs/heads/b", story), ref("refs/heads/c", story)], nil)
    },
    PushVector(code: "H106", name: "a lane of another") { story, full in
      ([answered(story, full)], "builder")
    } twin: { story, full in
      ([answered(story, full)], "reviewer")
    },
    PushVector(
      code: "H121", name: "another first entry of the denylist", attackStory: rewound
    ) { story, full in
      (whole(from: story, to: full), nil)
    } twin: { story, full in
      (whole(from: story, to: full), nil)
    },
    PushVector(
      code: "H122", name: "an entry by an operator who has lost the role",
      attackStory: moderated(losing: true), twinStory: moderated(losing: false)
    ) { story, full in
      (whole(from: story, to: full), nil)
    } twin: { story, full in
      (whole(from: story, to: full), nil)
    },
    PushVector(
      code: "H122", name: "an entry of a host that is believed no more",
      attackStory: imported(losing: true), twinStory: imported(losing: false)
    ) { story, full in
      (whole(from: story, to: full), nil)
    } twin: { story, full in
      (whole(from: story, to: full), nil)
    },
    PushVector(code: "H107", name: "a law made and used in one push") { story, full in
      (whole(from: story, to: full), nil)
    } twin: { story, full in
      (whole(from: story, to: full).filter { $0.name == EntangleRef.trustName }, nil)
    } stories: {
      var plan = Plan()
      plan.before(.land) { story in
        story.cut { draft in
          draft.edges[Edge(from: id("lead"), relation: .delegates, to: id("reviewer"))] = true
        }
      }
      return (earlier, Story(plan))
    },
    PushVector(code: "H107", name: "a landing under law that ends a fork, in one push") {
      story, full in
      (whole(from: story, to: full), nil)
    } twin: { story, full in
      (whole(from: story, to: full).filter { $0.name == EntangleRef.trustName }, nil)
    } stories: {
      var lost = Plan()
      lost.steps = Step.allCases.filter { $0 != .land }
      lost.finally { $0.fork() }
      var plan = Plan()
      plan.before(.land) { story in
        story.fork()
        let voids = story.back()
        story.resolve(voids)
      }
      return (begun(Story(lost)), begun(Story(plan)))
    },
    PushVector(code: "H108", name: "an epoch that leaves a receipt out") { story, full in
      (whole(from: story, to: full), nil)
    } twin: { story, _ in
      var next = story
      next.newEpoch(after: story.receipts[1])
      return (whole(from: story, to: next), nil)
    } stories: {
      var plan = Plan()
      plan.hosted { story in
        story.say(at: 500)
        story.receive()
      }
      let story = Story(plan)
      var full = story
      full.newEpoch(after: story.receipts[1])
      let objects = full.objects
      full = story
      full.objects = objects
      full.newEpoch(after: story.receipts[0])
      return (story, full)
    },
    PushVector(code: "H129", name: "a ref given back that the host has had") { story, full in
      (whole(from: story, to: full), nil)
    } twin: { story, full in
      (without("refs/entangle/proposals/", story, full), nil)
    } stories: {
      var plan = Plan()
      plan.hosted()
      let full = Story(plan)
      var story = full
      let lost = sure(
        story.refs.keys.first { $0.dropping(prefix: "refs/entangle/proposals/") != nil })
      story.refs[lost] = nil
      var next = full
      next.say(at: 500)
      return (story, next)
    },
    PushVector(code: "H129", name: "a protected branch moved from where somebody has put it") {
      story, full in
      ([PushedRef(Story.main, old: story.base.id, new: story.head.id)], nil)
    } twin: { story, full in
      ([PushedRef(RefName("refs/heads/free"), old: story.base.id, new: story.head.id)], nil)
    } stories: {
      var plan = Plan()
      plan.finally { story in story.branches[RefName("refs/heads/free")] = story.head.id }
      plan.hosted()
      var story = Story(plan)
      story.branches[Story.main] = story.base.id
      story.branches[RefName("refs/heads/free")] = story.base.id
      return (story, story)
    },
    PushVector(code: "H129", name: "a push while the log is not in order") { story, full in
      (whole(from: story, to: full), nil)
    } twin: { story, full in
      var next = story
      next.newEpoch(after: story.receipts[0])
      return (
        [
          PushedRef(
            EntangleRef.trustName, old: story.refs[EntangleRef.trustName],
            new: next.refs[EntangleRef.trustName])
        ], nil
      )
    } stories: {
      var plan = Plan()
      plan.hosted { story in
        story.say(at: 500)
        story.receive { $0.key = .other }
      }
      let story = Story(plan)
      var full = story
      full.newEpoch(after: story.receipts[0])
      let objects = full.objects
      full = story
      full.objects = objects
      full.say(at: 510)
      return (story, full)
    },
    lostLog("a push after the log that an event has seen is gone") {
      $0.refs[Epoch.ref(1)] = nil
      $0.receipts = []
    },
    lostLog("a push while the log is shorter than an event has seen it") {
      $0.receipts.removeLast()
      $0.refs[Epoch.ref(1)] = $0.receipts[0].id
    },
  ]

  /// A server of whose log an event has seen more than is left; the law that opens another epoch after that is taken.
  private static func lostLog(
    _ name: String, _ lose: @escaping @Sendable (inout Story) -> Void
  ) -> PushVector {
    PushVector(code: "H129", name: name) { story, full in
      ([PushedRef(free, old: nil, new: story.base.id)], nil)
    } twin: { story, full in
      (whole(from: story, to: full), nil)
    } stories: {
      var story = seenTwice
      lose(&story)
      var full = story
      full.newEpoch(after: story.receipts.last)
      return (story, full)
    }
  }

  /// A server with two receipts, of which an event has seen the second.
  static var seenTwice: Story {
    var plan = Plan()
    plan.hosted { story in
      story.receive { $0.content = .current }
      let head = story.receipts[1].head
      story.say(at: 500) { $0.seen = head }
    }
    return Story(plan)
  }

  static let free = RefName("refs/heads/free")
}

extension Story {
  /// Has the lead ask for a task that starts from a commit that no branch has, and gives that commit.
  @discardableResult
  fileprivate mutating func supply() -> CommitReference {
    let input = code(CodeDraft(files: [:], parents: [base.id]))
    say(at: 480) { $0.values[.input] = .commit(input) }
    refs[RefName("refs/entangle/inputs/\(sure(refs[Signer.lead.lane.ref]))")] = input.id
    return input
  }
}
