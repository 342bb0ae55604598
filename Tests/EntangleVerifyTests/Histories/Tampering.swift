import EntangleModel
import EntangleVerify

/// Something done to a finished history by whoever stores it, or by one who signs again what is his.
struct Tampering: Sendable {
  let name: String
  /// Whether nobody can see it, because nobody else has ever named what it takes away.
  var isBenign = false
  /// At least one of these must be found; empty where any may be.
  var codes: Set<String> = []
  let story: Story
  /// Whether one who has a record of what was verified does not look for what is gone.
  var isOld = false

  /// One that is drawn from all that can be done to that history.
  static func draw(_ history: History, _ numbers: inout SeededNumbers) -> Tampering {
    let all: [(History, inout SeededNumbers) -> Tampering?] = [
      flip, flip, flip, remove, remove, cutTail, cutTail, swapLanes, renameLane, repeatLane,
      strayRef,
      moveBranch, dropBranch, moveTag, dropTag, moveProposal, moveArtifact, olderTrust, otherRoot,
      noRoot, gap, repeatEvent, swapEvents, foreignLane,
    ]
    while true {
      if let made = numbers.pick(all)?(history, &numbers) { return made }
    }
  }

  private static func change(
    _ name: String, _ codes: Set<String> = [], of history: History, _ edit: (inout Story) -> Void
  ) -> Tampering {
    var story = history.story
    edit(&story)
    return Tampering(name: name, codes: codes, story: story)
  }
}

extension Tampering {
  /// A byte of anything that a ref reaches; all that names it is written again, and the refs are moved.
  private static func flip(_ history: History, _ numbers: inout SeededNumbers) -> Tampering? {
    let story = history.story
    let graph = ObjectGraph(story.objects, from: story.allTips)
    guard let id = numbers.pick(graph.reachable), let object = story.objects.table[id],
      !object.content.isEmpty
    else { return nil }
    var content = object.content
    let position = Int.random(in: content.indices, using: &numbers)
    content[position] ^= UInt8(numbers.number(1...255))
    var changed = story
    if numbers.chance(50) { changed.objects = MemoryObjects() }
    let names = graph.renamed(id, to: content, into: &changed.objects)
    changed.refs = story.refs.mapValues { names[$0] ?? $0 }
    changed.branches = story.branches.mapValues { names[$0] ?? $0 }
    changed.tags = story.tags.mapValues { names[$0] ?? $0 }
    return Tampering(
      name: "byte \(position) of the \(object.type) \(id), now \(content[position])", story: changed
    )
  }

  /// An object. Of the trees of commits between base and head of a change nothing says that they are there.
  private static func remove(_ history: History, _ numbers: inout SeededNumbers) -> Tampering? {
    let story = history.story
    let graph = ObjectGraph(story.objects, from: story.allTips)
    guard let id = numbers.pick(graph.reachable) else { return nil }
    let named = [story.base.id] + history.changes.compactMap { $0.proposal.commit(.head)?.id }
    // (The empty tree is known without being there.)
    let isNeeded =
      sure(story.objects.table[id]).type == .commit
      || sure(story.objects.table[id]) != TreeObject([]).object
        && ObjectGraph(story.objects.withoutTrees(of: history, but: named), from: story.allTips)
          .reachable
          .contains(id)
    var made = change("the object \(id) removed", of: history) { $0.objects.remove(id) }
    made.isBenign = !isNeeded
    made.isOld = true
    return made
  }

  private static func moveBranch(_ history: History, _ numbers: inout SeededNumbers) -> Tampering? {
    let story = history.story
    let lost = history.events(.land).filter { landing in
      !history.landed.contains { $0.id == landing.id }
    }
    let tips =
      ([story.base] + history.changes.compactMap { $0.proposal.commit(.head) }
      + history.landed.compactMap { $0.commit(.new) }).map(\.id)
    guard let tip = numbers.pick(tips), tip != story.branches[Story.main],
      !lost.contains(where: { $0.commit(.new)?.id == tip })
    else { return nil }
    return change("a branch moved", ["R101", "R102"], of: history) {
      $0.branches[Story.main] = tip
    }
  }

  private static func dropBranch(_ history: History, _ numbers: inout SeededNumbers) -> Tampering? {
    guard !history.events(.land).isEmpty else { return nil }
    return change("a branch dropped", ["R103"], of: history) { $0.branches = [:] }
  }

  private static func moveTag(_ history: History, _ numbers: inout SeededNumbers) -> Tampering? {
    guard let tag = numbers.pick(history.story.tags.keys.sorted()) else { return nil }
    return change("a tag moved", ["R107"], of: history) { $0.tags[tag] = $0.base.id }
  }

  private static func dropTag(_ history: History, _ numbers: inout SeededNumbers) -> Tampering? {
    guard let tag = numbers.pick(history.story.tags.keys.sorted()) else { return nil }
    return change("a tag dropped", ["R107"], of: history) { $0.tags[tag] = nil }
  }

  private static func moveProposal(
    _ history: History, _ numbers: inout SeededNumbers
  ) -> Tampering? {
    let refs = history.story.refs.keys.filter {
      $0.dropping(prefix: "refs/entangle/proposals/") != nil
    }
    guard let ref = numbers.pick(refs.sorted()) else { return nil }
    return change("a proposal moved", ["R105"], of: history) { $0.refs[ref] = $0.base.id }
  }

  private static func moveArtifact(
    _ history: History, _ numbers: inout SeededNumbers
  ) -> Tampering? {
    let refs = history.story.refs.keys.filter {
      $0.dropping(prefix: "refs/entangle/artifacts/") != nil
    }
    guard let ref = numbers.pick(refs.sorted()) else { return nil }
    let other = refs.filter { $0 != ref }.min().flatMap { history.story.refs[$0] }
    return change("an artifact moved", ["R106"], of: history) {
      $0.refs[ref] = other ?? $0.base.id
    }
  }

  /// The trust chain as it was: seen by everybody who named a later state.
  private static func olderTrust(_ history: History, _ numbers: inout SeededNumbers) -> Tampering? {
    let named = history.told.filter { !$0.isVoid }.map(\.version).max() ?? 1
    guard named > 2 else { return nil }
    let older = history.story.states[Int(numbers.number(1...(named - 1))) - 1].reference.id
    return change("an older trust state", of: history) { $0.refs[EntangleRef.trustName] = older }
  }

  private static func otherRoot(_ history: History, _ numbers: inout SeededNumbers) -> Tampering? {
    change("another trust root", ["T102"], of: history) { $0.trustRoot = .zero }
  }

  private static func noRoot(_ history: History, _ numbers: inout SeededNumbers) -> Tampering? {
    change("no trust root", ["T101"], of: history) { $0.trustRoot = nil }
  }
}

extension Story {
  /// Where everything begins that the refs hold, in a fixed order.
  var allTips: [ObjectID] { (Array(refs.values) + branches.values + tags.values).sorted() }
}

extension MemoryObjects {
  /// The same without the trees of commits of code but some: these reach nothing.
  fileprivate func withoutTrees(of history: History, but named: [ObjectID]) -> MemoryObjects {
    var objects = self
    var pending = history.changes.compactMap { $0.proposal.commit(.head)?.id }
    var seen: Set<ObjectID> = []
    while let id = pending.popLast() {
      guard seen.insert(id).inserted, let object = table[id] else { continue }
      let lines = object.content.split(separator: 0x0a)
      for line in lines where line.starts(with: "parent ".utf8) {
        pending += [ObjectID(hex: line.dropFirst(7))].compactMap { $0 }
      }
      guard !named.contains(id), let tree = lines.first.flatMap({ ObjectID(hex: $0.dropFirst(5)) })
      else { continue }
      let content = object.content.replacing("tree \(tree)", with: "tree \(ObjectID.zero(.sha1))")
      objects.plant(RawObject(type: .commit, content: content), as: id)
    }
    return objects
  }
}
