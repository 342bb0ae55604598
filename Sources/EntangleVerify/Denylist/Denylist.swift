public import EntangleModel

/// What a denylist says, as far as it was read in order: which bans there are, and which of them were lifted.
public struct Denylist: Sendable {
  /// A ban, and its place.
  public struct Row: Sendable {
    public let id: ObjectID
    public let entry: DenylistEntry
    /// As it was made, here or elsewhere.
    public let ban: Ban
    /// The entry that lifts it; nil while none does.
    public internal(set) var lift: DenylistEntry?

    /// Whether it holds at a moment.
    public func holds(at moment: Timestamp) -> Bool {
      lift == nil && ban.expires.map { moment < $0 } ?? true
    }

    /// Whether it holds, and the law believes the host where it was made, if that was elsewhere.
    public func holds(
      at moment: Timestamp, under law: TrustState?, _ cryptography: any Cryptography
    ) -> Bool {
      guard let imported else { return holds(at: moment) }
      let key = law?.peerKey(imported.host, of: imported.origin.repository, cryptography)
      return holds(at: moment) && key != nil
    }

    /// Whom it names; of one that was made elsewhere, with where that was, since the name is of there.
    public var subject: String {
      ban.subject.description + (imported.map { "@\($0.origin.repository.hex.prefix(12))" } ?? "")
    }

    /// Where it was made, if that was elsewhere.
    public var imported: ImportedEntry? {
      if case .imported(let imported) = entry.content { imported } else { nil }
    }
  }

  /// A ban that keeps out a push, and whom of this repository it does so for.
  public struct Bar: Sendable {
    public let row: Row
    public let subject: BannedSubject
  }

  /// The newest entry.
  public private(set) var last: (id: ObjectID, digest: SHA256Digest, entry: DenylistEntry)?
  /// The bans, by their sequences.
  public private(set) var bans: [Int64: Row] = [:]
  /// The entries of other lists that were taken in, by their sequences here.
  private var imports: [ImportedEntry.Origin: Int64] = [:]

  public init() {}

  /// How many entries there are.
  public var count: Int64 { last?.entry.sequence ?? 0 }

  /// The bans in their order.
  public var rows: [Row] { bans.sorted { $0.key < $1.key }.map(\.value) }

  /// The number here of an entry of another list; nil where that was not taken in.
  public func sequence(of origin: ImportedEntry.Origin) -> Int64? { imports[origin] }

  /// The ban here that an imported entry lifts; nil where that lifts none that is here.
  func lifted(by imported: ImportedEntry) -> Row? {
    guard case .lift(let number) = imported.content else { return nil }
    let origin = ImportedEntry.Origin(repository: imported.origin.repository, sequence: number)
    return imports[origin].flatMap { bans[$0] }
  }

  /// Takes in the next entry.
  mutating func append(_ entry: DenylistEntry, id: ObjectID, digest: SHA256Digest) {
    last = (id, digest, entry)
    switch entry.content {
    case .ban(let ban): bans[entry.sequence] = Row(id: id, entry: entry, ban: ban)
    case .lift(let number): bans[number]?.lift = entry
    case .imported(let imported):
      if case .ban(let ban, _) = imported.content {
        bans[entry.sequence] = Row(id: id, entry: entry, ban: ban)
      } else if let row = lifted(by: imported) {
        bans[row.entry.sequence]?.lift = entry
      }
      imports[imported.origin] = entry.sequence
    }
  }

  /// The first ban that holds and is of whoever pushes, or of a lane that would move. The law, which says whom a
  /// ban of another host is of, and whether that is believed, is only asked where there is such a ban.
  public func ban(
    of pusher: PrincipalID?, lanes: [Lane], at moment: Timestamp, cryptography: any Cryptography,
    law: () -> TrustState?
  ) -> Bar? {
    let holding = rows.filter { $0.holds(at: moment) }
    let state = holding.contains { $0.imported != nil } ? law() : nil
    return holding.lazy.compactMap { row -> Bar? in
      let subjects =
        row.imported.map { imported in
          state.map { imported.subjects(in: $0, cryptography) } ?? []
        } ?? [row.ban.subject]
      return subjects.first { $0.bars(pusher, lanes) }.map { Bar(row: row, subject: $0) }
    }.first
  }
}

extension BannedSubject {
  /// Whether a push by somebody that moves lanes is kept out.
  fileprivate func bars(_ pusher: PrincipalID?, _ lanes: [Lane]) -> Bool {
    guard let key else {
      return pusher == principal || lanes.contains { $0.principal == principal }
    }
    return lanes.contains(Lane(principal: principal, key: key))
  }

  /// Whether it is a key that signs neither events nor push certificates, so that a ban of it keeps nobody out.
  public func barsNobody(in state: TrustState, _ cryptography: any Cryptography) -> Bool {
    let held = state.principals[principal]?.keys.first {
      cryptography.keyID($0.publicKey) == key
    }
    return held?.uses.isDisjoint(with: [.law, .code]) ?? false
  }
}

extension ImportedEntry {
  /// Whom it bans here: whoever has one of the keys in a state that believes the host, and is no authority; of a ban of a
  /// key, with that key alone.
  func subjects(in state: TrustState, _ cryptography: any Cryptography) -> [BannedSubject] {
    guard case .ban(let ban, let keys) = content,
      state.peerKey(host, of: origin.repository, cryptography) != nil
    else { return [] }
    return holders(of: keys, in: state, cryptography).filter { $0.principal.kind != .authority }.map
    { holder in
      BannedSubject(holder.principal.id, key: ban.subject.key == nil ? nil : holder.key)
    }
  }

  /// Who has one of some keys in a state, and which.
  func holders(
    of keys: [KeyID], in state: TrustState, _ cryptography: any Cryptography
  ) -> [(principal: Principal, key: KeyID)] {
    let wanted = Set(keys)
    return state.keys.compactMap { key, holder in
      let id = cryptography.keyID(key)
      return wanted.contains(id) ? (holder.principal, id) : nil
    }
  }
}
