public import EntangleModel

/// What a denylist says, as far as it was read in order: which bans there are, and which of them were lifted.
public struct Denylist: Sendable {
  /// A ban, and its place.
  public struct Row: Sendable {
    public let id: ObjectID
    public let entry: DenylistEntry
    public let ban: Ban
    /// The entry that lifts it; nil while none does.
    public internal(set) var lift: DenylistEntry?

    /// Whether it holds at a moment.
    public func holds(at moment: Timestamp) -> Bool {
      lift == nil && ban.expires.map { moment < $0 } ?? true
    }
  }

  /// The newest entry.
  public private(set) var last: (id: ObjectID, digest: SHA256Digest, entry: DenylistEntry)?
  /// The bans, by their sequences.
  public private(set) var bans: [Int64: Row] = [:]

  public init() {}

  /// How many entries there are.
  public var count: Int64 { last?.entry.sequence ?? 0 }

  /// The bans in their order.
  public var rows: [Row] { bans.sorted { $0.key < $1.key }.map(\.value) }

  /// Takes in the next entry.
  mutating func append(_ entry: DenylistEntry, id: ObjectID, digest: SHA256Digest) {
    last = (id, digest, entry)
    switch entry.content {
    case .ban(let ban): bans[entry.sequence] = Row(id: id, entry: entry, ban: ban)
    case .lift(let number): bans[number]?.lift = entry
    }
  }

  /// The first ban that holds and is of whoever pushes, or of a lane that would move.
  public func ban(of pusher: PrincipalID?, lanes: [Lane], at moment: Timestamp) -> Row? {
    rows.first { row in
      guard row.holds(at: moment) else { return false }
      let subject = row.ban.subject
      guard let key = subject.key else {
        return pusher == subject.principal || lanes.contains { $0.principal == subject.principal }
      }
      return lanes.contains(Lane(principal: subject.principal, key: key))
    }
  }
}
