/// Commits in a binary heap: the newest first, and the smaller name first among equals.
public struct NewestFirst {
  private var items: [(time: Int64, id: ObjectID)] = []

  public init() {}

  public var isEmpty: Bool { items.isEmpty }

  private static func precedes(
    _ left: (time: Int64, id: ObjectID), _ right: (time: Int64, id: ObjectID)
  ) -> Bool {
    left.time == right.time ? left.id < right.id : left.time > right.time
  }

  public mutating func insert(_ id: ObjectID, at time: Int64) {
    items.append((time, id))
    var place = items.count - 1
    while place > 0, Self.precedes(items[place], items[(place - 1) / 2]) {
      items.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  public mutating func popFirst() -> ObjectID? {
    guard let first = items.first else { return nil }
    items.swapAt(0, items.count - 1)
    items.removeLast()
    var place = 0
    while true {
      var best = place
      for child in [2 * place + 1, 2 * place + 2] where child < items.count {
        if Self.precedes(items[child], items[best]) { best = child }
      }
      guard best != place else { return first.id }
      items.swapAt(place, best)
      place = best
    }
  }
}
