/// Lanes that wait, the one whose time is earliest first; of those with one time, the one that came first.
struct TimedQueue {
  private struct Entry {
    let time: Int64
    let turn: Int
    let lane: Int

    static func < (left: Entry, right: Entry) -> Bool {
      (left.time, left.turn) < (right.time, right.turn)
    }
  }

  /// A binary heap: no entry comes before that at (its place - 1) / 2.
  private var heap: [Entry] = []
  private var turns = 0

  mutating func insert(_ lane: Int, time: Int64) {
    var place = heap.count
    heap.append(Entry(time: time, turn: turns, lane: lane))
    turns += 1
    while place > 0, heap[place] < heap[(place - 1) / 2] {
      heap.swapAt(place, (place - 1) / 2)
      place = (place - 1) / 2
    }
  }

  /// The first lane, or nil where none waits.
  mutating func popFirst() -> Int? {
    guard let last = heap.popLast() else { return nil }
    guard let first = heap.first else { return last.lane }
    heap[0] = last
    var place = 0
    while true {
      var least = place
      for child in [2 * place + 1, 2 * place + 2]
      where child < heap.count && heap[child] < heap[least] {
        least = child
      }
      guard least != place else { return first.lane }
      heap.swapAt(place, least)
      place = least
    }
  }
}
