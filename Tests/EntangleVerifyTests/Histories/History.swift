import EntangleModel

/// A random valid history, made move by move from a seed, with its own account of the format: what each
/// signer knows, in which phase everything is, and who may do what under which law. Where the verifier
/// refuses one, one of the two is wrong.
struct History: Sendable {
  let seed: UInt64
  var story: Story
  var numbers: SeededNumbers
  var laws: [Law] = []
  var told: [Told] = []
  var place: [ObjectID: Int] = [:]
  /// How far each lane has cited each other one.
  var cited: [Lane: [Lane: Int64]] = [:]
  /// The version that the last event of each lane, void ones left out, names.
  var lastVersion: [Lane: Int64] = [:]
  var keyring: [PublicKey: TestKey] = [:]
  var keyCount = 0
  /// The latest moment so far.
  var clock = at(40)
  var changes: [Change] = []
  /// The landings by which the branch came to where it stands.
  var landed: [Told] = []
  /// Whether what is signed now stands under a law that will lose.
  var isLosing = false
  /// Whether there are keys that somebody else may hold.
  var hasThief = false
  var hasFork = false
  /// From how many events on a copy is to be spoiled, and that copy.
  var spoilsFrom = Int.max
  var spoiled: Spoiled?

  /// The story as it was once, also valid.
  var earlier: Story?

  /// A copy of the story in which the last thing done breaks a rule.
  struct Spoiled: Sendable {
    let name: String
    /// At least one of these must be found.
    let codes: Set<String>
    let story: Story
  }

  /// What is proposed, and by which keys its commits are signed.
  struct Change: Sendable {
    let proposal: Told
    let keys: [PublicKey]
    /// The landing on which it builds; nil for the baseline.
    let after: Told?
  }

  /// Tells about as many events as `length`; where `isSpoiled`, with a spoiled copy made on the way.
  init(seed: UInt64, length: Int, isSpoiled: Bool = true) {
    self.seed = seed
    numbers = SeededNumbers(seed: seed)
    let cast = Cast(&numbers, isLarge: length > 20)
    story = cast.story
    keyring = cast.keyring
    keyCount = cast.keyCount
    for index in story.states.indices {
      laws.append(
        Law(
          cast.drafts[index], name: story.states[index].name, content: cast.contents[index],
          after: laws.last))
    }
    if isSpoiled { spoilsFrom = Int(numbers.number(0...Int64(length - 1))) }
    let keepsAt = Int(numbers.number(1...Int64(length)))
    var tries = 0
    while told.count < length, tries < 40 * length {
      tries += 1
      _ = move()
      if earlier == nil, told.count >= keepsAt { earlier = standing }
    }
    story.now = sure(clock.adding(seconds: numbers.number(0...1_000)))
    story.branches = standing.branches
  }

  /// The story as it stands now.
  var standing: Story {
    var copy = story
    copy.now = clock
    copy.branches[Story.main] = landed.last?.commit(.new)?.id ?? story.base.id
    return copy
  }

  /// Makes one move, if the one that is drawn is possible.
  private mutating func move() -> Bool {
    switch numbers.number(0...99) {
    case 0..<26: moveTask()
    case 26..<56: moveChange()
    case 56..<70: talk()
    case 70..<91: moveRunner()
    case 91..<96: renew()
    default: legislate()
    }
  }
}

extension History {
  /// Those of some kinds that may act under the newest law.
  func members(_ kinds: PrincipalKind...) -> [PrincipalID] {
    let all = sure(laws.last).content.principals
    return all.filter { kinds.contains($0.kind) && $0.status == .active }.map(\.id)
  }

  func kind(_ id: PrincipalID) -> PrincipalKind? { laws.last?.principals[id]?.kind }

  /// One of the edges that are enabled now, of a relation.
  mutating func edge(_ relation: Relation) -> Edge? {
    numbers.pick(
      sure(laws.last).content.edges.filter { $0.key.relation == relation && $0.value }.keys.sorted()
    )
  }

  /// The events of some kinds that count.
  func events(_ names: EventName...) -> [Told] {
    told.filter { names.contains($0.name) && !$0.isVoid }
  }

  func event(_ id: ObjectID) -> Told? { place[id].map { told[$0] } }

  /// Whether the law of the newest state, and only it, is what somebody may name: so that the answer to
  /// `causes` may be signed with one of his keys, now and along `edges`.
  mutating func pen(
    _ who: PrincipalID, _ causes: [Told] = [], along edges: [Edge] = []
  ) -> Pen? {
    let newest = sure(laws.last)
    let keys = (newest.principals[who]?.keys ?? []).filter { $0.uses == [.law] }
    guard let key = numbers.pick(keys)?.publicKey, let own = keyring[key],
      let enrolment = laws.first(where: { $0.holders[key] != nil }),
      !causes.contains(where: \.isVoid)
    else { return nil }
    let signer = Signer(who.text, own)
    let floor = max(
      enrolment.version, lastVersion[signer.lane] ?? 0, causes.map(\.version).max() ?? 0)
    let version =
      isLosing || numbers.chance(80) ? newest.version : numbers.number(floor...newest.version)
    let named = laws[Int(version) - 1]
    let earliest =
      ([story.lanes[signer.lane]?.time, named.issued, enrolment.issued].compactMap { $0 }
      + causes.map(\.time)).max()
    let skewed = sure(clock.adding(seconds: numbers.number(-30...30)))
    let time = max(sure(earliest), skewed)
    let cutting = laws.filter {
      $0.isTightening && $0.version > version && $0.version > enrolment.version
        && $0.reach?.contains(who) ?? true
    }
    let pen = Pen(
      signer: signer, time: time, named: named, governing: [named] + cutting, causes: causes)
    guard named.isInWindow(key, time),
      pen.governing.allSatisfy({ $0.permits(who, key, at: time, along: edges) })
    else { return nil }
    return pen
  }

  /// Whether an event comes after another of the same principal.
  func comesAfter(_ pen: Pen, _ event: Told) -> Bool {
    event.lane == pen.lane || pen.causes.contains { $0.id == event.id }
      || laws.contains { $0.version <= pen.version && $0.cuts[event.lane] ?? 0 >= event.sequence }
  }

  /// Whether who signs must reckon with an event.
  func knows(_ pen: Pen, _ event: Told) -> Bool {
    guard event.lane != pen.lane else { return true }
    let now = pen.causes.filter { $0.lane == event.lane }.map(\.sequence).max() ?? 0
    if event.sequence <= max(now, cited[pen.lane]?[event.lane] ?? 0) { return true }
    return event.principal == pen.principal && comesAfter(pen, event)
  }

  /// Signs an event and takes account of it.
  @discardableResult
  mutating func write(
    _ pen: Pen, _ name: EventName, _ values: [EventFieldName: EventFieldValue] = [:],
    files: [String] = []
  ) -> Told {
    var content: [String: [UInt8]] = [:]
    for file in files {
      content[file] =
        file == TaskCommand.fileName
        ? Story.command.canonical : Array("Number \(told.count).\n".utf8)
    }
    var draft = story.event(
      name, by: pen.signer, at: pen.time, causes: pen.causes.map(\.reference), values,
      files: content)
    draft.trust = pen.named.name
    if told.count >= spoilsFrom, spoiled == nil { spoil(draft, pen) }
    let made = story.append(draft)
    let event = Told(
      reference: made, name: name, lane: pen.lane, sequence: draft.sequence, time: pen.time,
      version: pen.version, causes: pen.causes.map(\.id), values: values,
      hasCommand: files.contains(TaskCommand.fileName), isVoid: isLosing)
    place[made.id] = told.count
    told.append(event)
    clock = max(clock, pen.time)
    guard !isLosing else { return event }
    lastVersion[pen.lane] = pen.version
    for cause in pen.causes where cause.lane != pen.lane {
      let before = cited[pen.lane]?[cause.lane] ?? 0
      cited[pen.lane, default: [:]][cause.lane] = max(before, cause.sequence)
    }
    return event
  }
}
