internal import CSodium
public import EntangleModel

extension PublicKey {
  /// Whether an Ed25519 key is what a key pair can have: a point of the main subgroup in canonical form, none of small
  /// order, for which anybody makes signatures that some programs take. True of other kinds; false where libsodium
  /// cannot start.
  public var isSound: Bool {
    guard codeKey == nil else { return true }
    return Sodium.isReady && crypto_core_ed25519_is_valid_point(bytes) == 1
  }
}
