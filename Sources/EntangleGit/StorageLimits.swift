/// Every bound on the files in which git keeps objects and refs, in one place.
///
/// They are this program's own, and no part of the format: git can keep the same objects and refs otherwise.
/// `Docs/threat-model.md` lists them.
enum StorageLimits {
  /// A file with one ref, in bytes.
  static let referenceBytes = 4096
  /// How deep folders of refs nest.
  static let referenceDepth = 64
  /// How many symbolic refs name one another, as in git.
  static let symbolicDepth = 5
  /// The `packed-refs` file, in bytes.
  static let packedReferencesBytes = 256 << 20
  /// The object to which a ref is moved, in bytes.
  static let targetBytes = 64 << 20
  /// The deltas that build on each other: the longest chain that git makes (`--depth`,
  /// `builtin/pack-objects.c`).
  static let deltaChain = 4_095
  /// What may be spent, in all, on making small objects out of large ones, in bytes.
  static let deltaBytes = 4 << 30
  /// An `info/alternates` file, in bytes.
  static let alternatesBytes = 1 << 20
  /// A commit or tag of a history that is walked, in bytes.
  static let historyBytes = 64 << 20
}
