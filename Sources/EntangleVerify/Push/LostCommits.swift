internal import EntangleModel

/// A search for commits to which refs led that move away, and to which no ref leads that stays.
struct LostCommits {
  let history: PushedHistory
  /// Where the refs stood that move away.
  let tips: Set<ObjectID>

  /// How many commits are looked through at once.
  private static let most = 200_000

  /// Those of some commits that would be lost where these refs stay; nil where there is more to look through than the bound.
  ///
  /// First only those are looked at that not everybody can push, so that what others have pushed uses up nothing of the bound where
  /// they lead to all that is sought.
  func found(
    among sought: Set<ObjectID>, keptBy tips: Set<ObjectID>, protected: Set<ObjectID>
  ) -> Set<ObjectID>? {
    if sought.isEmpty || lost(among: sought, keptBy: protected)?.isEmpty == true { return [] }
    let rest = sought.subtracting(history.leading(from: protected, to: sought))
    return rest.isEmpty ? [] : lost(among: rest, keptBy: tips)
  }

  /// The same for one set of refs that stay.
  ///
  /// From the newest to the oldest, as commits say of themselves, until only what is kept is left; where something would be
  /// lost, to the end, as a commit may lie about its time.
  private func lost(
    among sought: Set<ObjectID>, keptBy kept: Set<ObjectID>
  ) -> Set<ObjectID>? {
    var met: [ObjectID: Met] = [:]
    var open = NewestFirst()
    var doubtful = 0
    func meet(_ id: ObjectID, isKept: Bool) {
      if var known = met[id] {
        guard isKept, !known.isKept else { return }
        known.isKept = true
        if known.isOpen {
          doubtful -= 1
        } else {
          known.isOpen = true
          open.insert(id, at: known.time)
        }
        met[id] = known
      } else {
        let (parents, time) = history.links(of: id)
        met[id] = Met(parents: parents, time: time, isKept: isKept, isOpen: true)
        open.insert(id, at: time)
        if !isKept { doubtful += 1 }
      }
    }
    func goOn() {
      guard let id = open.popFirst(), var next = met[id] else { return }
      next.isOpen = false
      met[id] = next
      if !next.isKept { doubtful -= 1 }
      for parent in next.parents { meet(parent, isKept: next.isKept) }
    }
    for id in kept { meet(id, isKept: true) }
    for id in tips { meet(id, isKept: false) }
    while doubtful > 0, met.count <= Self.most { goOn() }
    guard doubtful == 0 else { return nil }
    func lost() -> Set<ObjectID> { sought.filter { met[$0].map { !$0.isKept } ?? false } }
    guard !lost().isEmpty else { return [] }
    while !open.isEmpty, met.count <= Self.most { goOn() }
    return open.isEmpty ? lost() : nil
  }

  /// A commit that was come to.
  private struct Met {
    let parents: [ObjectID]
    let time: Int64
    /// Whether something that is kept leads to it, as far as is known.
    var isKept: Bool
    /// Whether what it is built on has not been met through it.
    var isOpen: Bool
  }
}
