internal import EntangleModel
internal import Synchronization

/// Checks the signatures of all events, oldest first and a few at a time.
///
/// Whoever has time takes the next few. The judge asks for what it needs; while that is under way
/// elsewhere it takes the next few itself, and at the end does them again rather than wait.
final class SignatureChecks: Sendable {
  static let batch = 16

  private struct Batch: Sendable {
    let lane: Int
    let first: Int
  }

  private let readings: [[EventReading]]
  private let cryptography: any Cryptography
  private let batches: [Batch]
  /// The number of each batch, by lane and place on it.
  private let numbers: [[Int]]
  private let next = Atomic<Int>(0)
  /// What came of each batch: for each of its events, whether the signature is valid.
  private let results: Mutex<[[Bool]?]>

  init(_ readings: [[EventReading]], cryptography: any Cryptography) {
    self.readings = readings
    self.cryptography = cryptography
    var batches: [Batch] = []
    var numbers: [[Int]] = Array(repeating: [], count: readings.count)
    let longest = readings.map(\.count).max() ?? 0
    for first in stride(from: 0, to: longest, by: Self.batch) {
      for lane in readings.indices where first < readings[lane].count {
        numbers[lane].append(batches.count)
        batches.append(Batch(lane: lane, first: first))
      }
    }
    self.batches = batches
    self.numbers = numbers
    results = Mutex(Array(repeating: nil, count: batches.count))
  }

  /// Checks the next few that nobody has begun. False where there are none left.
  func checkNext() -> Bool {
    let number = next.add(1, ordering: .relaxed).oldValue
    guard number < batches.count else { return false }
    check(number)
    return true
  }

  /// Whether each of the events of a lane's batch has a valid signature.
  func results(lane: Int, batch: Int) -> [Bool] {
    let number = numbers[lane][batch]
    while true {
      if let result = results.withLock({ $0[number] }) { return result }
      if !checkNext() { check(number) }
    }
  }

  private func check(_ number: Int) {
    let batch = batches[number]
    let result = readings[batch.lane][batch.first...].prefix(Self.batch).map { reading in
      reading.event?.isSignatureValid(cryptography) ?? false
    }
    results.withLock { $0[number] = result }
  }
}
