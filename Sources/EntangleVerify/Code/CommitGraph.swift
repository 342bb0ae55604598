internal import EntangleModel

/// Which commits of code are built on which, as far as anybody has looked.
///
/// A commit's level is the length of the longest way from it to a commit without parents: so all that is behind a commit has
/// a lower level than that, and one who goes down from the highest level meets no commit before all that are built on it. With
/// that, what lies between two commits is found without looking at what lies far behind both.
struct CommitGraph: Sendable {
  private var names = EventNames()
  private var rows: [Row] = []
  /// The parents but the first, of those that have several.
  private var moreParents: [[EventNumber]] = []

  private struct Row: Sendable {
    enum State: UInt8, Sendable {
      /// Named by another, and not looked at.
      case unread
      case read
      /// It has been read and cannot be understood; what it is built on is not known.
      case doubtful
      /// It is not there, which is no matter.
      case absent
    }

    var state = State.unread
    /// Whether it is behind the baseline.
    var isExempt = false
    /// Whether what is behind it cannot all be understood.
    var isDoubtful = false
    /// Whether it is withheld, or something behind it is.
    var isCutShort = false
    /// 0 where it is not known yet.
    var level: UInt32 = 0
    var first = EventNumber.none
    /// Where its other parents stand.
    var more: UInt32?
  }

  /// The number by which the graph calls a commit.
  mutating func number(of id: ObjectID) -> EventNumber {
    let number = names.add(id)
    if number.index == rows.count { rows.append(Row()) }
    return number
  }

  func id(_ number: EventNumber) -> ObjectID { names[number] }

  func isUnread(_ number: EventNumber) -> Bool { rows[number.index].state == .unread }

  func isAbsent(_ number: EventNumber) -> Bool { rows[number.index].state == .absent }

  func isDoubtful(_ number: EventNumber) -> Bool { rows[number.index].isDoubtful }

  func isCutShort(_ number: EventNumber) -> Bool { rows[number.index].isCutShort }

  func isExempt(_ number: EventNumber) -> Bool { rows[number.index].isExempt }

  func hasLevel(_ number: EventNumber) -> Bool { rows[number.index].level > 0 }

  func parents(_ number: EventNumber) -> [EventNumber] {
    let row = rows[number.index]
    guard row.first != .none else { return [] }
    return [row.first] + (row.more.map { moreParents[Int($0)] } ?? [])
  }

  /// Takes in what a commit is built on; nil where that cannot be understood.
  mutating func insert(_ number: EventNumber, parents: [ObjectID]?) {
    guard isUnread(number) else { return }
    guard let parents else {
      rows[number.index].state = .doubtful
      rows[number.index].isDoubtful = true
      return
    }
    rows[number.index].state = .read
    guard let first = parents.first else { return }
    rows[number.index].first = self.number(of: first)
    if parents.count > 1 {
      rows[number.index].more = UInt32(moreParents.count)
      moreParents.append(parents.dropFirst().map { self.number(of: $0) })
    }
  }

  /// Takes in that a commit is not there, or not looked at, and that nobody needs it.
  mutating func insertAbsent(_ number: EventNumber, isWithheld: Bool) {
    guard isUnread(number) else { return }
    rows[number.index].state = .absent
    rows[number.index].isCutShort = isWithheld
  }

  /// Gives levels to the commits of a stack and all behind them, as far as they have been read; the first
  /// that must be read before it can go on, or nil where the stack is empty.
  mutating func level(_ stack: inout [EventNumber]) -> EventNumber? {
    while let number = stack.last {
      if isUnread(number) { return number }
      guard rows[number.index].level == 0 else {
        stack.removeLast()
        continue
      }
      let parents = parents(number)
      let open = parents.filter { rows[$0.index].level == 0 }
      guard open.isEmpty else {
        stack += open
        continue
      }
      rows[number.index].level = 1 + (parents.map { rows[$0.index].level }.max() ?? 0)
      if parents.contains(where: { rows[$0.index].isDoubtful }) {
        rows[number.index].isDoubtful = true
      }
      if parents.contains(where: { rows[$0.index].isCutShort }) {
        rows[number.index].isCutShort = true
      }
      stack.removeLast()
    }
    return nil
  }

  /// The commits that the head reaches and the base does not, the highest first, as far as they are no more than `limit` and
  /// one; nil where the head does not reach the base. Both must have levels. Where the base is cut short, what is exempt
  /// is not between them either, and ought to be known.
  func between(_ base: EventNumber, _ head: EventNumber, limit: Int) -> [EventNumber]? {
    var found: [EventNumber] = []
    var isBehind = [base: true, head: false]
    var queue = TimedQueue()
    for number in [base, head] {
      queue.insert(number.index, time: -Int64(rows[number.index].level))
    }
    // How many of those that wait are not behind the base.
    var open = base == head ? 0 : 1
    var reachesBase = false
    let isCutShort = isCutShort(base)
    while open > 0 || (isCutShort && !reachesBase), found.count <= limit,
      let next = queue.popFirst()
    {
      let number = EventNumber(next)
      var isBehindBase = isBehind[number] ?? false
      if !isBehindBase {
        open -= 1
        isBehindBase = isCutShort && isExempt(number)
        if !isBehindBase { found.append(number) }
      }
      for parent in parents(number) {
        if parent == base { reachesBase = true }
        switch isBehind[parent] {
        case nil:
          queue.insert(parent.index, time: -Int64(rows[parent.index].level))
          if !isBehindBase { open += 1 }
          isBehind[parent] = isBehindBase
        case false? where isBehindBase:
          open -= 1
          isBehind[parent] = true
        default: break
        }
      }
    }
    return reachesBase || found.count > limit ? found : nil
  }

  /// Marks some commits and all that is behind them, as far as they have been read, as exempt.
  mutating func exempt(_ tips: [EventNumber]) {
    var open = tips
    while let number = open.popLast() {
      guard !rows[number.index].isExempt else { continue }
      rows[number.index].isExempt = true
      open += parents(number)
    }
  }
}
