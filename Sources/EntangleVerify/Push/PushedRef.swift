public import EntangleModel

/// A ref that a push would move: what git tells `pre-receive` of it (`githooks(5)`).
public struct PushedRef: Sendable, Hashable {
  public let name: RefName
  /// Where it stands; nil where it is not there yet.
  public let old: ObjectID?
  /// Where it would stand; nil where it would be deleted.
  public let new: ObjectID?

  public init(_ name: RefName, old: ObjectID?, new: ObjectID?) {
    self.name = name
    self.old = old
    self.new = new
  }

  /// Reads one line of the hook's input, `<old> <new> <ref>`, without the newline; nil where it is not of
  /// that form, or names objects by another hash function.
  public init?(line: some Collection<UInt8>, format: ObjectFormat) {
    let parts = line.split(
      separator: UInt8(ascii: " "), maxSplits: 2, omittingEmptySubsequences: false)
    guard parts.count == 3, let old = ObjectID(hex: parts[0]), let new = ObjectID(hex: parts[1]),
      old.format == format, new.format == format, !parts[2].isEmpty
    else { return nil }
    self.init(
      RefName(Array(parts[2])), old: old.isZero ? nil : old, new: new.isZero ? nil : new)
  }
}
