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
  func kept(among sought: Set<ObjectID>) -> Set<ObjectID> {
    var found = sought.intersection(kept)
    var seen = kept
    var open = Queue(Array(kept))
    while found.count < sought.count, seen.count <= Self.mostKept, let next = open.popFirst() {
      for parent in targets(of: next) where seen.insert(parent).inserted {
        if sought.contains(parent) { found.insert(parent) }
        open.append(parent)
      }
    }
    return found
  }

  /// The first of some commits to which a commit leads and none of what is kept; nil where there is none, as far as the longest
  /// change goes. What is behind a commit that is kept is kept as well.
  func lost(from tip: ObjectID, among sought: Set<ObjectID>) -> ObjectID? {
    var seen: Set<ObjectID> = [tip]
    var open = Queue([tip])
    while let id = open.popFirst(), seen.count <= limits.changeCommits {
      if kept.contains(id) { continue }
      if sought.contains(id) {
        if !isKept(id) { return id }
        continue
      }
      for next in targets(of: id) where seen.insert(next).inserted { open.append(next) }
    }
    return nil
  }

  /// Whether what is kept leads to a commit; of what lies too deep to tell, that is taken to be so.
  func isKept(_ id: ObjectID) -> Bool {
    var seen = kept
    var open = Queue(Array(kept))
    while let next = open.popFirst() {
      if next == id || seen.count > Self.mostKept { return true }
      for parent in targets(of: next) where seen.insert(parent).inserted { open.append(parent) }
    }
    return false
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
