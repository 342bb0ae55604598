public import EntangleModel

/// What stands on lanes, by the commit's name: what has been judged, and what has not been yet.
///
/// A table with a short line for each commit. What is asked of many events stands in their lines; an
/// event itself is only looked at where its own words matter.
public struct JudgedEvents: Sendable {
  private let chain: TrustChain
  private var names = EventNames()
  private var rows: [EventRow] = []
  private var events: [ParsedEvent?] = []
  private var turns: UInt32 = 0

  init(chain: TrustChain) {
    self.chain = chain
  }

  // MARK: Taking in

  /// Makes room for as many commits more.
  mutating func reserve(_ count: Int) {
    names.reserve(names.count + count)
    rows.reserveCapacity(rows.count + count)
    events.reserveCapacity(events.count + count)
  }

  /// Takes in a commit of a lane before it is judged; gives its number, the same for the same name.
  @discardableResult
  mutating func open(_ id: ObjectID) -> EventNumber {
    let number = names.add(id)
    if number.index == rows.count {
      rows.append(EventRow())
      events.append(nil)
    }
    return number
  }

  /// Takes in that a commit is no event, with what follows for those that build on it.
  mutating func insertBroken(_ id: ObjectID, _ standing: JudgedEvent.Standing) {
    rows[open(id).index].standing = standing == .refused ? .brokenRefused : .brokenUndecided
  }

  /// Takes in an event that has been judged; gives its number.
  @discardableResult
  mutating func insert(_ judged: JudgedEvent) -> EventNumber {
    let number = open(judged.event.id)
    let body = judged.event.body
    let asked = body.causes.first.flatMap { names.number(of: $0.id) } ?? .none
    let isNew = rows[number.index].standing == .open
    events[number.index] = judged.event
    rows[number.index].standing = EventRow.Standing(judged.standing)
    rows[number.index].name = body.kind.name
    rows[number.index].leadsTo = body.leadsTo
    rows[number.index].named = UInt32(truncatingIfNeeded: judged.named?.name.version ?? 0)
    rows[number.index].taintedSince = UInt32(truncatingIfNeeded: judged.taintedSince ?? 0)
    guard isNew else { return number }
    rows[number.index].turn = turns
    turns += 1
    if asked != .none, rows[number.index].counts {
      rows[number.index].asked = asked
      rows[number.index].previousAnswer = rows[asked.index].lastAnswer
      rows[asked.index].lastAnswer = number
    }
    return number
  }

  // MARK: One commit

  /// The judged event of that name.
  public subscript(id: ObjectID) -> JudgedEvent? { names.number(of: id).flatMap { self[$0] } }

  subscript(number: EventNumber) -> JudgedEvent? {
    let row = rows[number.index]
    guard let standing = row.standing.ofEvent, let event = events[number.index] else { return nil }
    return JudgedEvent(
      event: event, standing: standing,
      named: row.named == 0 ? nil : chain.steps[Int(row.named) - 1],
      taintedSince: row.taintedSince == 0 ? nil : Int64(row.taintedSince))
  }

  /// The line of an event that takes part in the workflow; nil for any other commit.
  func row(_ number: EventNumber) -> EventRow? {
    guard number != .none, rows[number.index].counts else { return nil }
    return rows[number.index]
  }

  /// The number of an event that takes part in the workflow.
  func number(_ id: ObjectID) -> EventNumber? {
    names.number(of: id).flatMap { rows[$0.index].counts ? $0 : nil }
  }

  /// The number of any commit of a lane.
  func number(ofAny id: ObjectID) -> EventNumber? { names.number(of: id) }

  /// Whether a commit of that name stands on a lane and waits to be judged.
  func isOpen(_ id: ObjectID) -> Bool {
    names.number(of: id).map { rows[$0.index].standing == .open } ?? false
  }

  /// Whether a commit of that name stands on a lane and is no event.
  func isBroken(_ id: ObjectID) -> Bool {
    names.number(of: id).map { isBroken($0) } ?? false
  }

  func isBroken(_ number: EventNumber) -> Bool {
    let standing = rows[number.index].standing
    return standing == .brokenRefused || standing == .brokenUndecided
  }

  /// What follows for what builds on the commit of that name; nil where no lane holds it, and while it
  /// waits to be judged.
  func standing(_ id: ObjectID) -> JudgedEvent.Standing? {
    guard let number = names.number(of: id) else { return nil }
    return switch rows[number.index].standing {
    case .brokenRefused: .refused
    case .brokenUndecided: .undecided
    case let standing: standing.ofEvent
    }
  }

  /// The name of a commit.
  func id(_ number: EventNumber) -> ObjectID { names[number] }

  // MARK: Many

  /// The events of some kinds that answer one and take part in the workflow, in the order of judgement.
  func answers(to number: EventNumber, _ kinds: Set<EventName>) -> [EventNumber] {
    var answers: [EventNumber] = []
    var next = rows[number.index].lastAnswer
    while next != .none {
      if kinds.contains(rows[next.index].name) { answers.append(next) }
      next = rows[next.index].previousAnswer
    }
    return answers.reversed()
  }

  /// Every judged event, in no order.
  public var values: some Sequence<JudgedEvent> {
    rows.indices.lazy.compactMap { self[EventNumber($0)] }
  }

  /// Every judged event of a kind, in no order; of one standing, where that is given.
  public func values(
    _ name: EventName, standing: JudgedEvent.Standing? = nil
  ) -> some Sequence<JudgedEvent> {
    rows.indices.lazy.filter { index in
      guard rows[index].name == name, let own = rows[index].standing.ofEvent else { return false }
      return standing == nil || own == standing
    }.compactMap { self[EventNumber($0)] }
  }

  /// Every judged event whose name begins with some lowercase hexadecimal digits.
  public func values(named prefix: String) -> some Sequence<JudgedEvent> {
    rows.indices.lazy.map { EventNumber($0) }
      .filter { rows[$0.index].standing.ofEvent != nil && names[$0].hex.hasPrefix(prefix) }
      .compactMap { self[$0] }
  }

  /// How many events have been judged.
  public var count: Int { rows.reduce(0) { $0 + ($1.standing.ofEvent == nil ? 0 : 1) } }
}
