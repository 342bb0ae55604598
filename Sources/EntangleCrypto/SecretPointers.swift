internal import EntangleSystem

extension SecretBytes {
  /// Lends the bytes to a C function.
  borrowing func withPointer<Result>(_ body: (UnsafePointer<UInt8>) -> Result) -> Result {
    withBytes { span in
      span.withUnsafeBufferPointer { buffer in
        if let start = buffer.baseAddress { return body(start) }
        return withUnsafePointer(to: 0) { body($0) }
      }
    }
  }
}

/// Secret memory of `count` bytes that a C function writes.
///
/// Throws `failed` where `fill` says false, `system` where there is no such memory.
func secretBytes(
  _ count: Int, for operation: String, filling fill: (UnsafeMutablePointer<UInt8>) -> Bool
) throws(CryptoError) -> SecretBytes {
  var isFilled = false
  let secret: SecretBytes
  do {
    secret = try SecretBytes(capacity: count) { span in
      isFilled = span.withUnsafeMutableBufferPointer { $0.baseAddress.map(fill) ?? false }
      return count
    }
  } catch {
    throw .system(operation: operation, subject: "secret", cause: error)
  }
  guard isFilled else { throw .failed(operation: operation, subject: "secret") }
  return secret
}
