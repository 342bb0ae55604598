public import EntangleModel

/// Something that the gate refused of a pusher whom it knows, and that may get him banned.
public struct Strike: Sendable, Hashable {
  public let time: Timestamp
  public let pusher: PrincipalID
  /// The code of the rule that was broken.
  public let code: String
  /// The SHA-256 of what was refused, where that is kept.
  public let evidence: SHA256Digest?

  /// Nil for a code that is no strike.
  public init?(
    _ code: String, by pusher: PrincipalID, at time: Timestamp, evidence: SHA256Digest? = nil
  ) {
    guard Self.reasons[code] != nil else { return nil }
    self.time = time
    self.pusher = pusher
    self.code = code
    self.evidence = evidence
  }

  /// How many within an hour are a ban.
  static let most = 3
  /// The time in which they are counted, in seconds.
  static let span: Int64 = 3_600

  /// Signatures that are not good, and results that are forged: one is enough.
  private static let critical: Set<String> = ["S101", "S102", "M102", "M103", "M104"]

  private static let reasons: [String: BanReason] = [
    "S101": .forgery, "S102": .forgery, "S103": .forgery, "S104": .replay, "M101": .forgery,
    "M102": .forgery, "M103": .forgery, "M104": .forgery, "L102": .replay, "L103": .replay,
    "H111": .flood,
  ]

  /// Whether it is a ban by itself.
  var isCritical: Bool { Self.critical.contains(code) }

  /// What the ban says.
  var reason: BanReason { Self.reasons[code] ?? .abuse }

  /// One line of the spool.
  var line: String { "\(time) \(pusher) \(code) \(evidence?.hex ?? "none")" }

  /// Reads `line`; nil for anything else.
  init?(line: some Collection<UInt8>) {
    let words = line.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
    guard words.count == 4, let time = Timestamp(words[0]), let pusher = PrincipalID(words[1])
    else { return nil }
    self.init(
      String(decoding: words[2], as: UTF8.self), by: pusher, at: time,
      evidence: SHA256Digest(hex: words[3]))
  }
}

/// A ban that the host is to make.
public struct DueBan: Sendable, Hashable {
  public let pusher: PrincipalID
  public let reason: BanReason
  /// The SHA-256 of what was refused, where that is kept.
  public let evidence: SHA256Digest?

  /// How long it lasts where there is evidence, in seconds.
  static let span: Int64 = 7 * 86_400

  /// The ban, from a moment on; nil where it would end after the year 9999.
  public func ban(from moment: Timestamp) -> Ban? {
    let seconds = evidence == nil ? ReadLimits().banSeconds : Self.span
    return moment.adding(seconds: seconds).map { end in
      Ban(
        subject: BannedSubject(pusher), reason: reason,
        evidence: evidence.map { .withheld($0) } ?? .none, expires: end)
    }
  }
}
