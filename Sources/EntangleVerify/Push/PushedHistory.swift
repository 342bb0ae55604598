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

  /// How many commits are looked through for what would be lost.
  private static let mostLost = 200_000

  /// Those of some commits to which these tips lead and none of what is kept; nil where there is more to look through than
  /// the bound.
  ///
  /// From the newest to the oldest, as commits say of themselves, until only what is kept is left; where something would be
  /// lost, to the end, as a commit may lie about its time.
  func lost(
    from tips: Set<ObjectID>, among sought: () -> Set<ObjectID>
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
        let (parents, time) = links(of: id)
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
    while doubtful > 0, met.count <= Self.mostLost { goOn() }
    guard doubtful == 0 else { return nil }
    guard met.values.contains(where: { !$0.isKept }) else { return [] }
    let named = sought()
    func lost() -> Set<ObjectID> { named.filter { met[$0].map { !$0.isKept } ?? false } }
    guard !lost().isEmpty else { return [] }
    while !open.isEmpty, met.count <= Self.mostLost { goOn() }
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

  /// What a commit is built on and when, or what a tag is of.
  private func links(of id: ObjectID) -> (parents: [ObjectID], time: Int64) {
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
