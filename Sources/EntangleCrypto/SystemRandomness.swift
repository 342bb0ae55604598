internal import CSodium
public import EntangleSystem

/// The kernel's random numbers through libsodium (`randombytes_buf`).
public struct SystemRandomness: Randomness {
  /// Throws `CryptoError.unavailable` where libsodium cannot start.
  public init() throws(CryptoError) {
    try Sodium.requireReady(for: "draw random bytes")
  }

  public func bytes(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: max(0, count)) { buffer, filled in
      if let start = buffer.baseAddress { randombytes_buf(start, max(0, count)) }
      filled = max(0, count)
    }
  }
}
