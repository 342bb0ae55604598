import EntangleModel
import EntangleVerify

extension Tampering {
  private static func lanes(_ history: History) -> [Lane] { history.story.lanes.keys.sorted() }

  private static func change(
    _ name: String, _ codes: Set<String>, of history: History, _ edit: (inout Story) -> Void
  ) -> Tampering {
    var story = history.story
    edit(&story)
    return Tampering(name: name, codes: codes, story: story)
  }

  /// The end of a lane. Nobody can see it where no other event, no cut and no ref names what is gone.
  static func cutTail(_ history: History, _ numbers: inout SeededNumbers) -> Tampering? {
    guard let lane = numbers.pick(lanes(history)) else { return nil }
    let events = history.told.filter { $0.lane == lane }
    let left = Int(numbers.number(0...Int64(events.count - 1)))
    let gone = Set(events[left...].map(\.id))
    var made = change("a lane cut at \(left)", [], of: history) { story in
      story.refs[lane.ref] = left > 0 ? events[left - 1].id : nil
    }
    let isCited = history.told.contains { event in
      !gone.contains(event.id) && event.causes.contains { gone.contains($0) }
    }
    let isCut = history.laws.contains { $0.cuts[lane] ?? 0 > left }
    let stands = events[left...].contains { event in
      event.name == .changePropose || event.commit(.artifact) != nil
        || history.landed.contains { $0.id == event.id }
    }
    made.isBenign = !isCited && !isCut && !stands
    return made
  }

  static func swapLanes(_ history: History, _ numbers: inout SeededNumbers) -> Tampering? {
    let lanes = lanes(history).shuffled(using: &numbers)
    guard lanes.count > 1 else { return nil }
    return change("two lanes swapped", ["L101"], of: history) { story in
      (story.refs[lanes[0].ref], story.refs[lanes[1].ref]) = (
        story.refs[lanes[1].ref], story.refs[lanes[0].ref]
      )
    }
  }

  static func renameLane(_ history: History, _ numbers: inout SeededNumbers) -> Tampering? {
    guard let lane = numbers.pick(lanes(history)) else { return nil }
    let other = Lane(principal: lane.principal, key: TestKey(250).id)
    return change("a lane renamed", ["L101"], of: history) { story in
      story.refs[other.ref] = story.refs.removeValue(forKey: lane.ref)
    }
  }

  static func repeatLane(_ history: History, _ numbers: inout SeededNumbers) -> Tampering? {
    guard let lane = numbers.pick(lanes(history)) else { return nil }
    let other = Lane(principal: id("nobody"), key: lane.key)
    return change("a lane twice", ["L101"], of: history) { story in
      story.refs[other.ref] = story.refs[lane.ref]
    }
  }

  static func strayRef(_ history: History, _ numbers: inout SeededNumbers) -> Tampering? {
    guard let tip = numbers.pick(history.story.allTips) else { return nil }
    return change("a ref without a place", ["O104"], of: history) { story in
      story.refs[RefName("refs/entangle/trusted")] = tip
    }
  }

  /// A lane of another repository under its own name.
  static func foreignLane(_ history: History, _ numbers: inout SeededNumbers) -> Tampering? {
    let other = History(seed: history.seed &+ 1_000_003, length: 3, isSpoiled: false)
    guard other.story.trustRoot != history.story.trustRoot,
      let lane = numbers.pick(lanes(other).filter { history.story.lanes[$0] == nil })
    else { return nil }
    return change("a lane of another repository", ["E101", "E103", "L109"], of: history) { story in
      for (id, object) in other.story.objects.table { story.objects.plant(object, as: id) }
      story.refs[lane.ref] = other.story.refs[lane.ref]
    }
  }

  /// A lane whose last event follows the one before the last, signed again by its holder.
  static func gap(_ history: History, _ numbers: inout SeededNumbers) -> Tampering? {
    resigned("an event left out", history, &numbers) { events in
      guard events.count > 1 else { return nil }
      return Array(events.dropLast(2)) + events.suffix(1)
    }
  }

  static func repeatEvent(_ history: History, _ numbers: inout SeededNumbers) -> Tampering? {
    resigned("an event twice", history, &numbers) { $0 + $0.suffix(1) }
  }

  static func swapEvents(_ history: History, _ numbers: inout SeededNumbers) -> Tampering? {
    resigned("two events in another order", history, &numbers) { events in
      guard events.count > 1 else { return nil }
      return Array(events.dropLast(2)) + events.suffix(2).reversed()
    }
  }

  /// A lane written again in another order: parents and chain are those of the new order, and its holder
  /// has signed all of it.
  private static func resigned(
    _ name: String, _ history: History, _ numbers: inout SeededNumbers,
    _ order: ([Told]) -> [Told]?
  ) -> Tampering? {
    guard let lane = numbers.pick(lanes(history)),
      let key = history.keyring.values.first(where: { $0.id == lane.key }),
      let events = order(history.told.filter { $0.lane == lane })
    else { return nil }
    return change(name, ["L102", "L105"], of: history) { story in
      var before = sure(story.enrolments[key.publicKey])
      for event in events {
        let content = sure(story.objects.table[event.id]).content
        var payload = content.unsigned
        payload.replaceLine("parent ", with: "\(before.id)")
        payload.replaceLine("Chain: ", with: "\(before.digest)")
        let signed = splice(key.sign(payload, in: .git).armour, into: payload)
        let object = RawObject(type: .commit, content: signed)
        before = ObjectReference(
          id: story.objects.add(object), digest: story.cryptography.digest(object))
      }
      story.refs[lane.ref] = before.id
    }
  }
}

extension [UInt8] {
  /// A commit without its signature.
  fileprivate var unsigned: [UInt8] {
    var lines: [ArraySlice<UInt8>] = []
    var isSignature = false
    for line in split(separator: 0x0a, omittingEmptySubsequences: false) {
      isSignature = line.starts(with: "gpgsig ".utf8) || (isSignature && line.first == 0x20)
      if !isSignature { lines.append(line) }
    }
    return Array(lines.joined(separator: [0x0a]))
  }

  /// Gives the first line that begins so another value.
  fileprivate mutating func replaceLine(_ start: String, with value: String) {
    var lines = split(separator: 0x0a, omittingEmptySubsequences: false)
    for index in lines.indices where lines[index].starts(with: start.utf8) {
      lines[index] = Array((start + value).utf8)[...]
      break
    }
    self = Array(lines.joined(separator: [0x0a]))
  }
}
