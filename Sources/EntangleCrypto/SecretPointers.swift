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
  try secretBytes(atMost: count, for: operation) { fill($0) ? count : nil }
}

/// Secret memory for up to `capacity` bytes, of which a C function writes some and says how many.
///
/// Throws `failed` where `fill` says nil, `system` where there is no such memory.
func secretBytes(
  atMost capacity: Int, for operation: String,
  filling fill: (UnsafeMutablePointer<UInt8>) -> Int?
) throws(CryptoError) -> SecretBytes {
  var filled: Int?
  let secret: SecretBytes
  do {
    secret = try SecretBytes(capacity: capacity) { span in
      filled = span.withUnsafeMutableBufferPointer { $0.baseAddress.flatMap(fill) }
      return filled ?? 0
    }
  } catch {
    throw .system(operation: operation, subject: "secret", cause: error)
  }
  guard filled != nil else { throw .failed(operation: operation, subject: "secret") }
  return secret
}
