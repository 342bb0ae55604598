internal import EntangleModel

extension EventLists {
  /// The bytes, with other numbers in place of these.
  func encoded(_ number: (EventNumber) -> EventNumber) -> [UInt8] {
    var writer = ByteWriter()
    func write(_ name: [UInt8], _ numbers: [EventNumber]) {
      writer.write(text: name)
      writer.write(list: numbers) {
        $0.write(UInt32(truncatingIfNeeded: number($1).index))
      }
    }
    func write(_ lists: [(name: [UInt8], numbers: [EventNumber])]) {
      writer.write(UInt32(truncatingIfNeeded: lists.count))
      for list in lists.sorted(by: { $0.name.lexicographicallyPrecedes($1.name) }) {
        write(list.name, list.numbers)
      }
    }
    write(landings.map { ($0.key.bytes, $0.value) })
    write(starts.map { ($0.key.bytes, $0.value) })
    write(tags.map { ($0.key.bytes, $0.value) })
    write(hellos.values.flatMap { $0.map { (Array($0.key.description.utf8), $0.value) } })
    write(words.map { (Array($0.key.text.utf8), $0.value) })
    write(restarts.map { (Array($0.key.text.utf8), $0.value) })
    return writer.bytes
  }

  /// Reads what `encoded` gives; nil for anything else.
  init?(_ bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    func lists<Key>(_ key: ([UInt8]) -> Key?) -> [Key: [EventNumber]]? {
      let lists = reader.list { reader -> (Key, [EventNumber])? in
        guard let name = reader.text().flatMap(key),
          let numbers = reader.list({ $0.number32().map { EventNumber(Int($0)) } })
        else { return nil }
        return (name, numbers)
      }
      return lists.map { Dictionary($0) { first, _ in first } }
    }
    guard let landings = lists({ RefName($0) }), let starts = lists({ ObjectID(bytes: $0) }),
      let tags = lists({ RefName($0) }), let hellos = lists({ Lane($0) }),
      let words = lists({ PrincipalID($0) }),
      let restarts = lists({ PrincipalID($0) }), reader.isAtEnd
    else { return nil }
    self.init(
      landings: landings, starts: starts, tags: tags, words: words, restarts: restarts)
    for (lane, numbers) in hellos { self.hellos[lane.principal, default: [:]][lane] = numbers }
  }
}

extension CitedLanes {
  /// The bytes, for `init(_:)`.
  var encoded: [UInt8] {
    var writer = ByteWriter()
    writer.write(list: furthest.sorted { $0.key < $1.key }) { writer, entry in
      writer.write(text: Array(entry.key.description.utf8))
      writer.write(Int(entry.value))
    }
    return writer.bytes
  }

  /// Reads what `encoded` gives; nil for anything else.
  init?(_ bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    let entries = reader.list { reader -> (Lane, Int64)? in
      guard let lane = reader.text().flatMap({ Lane($0) }), let sequence = reader.number() else {
        return nil
      }
      return (lane, Int64(sequence))
    }
    guard let entries, reader.isAtEnd else { return nil }
    self.init(furthest: Dictionary(entries) { first, _ in first })
  }
}
