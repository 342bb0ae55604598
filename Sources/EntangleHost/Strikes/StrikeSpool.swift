public import EntangleModel
internal import EntangleSystem

/// The strikes that count, in the file `strikes` of the folder `entangle`, and what was refused, in files of the folder
/// `struck` there. Neither ever holds more than a bounded number.
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
  public func keep(_ bytes: [UInt8], as digest: SHA256Digest) throws(HostError) -> Bool {
    guard bytes.count <= Self.mostBytes else { return false }
    do {
      try FileSystem.createDirectory(folder, mode: 0o700)
      let place = folder.appending(digest.hex)
      guard try FileSystem.status(place) == nil else { return true }
      guard try FileSystem.list(folder).count < Self.mostFiles else { return false }
      try FileSystem.write(bytes, to: place, mode: 0o600, existing: .replace)
      return true
    } catch {
      throw .system(error)
    }
  }

  /// Adds strikes; those that are over go. Of each pusher no more are kept than make a ban.
  public func add(_ strikes: [Strike], at now: Timestamp) throws(HostError) {
    guard !strikes.isEmpty else { return }
    var known = try self.strikes().filter { $0.counts(at: now) }
    for strike in strikes {
      let isEnough = Self.due(known).contains { $0.pusher == strike.pusher }
      if !isEnough { known.append(strike) }
    }
    try write(known.suffix(Self.mostLines))
  }

  /// The bans that are due, in the order of the pushers.
  public func due(at now: Timestamp) throws(HostError) -> [DueBan] {
    Self.due(try strikes().filter { $0.counts(at: now) })
  }

  /// Forgets what a pusher did, who has been banned for it or cannot be.
  public func clear(_ pusher: PrincipalID) throws(HostError) {
    try write(try strikes().filter { $0.pusher != pusher }[...])
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
