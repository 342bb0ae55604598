public import EntangleModel

/// What landings brought in, and who approved them.
public struct LandedChanges: Sendable {
  private var commits: [ObjectID: [ObjectID]] = [:]
  private var persons: [ObjectID: Set<PrincipalID>] = [:]
  /// What was verified before, where this goes on from a record.
  private let base: RecordedLandings?

  init(base: RecordedLandings? = nil) {
    self.base = base
  }

  /// Takes in that a landing brought a commit.
  mutating func add(_ commit: ObjectID, by landing: ObjectID) {
    commits[commit, default: []].append(landing)
  }

  /// Takes in the persons whose approvals counted for a landing.
  mutating func approve(_ landing: ObjectID, by persons: Set<PrincipalID>) {
    self.persons[landing] = persons
  }

  /// The landings that brought a commit, as they were judged; none where none did.
  public func landings(of commit: ObjectID) -> [ObjectID] {
    (base?.commits[commit] ?? []) + (commits[commit] ?? [])
  }

  /// The persons whose approvals counted for a landing.
  public func approvers(of landing: ObjectID) -> Set<PrincipalID> {
    persons[landing] ?? base?.approvers[landing] ?? []
  }

  /// Every commit that a landing brought in.
  public var allCommits: Set<ObjectID> {
    Set(commits.keys).union(base?.commits.keys.map { $0 } ?? [])
  }

  /// How many these are.
  var commitCount: Int { base == nil ? commits.count : allCommits.count }

  /// How many commits a landing brought in.
  public func commitCount(of landing: ObjectID) -> Int {
    let own = commits.values.count { $0.contains(landing) }
    return own + (base?.commits.values.count { $0.contains(landing) } ?? 0)
  }

  /// All of it, with what was verified before.
  var whole: (commits: [ObjectID: [ObjectID]], approvers: [ObjectID: Set<PrincipalID>]) {
    (
      commits.merging(base?.commits ?? [:]) { $1 + $0 },
      persons.merging(base?.approvers ?? [:]) { own, _ in own }
    )
  }

  /// Whether nothing came in since the record.
  var isUnchanged: Bool { commits.isEmpty }
}
