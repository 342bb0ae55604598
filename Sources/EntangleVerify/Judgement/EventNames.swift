internal import EntangleModel

/// The place of a commit in the table of everything that stands on lanes.
struct EventNumber: Sendable, Hashable {
  private let value: UInt32

  /// No commit.
  static let none = EventNumber(Int(UInt32.max))

  init(_ index: Int) { value = UInt32(truncatingIfNeeded: index) }

  var index: Int { Int(value) }
}

/// The names of commits by their numbers, and their numbers by their names: open addressing, with each
/// name held once.
struct EventNames: Sendable {
  private var names: [ObjectID] = []
  /// A power of two of them, half of them free at least.
  private var slots: [EventNumber] = Array(repeating: .none, count: 16)

  var count: Int { names.count }

  subscript(number: EventNumber) -> ObjectID { names[number.index] }

  /// The number of a name, or nil where it has none.
  func number(of name: ObjectID) -> EventNumber? {
    let number = slots[slot(of: name)]
    return number == .none ? nil : number
  }

  /// The number of a name, given to it where it has none yet.
  mutating func add(_ name: ObjectID) -> EventNumber {
    if let number = number(of: name) { return number }
    let number = EventNumber(names.count)
    names.append(name)
    if names.count * 2 <= slots.count {
      slots[slot(of: name)] = number
    } else {
      slots = Array(repeating: .none, count: slots.count * 2)
      for (index, name) in names.enumerated() { slots[slot(of: name)] = EventNumber(index) }
    }
    return number
  }

  /// Where a name stands, or would have to. (Swift seeds its hashes anew in each process: nobody can choose
  /// names that fall on one place.)
  private func slot(of name: ObjectID) -> Int {
    let mask = slots.count - 1
    var slot = name.hashValue & mask
    while slots[slot] != .none, names[slots[slot].index] != name { slot = (slot + 1) & mask }
    return slot
  }
}
