/// The version of this program (semver.org).
enum EntangleVersion {
  /// The version number.
  static let number = "0.1.0"
}
