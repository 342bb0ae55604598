internal import CSodium

/// The state of libsodium in this process.
enum Sodium {
  /// Whether `sodium_init` went well; it is called once, by whoever asks first.
  static let isReady = sodium_init() >= 0

  /// Makes sure that libsodium can be used; throws `CryptoError.unavailable` where it cannot.
  static func requireReady(for operation: String) throws(CryptoError) {
    guard isReady else { throw .unavailable(operation: operation) }
  }
}
