/// What git has to be told of a governed repository.
public struct HostSetting: Sendable, Hashable {
  /// The key of git's configuration.
  public let key: String
  /// What it has to be.
  public let value: String
  /// Why: lower case, without full stop.
  public let reason: String

  /// All of them.
  public static let all = [
    HostSetting(
      key: "receive.fsckObjects", value: "true",
      reason: "objects that other tools read in more than one way are kept out"),
    HostSetting(
      key: "receive.maxInputSize", value: "2147483648",
      reason: "no push fills the disk: a pack of more than 2 GiB is cut off"),
    HostSetting(
      key: "receive.advertiseAtomic", value: "true",
      reason: "an event and the branch that it lands arrive together"),
    HostSetting(
      key: "receive.shallowUpdate", value: "false",
      reason: "history arrives whole"),
  ]
}
