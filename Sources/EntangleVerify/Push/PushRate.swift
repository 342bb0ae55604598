/// How many pushes somebody may make in how many seconds.
public struct PushRate: Sendable, Hashable, CustomStringConvertible {
  public let pushes: Int64
  public let seconds: Int64

  /// What everybody may where nothing else was decided.
  public static let standard = PushRate(unchecked: 30, 60)
  /// What other hosts, which hand on what many have done, may beside that.
  public static let peers = PushRate(unchecked: 50, 10)

  private init(unchecked pushes: Int64, _ seconds: Int64) {
    self.pushes = pushes
    self.seconds = seconds
  }

  /// Nil where it is not 1 to 10,000 pushes in 1 to 86,400 seconds.
  public init?(pushes: Int64, seconds: Int64) {
    guard 1...10_000 ~= pushes, 1...86_400 ~= seconds else { return nil }
    self.init(unchecked: pushes, seconds)
  }

  /// Reads `<pushes>/<seconds>`.
  public init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let pushes = Int64(parts[0]), let seconds = Int64(parts[1]) else {
      return nil
    }
    self.init(pushes: pushes, seconds: seconds)
  }

  public var description: String { "\(pushes)/\(seconds)" }
}

/// How often somebody has pushed.
public struct RateFacts: Sendable, Hashable {
  /// Who, for people.
  public let pusher: String
  public let rate: PushRate
  /// How many pushes there were in the last seconds before this one, refused ones too; no more are counted
  /// than the rate has.
  public let made: Int64
  /// In how many seconds there will be room again, if there is none.
  public let waitSeconds: Int64

  public init(pusher: String, rate: PushRate, made: Int64, waitSeconds: Int64) {
    self.pusher = pusher
    self.rate = rate
    self.made = made
    self.waitSeconds = waitSeconds
  }

  /// Whether there is no room for this push.
  public var isExceeded: Bool { made >= rate.pushes }
}
