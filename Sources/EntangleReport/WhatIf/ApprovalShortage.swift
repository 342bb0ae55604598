public import EntangleModel
public import EntangleVerify

/// A landing, or a proposal that could land, that has too few approvals under some law.
public struct ApprovalShortage: Sendable {
  /// A principal who may give one.
  public struct Candidate: Sendable, Hashable {
    public let principal: PrincipalID
    public let person: PrincipalID
    /// Whether he must be given a law key first: he has none that is in force.
    public let needsKey: Bool
  }

  /// The `land` or `change.propose`.
  public let event: JudgedEvent
  public let ref: RefName
  /// How many persons must have approved.
  public let due: Int64
  /// The persons whose approvals count, sorted.
  public let persons: [PrincipalID]
  /// Who may approve besides, sorted, those who need a key last; a person may stand behind several.
  public let candidates: [Candidate]

  /// How many persons are missing.
  public var missing: Int64 { max(0, due - Int64(persons.count)) }

  /// Whether there are as many persons as are missing.
  public var canBeMet: Bool { Set(candidates.map(\.person)).count >= missing }
}
