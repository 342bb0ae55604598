public import EntangleModel
internal import EntangleSystem

/// The strikes that count, in the file `strikes` of the folder `entangle`, and what was refused, in files of the folder
/// `struck` there, as long as the strike counts or, where it became one, the ban. Neither ever holds more than a
/// bounded number.
public struct StrikeSpool {
  /// The most strikes, of all pushers.
  private static let mostLines = 512
  /// The most files that are kept, and the most bytes of each.
  private static let mostFiles = 64
  private static let mostBytes = 16_384

  private let file: FilePath
  private let folder: FilePath

  public init(_ folder: HostFolder) {
    file = folder.path.appending("strikes")
    self.folder = folder.path.appending("struck")
  }

  /// Keeps what was refused under its SHA-256; false where it is too large, or enough is kept.
  public func keep(
    _ bytes: [UInt8], as digest: SHA256Digest, at now: Timestamp
  ) throws(HostError) -> Bool {
    guard bytes.count <= Self.mostBytes else { return false }
    do {
      try FileSystem.createDirectory(folder, mode: 0o700)
      let place = folder.appending(digest.hex)
      guard try FileSystem.status(place) == nil else { return true }
      guard try hasRoom(at: now) else { return false }
      try FileSystem.write(bytes, to: place, mode: 0o600, existing: .replace)
      return true
    } catch {
      throw .system(error)
    }
  }

  /// Whether there is room for one more, where the bans are over for which the others are kept.
  private func hasRoom(at now: Timestamp) throws(SystemError) -> Bool {
    let files = try FileSystem.list(folder).map { folder.appending($0) }
    var count = files.count
    for file in files where count >= Self.mostFiles {
      guard let status = try FileSystem.status(file),
        now.seconds - status.modified > DueBan.span
      else { continue }
      _ = try FileSystem.remove(file)
      count -= 1
    }
    return count < Self.mostFiles
  }

  /// Lets go of what was kept for some strikes, where it is kept for no other and binds no ban.
  private func release(
    _ strikes: some Sequence<Strike>, keeping others: some Sequence<Strike>
  ) throws(HostError) {
    let kept = Set(others.compactMap(\.evidence))
    do {
      for digest in Set(strikes.compactMap(\.evidence)).subtracting(kept) {
        let file = folder.appending(digest.hex)
        guard try FileSystem.status(file)?.mode != Self.bindingMode else { continue }
        try FileSystem.remove(file)
      }
    } catch {
      throw .system(error)
    }
  }

  /// Marks what binds a ban; from now on it is as old as that.
  private func bind(_ digest: SHA256Digest) throws(HostError) {
    do {
      let file = folder.appending(digest.hex)
      guard try FileSystem.status(file) != nil else { return }
      let bytes = try FileSystem.read(file, limit: Self.mostBytes)
      try FileSystem.write(bytes, to: file, mode: Self.bindingMode, existing: .replace)
    } catch {
      throw .system(error)
    }
  }

  /// The permissions of what binds a ban.
  private static let bindingMode: UInt32 = 0o400

  /// Adds strikes; those that are over go. Of each pusher no more are kept than make a ban.
  public func add(_ strikes: [Strike], at now: Timestamp) throws(HostError) {
    guard !strikes.isEmpty else { return }
    let before = try self.strikes()
    var known = before.filter { $0.counts(at: now) }
    for strike in strikes {
      let isEnough = Self.due(known).contains { $0.pusher == strike.pusher }
      if !isEnough { known.append(strike) }
    }
    let kept = known.suffix(Self.mostLines)
    try write(kept)
    try release(before + strikes, keeping: kept)
  }

  /// The bans that are due, in the order of the pushers.
  public func due(at now: Timestamp) throws(HostError) -> [DueBan] {
    Self.due(try strikes().filter { $0.counts(at: now) })
  }

  /// Forgets what a pusher did, who has been banned for it or cannot be; what binds the ban stays.
  public func clear(_ pusher: PrincipalID, for ban: DueBan? = nil) throws(HostError) {
    let known = try strikes()
    let others = known.filter { $0.pusher != pusher }
    if let evidence = ban?.evidence { try bind(evidence) }
    try write(others[...])
    try release(known, keeping: others)
  }

  private static func due(_ strikes: [Strike]) -> [DueBan] {
    Dictionary(grouping: strikes, by: \.pusher).sorted { $0.key < $1.key }
      .compactMap { pusher, own in
        guard
          let last = own.first(where: \.isCritical) ?? (own.count < Strike.most ? nil : own.last)
        else { return nil }
        return DueBan(pusher: pusher, reason: last.reason, evidence: last.evidence)
      }
  }

  /// The strikes; of a file that is damaged, the lines that are whole.
  private func strikes() throws(HostError) -> [Strike] {
    do {
      guard try FileSystem.status(file) != nil else { return [] }
      return try FileSystem.read(file, limit: 1 << 20).split(separator: UInt8(ascii: "\n"))
        .compactMap { Strike(line: $0) }
    } catch {
      throw .system(error)
    }
  }

  private func write(_ strikes: ArraySlice<Strike>) throws(HostError) {
    do {
      try FileSystem.write(
        strikes.flatMap { Array("\($0.line)\n".utf8) }, to: file, mode: 0o600, existing: .replace,
        isSynchronised: false)
    } catch {
      throw .system(error)
    }
  }
}

extension Strike {
  /// Whether it still counts: a critical one until the ban is made, others for an hour. (Those of a clock that was
  /// ahead count too.)
  fileprivate func counts(at now: Timestamp) -> Bool {
    isCritical || now.seconds - time.seconds < Self.span
  }
}
