public import EntangleModel

/// What stands on lanes, by the commit's name: what has been judged, and what has not been yet.
///
/// A table with a short line for each commit. What is asked of many events stands in their lines; an
/// event itself is only looked at where its own words matter.
public struct JudgedEvents: Sendable {
  private let chain: TrustChain
  /// What was verified before, where this goes on from a record.
  private let base: RecordedEvents?
  /// How many come before the first that is held here.
  private let start: Int
  /// The lines of those before that have changed since.
  private var changed: [EventNumber: EventRow] = [:]
  private var names: EventNames
  private var rows: [EventRow]
  private var digests: [SHA256Digest]
  private var held: HeldEvents
  /// Reads an event again that is held no more.
  private let reader: EventRereader
  private var turns: UInt32

  /// `names` are the commits that stand on lanes, none of which has been judged; none of them is of `base`.
  init(
    chain: TrustChain, names: EventNames, gate: EventGate, base: RecordedEvents? = nil
  ) {
    self.chain = chain
    self.base = base
    self.names = names
    start = base?.count ?? 0
    turns = UInt32(truncatingIfNeeded: start)
    rows = Array(repeating: EventRow(), count: names.count)
    digests = Array(repeating: .zero, count: names.count)
    held = HeldEvents(names.count)
    reader = EventRereader(gate: gate)
  }

  /// Whether all that was asked for again was there again.
  var isSound: Bool { reader.isSound && base?.isSound ?? true }

  /// The line of a number; one of nothing for `.none`, as what answers nothing here has it.
  private func row(at number: EventNumber) -> EventRow {
    guard number.index < start else {
      let place = number.index - start
      return place < rows.count ? rows[place] : EventRow()
    }
    return changed[number] ?? base?.row(number) ?? EventRow()
  }

  private mutating func change(_ number: EventNumber, _ body: (inout EventRow) -> Void) {
    guard number.index < start else {
      body(&rows[number.index - start])
      return
    }
    var row = row(at: number)
    body(&row)
    changed[number] = row
  }

  private func anyNumber(_ id: ObjectID) -> EventNumber? {
    names.number(of: id).map { EventNumber($0.index + start) } ?? base?.number(of: id)
  }

  private var numbers: some Sequence<EventNumber> {
    (0..<(start + rows.count)).lazy.map { EventNumber($0) }
  }

  // MARK: Taking in

  /// Takes in a commit that stands on no lane; gives its number, the same for the same name.
  private mutating func open(_ id: ObjectID) -> EventNumber {
    if let number = anyNumber(id) { return number }
    let number = names.add(id)
    rows.append(EventRow())
    digests.append(.zero)
    return EventNumber(number.index + start)
  }

  /// Takes in that a commit is no event, with what follows for those that build on it.
  mutating func insertBroken(_ id: ObjectID, _ standing: JudgedEvent.Standing) {
    change(open(id)) { $0.standing = standing == .refused ? .brokenRefused : .brokenUndecided }
  }

  /// Takes in an event that has been judged; gives its number.
  @discardableResult
  mutating func insert(_ judged: JudgedEvent) -> EventNumber {
    let number = open(judged.event.id)
    let body = judged.event.body
    let asked = body.causes.first.flatMap { anyNumber($0.id) } ?? .none
    let before = row(at: number)
    if number.index >= start {
      digests[number.index - start] = judged.event.reference.digest
    }
    var row = before
    row.standing = EventRow.Standing(judged.standing)
    row.name = body.kind.name
    row.leadsTo = body.leadsTo
    row.named = UInt32(truncatingIfNeeded: judged.named?.name.version ?? 0)
    row.taintedSince = UInt32(truncatingIfNeeded: judged.taintedSince ?? 0)
    if before.standing == .open {
      row.turn = turns
      turns += 1
      if asked != .none, row.counts {
        row.asked = asked
        row.previousAnswer = self.row(at: asked).lastAnswer
        change(asked) { $0.lastAnswer = number }
      }
    }
    change(number) { $0 = row }
    if number.index >= start { held.insert(judged.event, number, turn: row.turn) }
    return number
  }

  // MARK: One commit

  /// The judged event of that name.
  public subscript(id: ObjectID) -> JudgedEvent? { anyNumber(id).flatMap { self[$0] } }

  /// The judged event of that number; nil for `.none`, too, which is what an undecided event answers
  /// whose first cause is not there.
  subscript(number: EventNumber) -> JudgedEvent? {
    guard number != .none else { return nil }
    let row = row(at: number)
    guard let standing = row.standing.ofEvent, let event = event(number) else { return nil }
    return JudgedEvent(
      event: event, standing: standing,
      named: row.named == 0 ? nil : chain.steps[Int(row.named) - 1],
      taintedSince: row.taintedSince == 0 ? nil : Int64(row.taintedSince))
  }

  private func event(_ number: EventNumber) -> ParsedEvent? {
    if number.index < start { return base?.event(number) }
    if let event = held.event(number, turn: row(at: number).turn) { return event }
    return reader.event(reference(number))
  }

  private func reference(_ number: EventNumber) -> ObjectReference {
    let place = number.index - start
    return ObjectReference(id: names[EventNumber(place)], digest: digests[place])
  }

  /// The line of any event that has been judged, with its name and digest.
  func line(_ number: EventNumber) -> (reference: ObjectReference, row: EventRow)? {
    let reference = number.index < start ? base?.reference(number) : reference(number)
    return reference.map { ($0, row(at: number)) }
  }

  /// The line of an event that takes part in the workflow; nil for any other commit.
  func row(_ number: EventNumber) -> EventRow? {
    guard number != .none else { return nil }
    let row = row(at: number)
    return row.counts ? row : nil
  }

  /// The number of an event that takes part in the workflow.
  func number(_ id: ObjectID) -> EventNumber? {
    anyNumber(id).flatMap { row(at: $0).counts ? $0 : nil }
  }

  /// The number of a commit that is not of what was verified before, by the number of its name.
  func number(ofName name: EventNumber) -> EventNumber { EventNumber(name.index + start) }

  /// Whether a commit of that name stands on a lane, whatever it is.
  func isKnown(_ id: ObjectID) -> Bool { anyNumber(id) != nil }

  /// Both names of a commit that stands on a lane; nil where none does.
  func reference(to id: ObjectID) -> ObjectReference? {
    anyNumber(id).flatMap { line($0)?.reference }
  }

  /// Whether a commit of that name stands on a lane and waits to be judged.
  func isOpen(_ id: ObjectID) -> Bool {
    anyNumber(id).map { row(at: $0).standing == .open } ?? false
  }

  /// Whether a commit of that name stands on a lane and is no event.
  func isBroken(_ id: ObjectID) -> Bool { anyNumber(id).map { isBroken($0) } ?? false }

  func isBroken(_ number: EventNumber) -> Bool {
    let standing = row(at: number).standing
    return standing == .brokenRefused || standing == .brokenUndecided
  }

  /// What follows for what builds on the commit of that name; nil where no lane holds it, and while it
  /// waits to be judged.
  func standing(_ id: ObjectID) -> JudgedEvent.Standing? {
    guard let number = anyNumber(id) else { return nil }
    return switch row(at: number).standing {
    case .brokenRefused: .refused
    case .brokenUndecided: .undecided
    case let standing: standing.ofEvent
    }
  }

  /// The name of a commit.
  func id(_ number: EventNumber) -> ObjectID {
    if number.index >= start { return names[EventNumber(number.index - start)] }
    return base?.id(number) ?? .zero(.sha1)
  }

  // MARK: Many

  /// The events of some kinds that answer one and take part in the workflow, in the order of judgement.
  func answers(to number: EventNumber, _ kinds: Set<EventName>) -> [EventNumber] {
    var answers: [EventNumber] = []
    var next = row(at: number).lastAnswer
    while next != .none {
      let row = row(at: next)
      if kinds.contains(row.name) { answers.append(next) }
      next = row.previousAnswer
    }
    return answers.reversed()
  }

  /// Every judged event, in no order.
  public var values: some Sequence<JudgedEvent> { numbers.lazy.compactMap { self[$0] } }

  /// Every judged event of a kind, in no order; of one standing, where that is given.
  public func values(
    _ name: EventName, standing: JudgedEvent.Standing? = nil
  ) -> some Sequence<JudgedEvent> {
    numbers.lazy.filter { number in
      let row = row(at: number)
      guard row.name == name, let own = row.standing.ofEvent else { return false }
      return standing == nil || own == standing
    }.compactMap { self[$0] }
  }

  /// Every judged event whose name begins with some lowercase hexadecimal digits.
  public func values(named prefix: String) -> some Sequence<JudgedEvent> {
    numbers.lazy.filter { row(at: $0).standing.ofEvent != nil && id($0).hex.hasPrefix(prefix) }
      .compactMap { self[$0] }
  }

  /// How many events have been judged.
  public var count: Int {
    numbers.reduce(0) { $0 + (row(at: $1).standing.ofEvent == nil ? 0 : 1) }
  }
}
