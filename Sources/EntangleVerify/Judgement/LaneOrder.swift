internal import EntangleModel

/// Which events of a principal's other lanes come before an event: those that a trust state not newer
/// than the one that the event names had counted when it cut these lanes.
///
/// A lane has an order of its own, but a principal with two keys has two lanes, and nothing else orders
/// what it says on both. (ADR 0005.)
final class LaneOrder: Sendable {
  /// How many events of a lane a state had counted.
  private struct Count: Sendable {
    let version: Int64
    let events: Int
  }

  private let indices: [Lane: Int]
  /// The principal of each lane, where he has others.
  private let principals: [Int: PrincipalID]
  /// Of such a principal: the lanes that any state had counted. (Of all the lanes that a repository may
  /// show as his, only those of his keys can be cut.)
  private let counted: [PrincipalID: [Int]]
  /// Of these lanes: what each state had counted, in the order of the states.
  private let counts: [Int: [Count]]

  /// Takes the ref of each lane; `digest` gives the digest of the event at a place of one, the oldest
  /// at 0, and nil where none stands there.
  init(
    chain: TrustChain, refs: [RefName], format: ObjectFormat,
    digest: (_ lane: Int, _ position: Int) -> SHA256Digest?
  ) {
    var lanes: [PrincipalID: [Int]] = [:]
    var indices: [Lane: Int] = [:]
    for (index, ref) in refs.enumerated() {
      guard case .lane(let lane) = EntangleRef(ref, format: format) else { continue }
      indices[lane] = index
      lanes[lane.principal, default: []].append(index)
    }
    self.indices = indices
    var principals: [Int: PrincipalID] = [:]
    for (principal, group) in lanes where group.count > 1 {
      for index in group { principals[index] = principal }
    }
    self.principals = principals
    var counted: [PrincipalID: [Int]] = [:]
    var counts: [Int: [Count]] = [:]
    for step in principals.isEmpty ? [] : chain.steps {
      for cut in step.state.statement.cuts {
        guard let index = indices[cut.lane], let principal = principals[index],
          let position = Int(exactly: cut.sequence - 1),
          digest(index, position) == cut.digest
        else { continue }
        if counts[index] == nil { counted[principal, default: []].append(index) }
        counts[index, default: []].append(Count(version: step.name.version, events: position + 1))
      }
    }
    self.counted = counted
    self.counts = counts
  }

  /// Whether the principal of a lane has others.
  func hasSiblings(lane index: Int) -> Bool { principals[index] != nil }

  /// Of each other lane of the same principal, how many events must have been judged before an event
  /// of this lane that names a state of that version.
  func needed(lane index: Int, version: Int64) -> [(lane: Int, events: Int)] {
    principals[index].flatMap { counted[$0] }?.compactMap { other in
      let events = other == index ? 0 : count(other, version: version)
      return events > 0 ? (other, events) : nil
    } ?? []
  }

  /// Whether a state of that version had counted the event of that lane and sequence.
  func isCounted(_ lane: Lane, sequence: Int64, version: Int64) -> Bool {
    indices[lane].map { sequence <= count($0, version: version) } ?? false
  }

  private func count(_ index: Int, version: Int64) -> Int {
    (counts[index] ?? []).lazy.filter { $0.version <= version }.map(\.events).max() ?? 0
  }
}
