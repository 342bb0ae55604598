internal import EntangleModel
internal import Synchronization

/// Checks the signatures of commits, a few at a time: whoever has time takes the next few.
final class SignatureChecks: Sendable {
  /// How many commits are checked together.
  static let size = 16

  /// How many such lots may wait.
  private static let longestQueue = 256

  /// A commit that has been read.
  struct Commit: Sendable {
    let number: EventNumber
    let id: ObjectID
    /// What is stored under its name, and is what the name says; empty where that is no longer there.
    let content: [UInt8]
  }

  private struct Shared {
    /// Of each commit, by its number, whether somebody has asked for it, and where its reading stands.
    var places: [Place] = []
    var readings: [CommitReading] = []
    var queue = Queue<[Commit]>([])
    var waiting = 0
    /// How the last signature was spelled.
    var spelling: SignatureSpelling?

    subscript(number: EventNumber) -> Place {
      get { number.index < places.count ? places[number.index] : .none }
      set {
        while places.count <= number.index { places.append(.none) }
        places[number.index] = newValue
      }
    }
  }

  private struct Place {
    private var value: UInt32 = 0

    static let none = Place()
    static let waiting = Place(value: 1)

    private init(value: UInt32 = 0) { self.value = value }

    init(reading index: Int) { value = UInt32(index) + 2 }

    var isNone: Bool { value == 0 }

    var index: Int? { value < 2 ? nil : Int(value - 2) }
  }

  private let cryptography: any Cryptography
  private let format: ObjectFormat
  private let shared = Mutex(Shared())

  init(_ cryptography: any Cryptography, format: ObjectFormat) {
    self.cryptography = cryptography
    self.format = format
  }

  /// Whether none waits for somebody to begin with it.
  var isEmpty: Bool { shared.withLock { $0.waiting == 0 } }

  /// The commits for which nobody has asked yet.
  func new(among numbers: [EventNumber]) -> [EventNumber] {
    shared.withLock { shared in numbers.filter { shared[$0].isNone } }
  }

  /// Asks for commits to be checked, but those for which somebody has asked. Checks some of them at once where many wait.
  func add(_ commits: [Commit]) {
    let isLong = shared.withLock { shared in
      let new = commits.filter { shared[$0.number].isNone }
      guard !new.isEmpty else { return false }
      for commit in new { shared[commit.number] = .waiting }
      shared.queue.append(new)
      shared.waiting += 1
      return shared.waiting > Self.longestQueue
    }
    if isLong { _ = checkSome() }
  }

  /// Checks the next few; false where none waits.
  func checkSome() -> Bool {
    let next = shared.withLock { shared -> ([Commit], SignatureSpelling?)? in
      guard let next = shared.queue.popFirst() else { return nil }
      shared.waiting -= 1
      return (next, shared.spelling)
    }
    guard let (lot, last) = next else { return false }
    var spelling = last
    let readings = lot.map {
      CommitReading(
        $0.id, content: $0.content, format: format, spelling: &spelling,
        cryptography: cryptography)
    }
    shared.withLock { shared in
      shared.spelling = spelling
      for (commit, reading) in zip(lot, readings) {
        shared[commit.number] = Place(reading: shared.readings.count)
        shared.readings.append(reading)
      }
    }
    return true
  }

  /// What came of commits, as many of the first of them as have been checked.
  func readings(of numbers: ArraySlice<EventNumber>) -> [CommitReading] {
    shared.withLock { shared in
      var found: [CommitReading] = []
      found.reserveCapacity(numbers.count)
      for number in numbers {
        guard let index = shared[number].index else { break }
        found.append(shared.readings[index])
      }
      return found
    }
  }
}
