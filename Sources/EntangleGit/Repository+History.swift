public import EntangleModel

extension Repository {
  /// All commits that can be reached from the first list and not from the second.
  ///
  /// A commit comes before its parents, otherwise the newer (by committer time) comes first, then
  /// the smaller name. Tags stand for what they name. The hidden history is walked in full, so the
  /// answer does not depend on clocks. Throws `.missingObject` (also at the edge of a shallow
  /// clone), `.notACommit` and `.unreadableObject`.
  public func commits(
    reachableFrom starts: [ObjectID], hiding: [ObjectID] = []
  ) throws(GitError) -> [ObjectID] {
    let walk = HistoryWalk(objects: objects)
    let hidden = Set(try walk.links(from: hiding, hidden: []).keys)
    return HistoryWalk.sorted(try walk.links(from: starts, hidden: hidden))
  }

  /// Whether `descendant` is `ancestor` or builds on it. Throws as `commits` does.
  public func isAncestor(
    _ ancestor: ObjectID, of descendant: ObjectID
  ) throws(GitError) -> Bool {
    try HistoryWalk(objects: objects).reaches(ancestor, from: descendant)
  }

  /// How two commits stand to each other along first parents alone, as the tips of a chain do. Both
  /// chains are walked in turn, so that the answer costs as much as what lies between them. Throws
  /// as `commits` does.
  public func chainOrder(of first: ObjectID, to second: ObjectID) throws(GitError) -> ChainOrder {
    guard first != second else { return .same }
    let walk = HistoryWalk(objects: objects)
    var chains = [(next: first as ObjectID?, sought: second), (next: second, sought: first)]
    while chains.contains(where: { $0.next != nil }) {
      for index in chains.indices {
        guard let id = chains[index].next else { continue }
        let parent = try walk.firstParent(of: id)
        if parent == chains[index].sought { return index == 0 ? .ahead : .behind }
        chains[index].next = parent
      }
    }
    return .apart
  }
}

/// How one tip of a chain of commits stands to another.
public enum ChainOrder: Sendable, Hashable {
  case same
  /// It builds on the other.
  case ahead
  /// The other builds on it.
  case behind
  /// Neither builds on the other.
  case apart
}
