public import EntangleModel

/// How a key's window stands at a moment.
public enum KeyWindow: String, Sendable, Hashable {
  /// The window has not begun.
  case early
  /// The key signs.
  case good
  /// The key signs, and ends within seven days.
  case soon
  /// The window is over.
  case expired
  /// It was ended before its window.
  case revoked

  /// How long before its end a key is `soon`, in seconds.
  public static let warningSeconds: Int64 = 7 * 86_400

  /// Both ends belong to the window, as the rules K103 and K104 have it.
  public init(_ key: EnrolledKey, at now: Timestamp) {
    if key.isRevoked(at: now) {
      self = .revoked
    } else if now < key.notBefore {
      self = .early
    } else if let end = key.lastSecond {
      let left = end.seconds - now.seconds
      self = left < 0 ? .expired : left <= Self.warningSeconds ? .soon : .good
    } else {
      self = .good
    }
  }

  /// Whether the key signs.
  public var isOpen: Bool { self == .good || self == .soon }
}
