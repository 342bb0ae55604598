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
}
