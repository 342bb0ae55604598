/// What git has to be told of a governed repository.
public struct HostSetting: Sendable, Hashable {
  /// The key of git's configuration.
  public let key: String
  /// What it has to be.
  public let value: String
  /// Why: lower case, without full stop.
  public let reason: String
  /// Whether any other value will do as well.
  public var isDefault = false

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
    HostSetting(
      key: "receive.advertisePushOptions", value: "true",
      reason: "a push certificate says which repository it is for"),
    HostSetting(
      key: "receive.certNonceSlop", value: "300",
      reason: "a push certificate can be shown to another process than the one that asked for it"),
    HostSetting(
      key: "gpg.ssh.allowedSignersFile", value: "/dev/null",
      reason: "git does not complain that it knows no signers; entangle does", isDefault: true),
  ]
}
