internal import EntangleModel

/// What commits that are pushed are built on, as far as the server does not have it on a branch or tag.
///
/// It is looked through as far as the longest change is; what lies deeper was not brought by mistake.
struct PushedHistory {
  let objects: any ObjectSource
  let limits: ReadLimits
  /// Where branches and tags of the server stand.
  let known: Set<ObjectID>

  /// The first commit that `isLookedFor` picks out, from one on, itself included; nil where there is none.
  func first(from start: ObjectID, where isLookedFor: (ObjectID) -> Bool) -> ObjectID? {
    var seen: Set<ObjectID> = [start]
    var open = Queue([start])
    while let id = open.popFirst(), seen.count <= limits.changeCommits {
      if isLookedFor(id) { return id }
      guard id == start || !known.contains(id) else { continue }
      for next in targets(of: id) where seen.insert(next).inserted { open.append(next) }
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
