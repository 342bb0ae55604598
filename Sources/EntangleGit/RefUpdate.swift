public import EntangleModel

/// A ref that is to move, and from where.
public struct RefUpdate: Sendable, Hashable {
  /// The full name, below `refs/`.
  public let name: RefName

  /// The value that the ref must have; nil where it must not exist.
  public let expectedOld: ObjectID?

  /// The value that it gets.
  public let new: ObjectID

  /// Takes git's zero name for `expectedOld` as nil.
  public init(name: RefName, expectedOld: ObjectID?, new: ObjectID) {
    self.name = name
    self.expectedOld = expectedOld.flatMap { $0.isZero ? nil : $0 }
    self.new = new
  }
}
