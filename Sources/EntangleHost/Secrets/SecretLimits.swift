/// How much of a push is searched for secrets, in one place.
///
/// They are no part of the format: what is not searched is let in, and whoever pushes is told.
/// `Docs/threat-model.md` lists them.
struct SecretLimits {
  /// The content of all objects together, in bytes.
  let bytes = 256 << 20
  /// One object, in bytes.
  let objectBytes = 32 << 20
  /// The objects.
  let objects = 500_000
  /// The entries of all trees together.
  let entries = 5_000_000
  /// The secrets that are told.
  let findings = 20
}
