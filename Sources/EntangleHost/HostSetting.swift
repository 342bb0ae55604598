/// What git has to be told of a governed repository.
public struct HostSetting: Sendable, Hashable {
  /// The key of git's configuration.
  public let key: String
  /// What it has to be.
  public let value: String
  /// Why: lower case, without full stop.
  public let reason: String
  /// What else will do.
  public let accepted: Accepted

  /// Values that are as good as the one that is set.
  public enum Accepted: Sendable, Hashable {
    /// What git reads as the same.
    case same
    /// Every number from 1 on that is smaller.
    case fewer
    /// Anything, where there is something.
    case any
    /// The same, or nothing.
    case none
  }

  private init(_ key: String, _ value: String, _ accepted: Accepted = .same, reason: String) {
    self.key = key
    self.value = value
    self.accepted = accepted
    self.reason = reason
  }

  /// As what git reads it, for `git config --type`; nil where it is a text.
  public var type: String? {
    switch accepted {
    case .same, .none: "bool"
    case .fewer: "int"
    case .any: nil
    }
  }

  /// Whether it is well as git reads it; nil where git reads nothing.
  public func accepts(_ known: String?) -> Bool {
    guard let known else { return accepted == .none }
    switch accepted {
    case .same, .none: return known == value
    case .fewer: return Int64(known).map { $0 > 0 && $0 <= Int64(value) ?? 0 } ?? false
    case .any: return true
    }
  }

  /// All of them.
  public static let all = [
    HostSetting(
      "receive.fsckObjects", "true",
      reason: "objects that other tools read in more than one way are kept out"),
    HostSetting(
      "receive.maxInputSize", "2147483648", .fewer,
      reason: "no push fills the disk: a pack of more than 2 GiB is cut off"),
    HostSetting(
      "receive.advertiseAtomic", "true",
      reason: "an event and the branch that it lands arrive together"),
    HostSetting("receive.shallowUpdate", "false", reason: "history arrives whole"),
    HostSetting(
      "receive.denyNonFastForwards", "false", .none,
      reason: "a redaction moves its branch to where the old place is not on the way"),
    HostSetting(
      "receive.advertisePushOptions", "true",
      reason: "a push certificate says which repository it is for"),
    HostSetting(
      "receive.certNonceSlop", "300", .fewer,
      reason: "a push certificate can be shown to another process than the one that asked for it"),
    HostSetting(
      "gpg.ssh.allowedSignersFile", "/dev/null", .any,
      reason: "git does not complain that it knows no signers; entangle does"),
  ]
}
