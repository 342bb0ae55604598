internal import EntangleModel

/// What commits that are pushed are built on, as far as the server does not have it on a branch or tag.
///
/// It is looked through as far as the longest change is; what lies deeper was not brought by mistake.
struct PushedHistory {
  let objects: any ObjectSource
  let limits: ReadLimits
  /// Where branches and tags of the server stand.
  let known: Set<ObjectID>
  /// Where protected branches would stand, and where they stood at founding.
  let kept: Set<ObjectID>

  /// How many commits are looked through for those that are kept.
  private static let mostKept = 100_000

  /// Those of some commits through which one of these leads, as far as the newest hundred thousand commits tell.
  func kept(among sought: Set<ObjectID>) -> Set<ObjectID> { leading(from: kept, to: sought) }

  /// Those of some commits to which one of these tips leads, as far as the newest hundred thousand commits tell.
  func leading(from tips: Set<ObjectID>, to sought: Set<ObjectID>) -> Set<ObjectID> {
    var found = sought.intersection(tips)
    var seen = tips
    var open = Queue(Array(tips))
    while found.count < sought.count, seen.count <= Self.mostKept, let next = open.popFirst() {
      for parent in targets(of: next) where seen.insert(parent).inserted {
        if sought.contains(parent) { found.insert(parent) }
        open.append(parent)
      }
    }
    return found
  }

  /// Those of some moves after which the new place does not lead to the old one any more. All of them together are looked through
  /// no further than one change may go; what is not found so far is among them.
  func leaving(_ moves: [PushedRef]) -> [PushedRef] {
    var left = limits.changeCommits
    return moves.filter { move in
      guard let old = move.old else { return false }
      guard let new = move.new else { return true }
      var seen: Set<ObjectID> = [new]
      var open = Queue([new])
      while let id = open.popFirst() {
        if id == old { return false }
        guard left > 0 else { return true }
        guard id == new || !known.contains(id) else { continue }
        left -= 1
        for next in targets(of: id) where seen.insert(next).inserted { open.append(next) }
      }
      return true
    }
  }

  /// For each of some commits the first of these starts that leads to it, as far as the bound on a change for each.
  func starts<Start>(
    _ starts: [(Start, ObjectID)], leadingTo sought: Set<ObjectID>
  ) -> [ObjectID: Start] {
    var found: [ObjectID: Start] = [:]
    var seen: Set<ObjectID> = []
    for (start, tip) in starts where found.count < sought.count && seen.insert(tip).inserted {
      var open = Queue([tip])
      var count = 0
      while let id = open.popFirst(), count <= limits.changeCommits {
        count += 1
        if sought.contains(id) { found[id] = start }
        for next in targets(of: id) where seen.insert(next).inserted { open.append(next) }
      }
    }
    return found
  }

  /// What a commit is built on and when, or what a tag is of.
  func links(of id: ObjectID) -> (parents: [ObjectID], time: Int64) {
    if let object = try? objects.read(id, limit: limits.commitBytes), object.type == .commit,
      let links = CommitLinks(object.content, format: objects.format)
    {
      return (links.parents, links.time)
    }
    return (targets(of: id), .max)
  }

  /// The first of these starts that leads to a commit which `isLookedFor` picks out, itself included, and that commit; nil
  /// where none does. What one start leads to is not looked through again for the next; nor is what is behind a branch or tag of
  /// the server, unless `isAll`.
  func first<Start>(
    from starts: [(Start, ObjectID)], isAll: Bool = false, where isLookedFor: (ObjectID) -> Bool
  ) -> (Start, ObjectID)? {
    var seen: Set<ObjectID> = []
    for (start, tip) in starts where seen.insert(tip).inserted {
      var open = Queue([tip])
      var count = 0
      while let id = open.popFirst(), count <= limits.changeCommits {
        count += 1
        if isLookedFor(id) { return (start, id) }
        guard isAll || id == tip || !known.contains(id) else { continue }
        for next in targets(of: id) where seen.insert(next).inserted { open.append(next) }
      }
    }
    return nil
  }

  /// The parents of a commit, or what a tag is of.
  private func targets(of id: ObjectID) -> [ObjectID] {
    guard let object = try? objects.read(id, limit: limits.commitBytes) else { return [] }
    switch object.type {
    case .commit: return CommitParents(object.content, format: objects.format)?.ids ?? []
    case .tag:
      let line = object.content.prefix { $0 != UInt8(ascii: "\n") }
      return [line.dropFirst("object ".utf8.count)].compactMap { ObjectID(hex: $0) }
    case .tree, .blob: return []
    }
  }
}
