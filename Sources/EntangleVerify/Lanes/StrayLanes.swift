internal import EntangleModel
internal import Synchronization

/// Refs of lanes that stand at an event of another lane, which does not follow one of theirs either.
///
/// Anybody can put as many refs as he likes at the tip of somebody else's lane. What stands there is that lane's, and is
/// looked at there: walked from each of them it would cost the whole lane each time, and what is found of it would be
/// found of the honest ref as well.
struct StrayLanes: Sendable {
  let gate: EventGate
  let workers: any Workers

  private static let batch = 64

  /// Those of some lanes that stand so.
  func names(among lanes: [ClassifiedRef]) -> Set<RefName> {
    let names = Mutex<Set<RefName>>([])
    workers.perform((lanes.count + Self.batch - 1) / Self.batch) { batch in
      let first = batch * Self.batch
      let found = lanes[first..<min(first + Self.batch, lanes.count)].filter { isStray($0) }
      if !found.isEmpty { names.withLock { $0.formUnion(found.map(\.name)) } }
    }
    return names.withLock { $0 }
  }

  private func isStray(_ ref: ClassifiedRef) -> Bool {
    guard case .lane(let lane) = ref.place,
      let object = try? gate.objects.read(ref.id, limit: gate.limits.commitBytes)
    else { return false }
    // Nearly all say so, which is seen at once; whether such a one is an event at all is for who walks it.
    if Self.holds(Array("\nLane: \(lane)\n".utf8), in: object.content) { return false }
    guard case .event(let event) = gate.parse(ref.id, object) else { return false }
    return !gate.isOn(lane, event)
  }

  /// Whether a text stands somewhere among bytes. (What the library has for that takes a hundred times as long.)
  private static func holds(_ text: [UInt8], in bytes: [UInt8]) -> Bool {
    guard bytes.count >= text.count, let first = text.first else { return false }
    return (0...(bytes.count - text.count)).contains { start in
      bytes[start] == first && text.indices.allSatisfy { bytes[start + $0] == text[$0] }
    }
  }
}
