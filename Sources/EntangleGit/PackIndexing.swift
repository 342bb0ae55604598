/// Takes a pack in pieces, checks it, and writes it with its index: one implementation for each hash
/// function.
protocol PackIndexing: ~Copyable {
  /// Takes the next bytes. Throws the reason, for people.
  mutating func append(_ bytes: [UInt8]) throws(PackFailure)

  /// Resolves all deltas, compares the pack's checksum and writes the index.
  mutating func commit() throws(PackFailure)
}

/// Why a pack was refused.
struct PackFailure: Error {
  /// What libgit2 or git says.
  let detail: String
}
