internal import EntangleModel

/// Walks commits over raw objects: grafts, shallow files, replace refs and commit-graphs, which can
/// make git and libgit2 see another history, are not consulted.
struct HistoryWalk {
  /// The longest chain of tags that point at tags.
  private static let longestTagChain = 16
  private static let operation = "walk history"

  /// Where the commits are.
  let objects: StoredObjects

  /// All commits that can be reached from `starts`, themselves included, but not from `hidden`.
  ///
  /// Tags stand for what they name. Throws `.missingObject`, `.notACommit` and
  /// `.unreadableObject`.
  func links(
    from starts: [ObjectID], hidden: Set<ObjectID>
  ) throws(GitError) -> [ObjectID: CommitLinks] {
    var found: [ObjectID: CommitLinks] = [:]
    var waiting = try peel(starts)
    while let id = waiting.popLast() {
      guard found[id] == nil, !hidden.contains(id) else { continue }
      let links = try links(of: id)
      found[id] = links
      waiting += links.parents
    }
    return found
  }

  /// Whether the walk from `start` meets `sought`; it ends there. Throws as `links` does.
  func reaches(_ sought: ObjectID, from start: ObjectID) throws(GitError) -> Bool {
    var seen: Set<ObjectID> = []
    var waiting = try peel([start])
    while let id = waiting.popLast() {
      if id == sought { return true }
      guard seen.insert(id).inserted else { continue }
      waiting += try links(of: id).parents
    }
    return false
  }

  /// The first parent of a commit; nil for the first of all. Throws as `links` does.
  func firstParent(of id: ObjectID) throws(GitError) -> ObjectID? {
    try links(of: id).parents.first
  }

  /// The commits of a walk, each before its parents, otherwise newest first, then by name.
  static func sorted(_ commits: [ObjectID: CommitLinks]) -> [ObjectID] {
    var childCount: [ObjectID: Int] = [:]
    for links in commits.values {
      for parent in links.parents where commits[parent] != nil {
        childCount[parent, default: 0] += 1
      }
    }
    var ready = NewestFirst()
    for (id, links) in commits where childCount[id] == nil {
      ready.insert(id, at: links.time)
    }
    var order: [ObjectID] = []
    order.reserveCapacity(commits.count)
    while let id = ready.popFirst() {
      order.append(id)
      for parent in commits[id]?.parents ?? [] {
        guard let links = commits[parent], let count = childCount[parent] else { continue }
        childCount[parent] = count - 1
        if count == 1 { ready.insert(parent, at: links.time) }
      }
    }
    return order
  }

  private func links(of id: ObjectID) throws(GitError) -> CommitLinks {
    let object = try objects.object(
      id, limit: StorageLimits.historyBytes, for: HistoryWalk.operation)
    guard object.type == .commit, let links = CommitLinks(object.content, format: objects.format)
    else {
      throw .notACommit(id)
    }
    return links
  }

  private func peel(_ ids: [ObjectID]) throws(GitError) -> [ObjectID] {
    var peeled: [ObjectID] = []
    for start in ids {
      var id = start
      var depth = 0
      while let target = try tagTarget(of: id) {
        depth += 1
        guard depth <= HistoryWalk.longestTagChain else { throw .notACommit(start) }
        id = target
      }
      peeled.append(id)
    }
    return peeled
  }

  /// What a tag names; nil for any other object.
  private func tagTarget(of id: ObjectID) throws(GitError) -> ObjectID? {
    let object = try objects.object(
      id, limit: StorageLimits.historyBytes, for: HistoryWalk.operation)
    guard object.type == .tag else { return nil }
    let mark = "object ".utf8
    let digits = object.content.dropFirst(mark.count).prefix { $0 != 0x0a }
    guard object.content.starts(with: mark), let target = ObjectID(hex: Array(digits)) else {
      throw .notACommit(id)
    }
    return target
  }
}
