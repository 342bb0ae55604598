/// How much memory and work it may take to make one object from others.
struct DeltaBounds {
  /// The object itself, in bytes.
  let object: Int

  /// Each object that it is made from, and each delta, in bytes: 64 MiB, or where that is more, 32
  /// times the object's bound, as git never makes an object from one more than 32 times as large
  /// (`builtin/pack-objects.c`), but no more than 512 MiB unless the object's bound is more.
  let base: Int

  /// All that it is made from, in bytes: 64 times the largest.
  private let total: Int
  /// All that it was made from so far, in bytes.
  private(set) var counted = 0

  init(limit: Int) {
    object = limit
    let most = 512 << 20
    base = max(limit, min(most, max(64 << 20, min(limit, most) * 32)))
    total = min(base, .max / 64) * 64
  }

  /// Counts an object that another was made from. Throws `.tooLarge`.
  mutating func count(_ byteCount: Int) throws(PackFault) {
    counted += byteCount
    guard counted <= total else { throw .tooLarge(size: counted, limit: total) }
  }
}
