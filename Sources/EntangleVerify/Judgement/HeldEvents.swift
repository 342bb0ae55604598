internal import EntangleModel
internal import Synchronization

/// The events that were judged last, so many that what looks back finds most of what it looks for: each has
/// one place, by its turn, and makes way for the next that has the same.
struct HeldEvents: Sendable {
  /// How many are held at most, a power of two: some 700 bytes each.
  private static let capacity = 1 << 15

  private var places: [(number: EventNumber, event: ParsedEvent?)]

  /// Makes room for that many, where they are not too many.
  init(_ count: Int) {
    var size = 16
    while size < count && size < Self.capacity { size *= 2 }
    places = Array(repeating: (.none, nil), count: size)
  }

  /// An event that was judged in that turn, where it is still held.
  func event(_ number: EventNumber, turn: UInt32) -> ParsedEvent? {
    let place = places[place(of: turn)]
    return place.number == number ? place.event : nil
  }

  mutating func insert(_ event: ParsedEvent, _ number: EventNumber, turn: UInt32) {
    places[place(of: turn)] = (number, event)
  }

  private func place(of turn: UInt32) -> Int { Int(turn) & (places.count - 1) }
}

/// Reads events of the repository again.
///
/// What was there a moment ago and is not any more makes all unsound that was made of it: the verifier looks
/// at that before it says anything.
final class EventRereader: Sendable {
  private let gate: EventGate
  private let isBroken = Atomic<Bool>(false)

  init(gate: EventGate) { self.gate = gate }

  /// Whether all that was asked for was there.
  var isSound: Bool { !isBroken.load(ordering: .relaxed) }

  /// The event of that name and digest.
  func event(_ reference: ObjectReference) -> ParsedEvent? {
    let event = gate.event(reference)
    if event == nil { isBroken.store(true, ordering: .relaxed) }
    return event
  }
}
