internal import CCrypto
public import EntangleModel
internal import Synchronization

/// The SHA-256 of bytes that come one part after the other.
public final class StreamDigest: Sendable {
  private struct State {
    var context = SHA256_CTX()
  }

  private let state: Mutex<State>

  /// The digest of no bytes so far.
  public init() {
    var state = State()
    SHA256_Init(&state.context)
    self.state = Mutex(state)
  }

  /// Adds what comes next.
  public func append(_ bytes: [UInt8]) {
    state.withLock { _ = SHA256_Update(&$0.context, bytes, bytes.count) }
  }

  /// The digest of all bytes so far; more can follow.
  public var value: SHA256Digest {
    var context = state.withLock { $0.context }
    var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
    withUnsafeMutableBytes(of: &words) {
      _ = SHA256_Final($0.baseAddress?.assumingMemoryBound(to: UInt8.self), &context)
    }
    return SHA256Digest(
      bigEndianWords: (
        words.0.bigEndian, words.1.bigEndian, words.2.bigEndian, words.3.bigEndian
      ))
  }
}
