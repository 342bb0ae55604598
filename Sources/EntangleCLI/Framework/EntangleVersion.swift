/// The version of this program (semver.org).
enum EntangleVersion {
  /// The version number.
  static let number = "0.1.0"
  /// The day of that version (ISO 8601), which its manual pages bear.
  static let date = "2026-11-21"
}
