import EntangleModel
import EntangleSystem
import Glibc
import Testing

@testable import EntangleGit

/// Packs that git would not write.
@Suite("Hostile packs")
struct HostilePackTests {
  let fixture: GitFixture

  init() throws {
    fixture = try GitFixture()
  }

  private static func id(_ number: Int, _ format: ObjectFormat = .sha1) throws -> ObjectID {
    let high = UInt8(truncatingIfNeeded: number >> 8)
    let bytes = [high, UInt8(truncatingIfNeeded: number)]
    return try #require(
      ObjectID(bytes: bytes + [UInt8](repeating: 7, count: format.byteCount - 2)))
  }

  /// Writes the pack and reads one of its objects, whose name nobody checks.
  private func read(
    _ id: ObjectID, from pack: HandMadePack, index: [UInt8]? = nil, limit: Int = 1_000
  ) throws -> RawObject? {
    try fixture.write(pack.packFile, to: "o/pack/pack-1.pack")
    try fixture.write(index ?? pack.index(), to: "o/pack/pack-1.idx")
    let store = ObjectStore(
      directories: [FilePath(fixture.path("o"))], format: id.format)
    return try store.read(id, limit: limit, isProven: false)
  }

  /// Expects `.corrupt` with a reason that says this.
  private func expectCorrupt(
    _ reason: String, _ id: ObjectID, _ pack: HandMadePack, index: [UInt8]? = nil
  ) throws {
    do {
      _ = try read(id, from: pack, index: index)
      Issue.record("'\(reason)' was expected")
    } catch ObjectReadError.corrupt(id, let detail) {
      #expect(detail.contains(reason), "\(detail)")
    }
  }

  private static let blob: UInt8 = 3
  private static let offsetDelta: UInt8 = 6
  private static let nameDelta: UInt8 = 7
  private static let hello = Array("hello".utf8)
  /// Copies the first three bytes of five and adds two.
  private static let help = HandMadePack.delta(5, 5, [0x90, 3, 2] + Array("p!".utf8))

  @Test("that are right are read: by distance, by name, by both", arguments: ObjectFormat.allCases)
  func readsWhatIsRight(format: ObjectFormat) throws {
    let ids = try (0..<4).map { try Self.id($0, format) }
    var pack = HandMadePack(format)
    let first = pack.add(ids[0], type: Self.blob, Self.hello)
    let distance = HandMadePack.distance(pack.pack.count - first)
    pack.add(ids[1], type: Self.offsetDelta, base: distance, Self.help)
    pack.add(ids[2], type: Self.nameDelta, base: ids[1].bytes, Self.help)
    pack.add(ids[3], type: Self.nameDelta, base: ids[0].bytes, HandMadePack.delta(5, 0, []))
    let wanted = ["hello", "help!", "help!", ""]
    for (id, text) in zip(ids, wanted) {
      let object = try read(id, from: pack, limit: text.utf8.count)
      #expect(object == RawObject(type: .blob, content: Array(text.utf8)))
      #expect(try read(id, from: pack, index: pack.index(large: 20)) == object)
    }
    #expect(throws: ObjectReadError.tooLarge(ids[1], size: 5, limit: 4)) {
      try read(ids[1], from: pack, limit: 4)
    }
  }

  @Test("with deltas in a circle end", arguments: [1, 2, 3, 5_000])
  func refusesCircles(length: Int) throws {
    let ids = try (0..<length).map { try Self.id($0) }
    var pack = HandMadePack()
    for (id, base) in zip(ids, ids[1...] + ids[..<1]) {
      pack.add(id, type: Self.nameDelta, base: base.bytes, HandMadePack.delta(5, 5, [0x90, 5]))
    }
    let reason = length < 4_000 ? "lead back to themselves" : "more than 4095 deltas"
    try expectCorrupt(reason, ids[0], pack)
  }

  @Test("with a chain as long as git makes them are read, with a longer one not")
  func boundsChains() throws {
    let ids = try (0...4_096).map { try Self.id($0) }
    var pack = HandMadePack()
    var last = pack.add(ids[0], type: Self.blob, Self.hello)
    for id in ids.dropFirst() {
      let distance = HandMadePack.distance(pack.pack.count - last)
      last = pack.add(id, type: Self.offsetDelta, base: distance, Self.help)
    }
    #expect(try read(ids[4_095], from: pack)?.content == Array("help!".utf8))
    try expectCorrupt("more than 4095 deltas", ids[4_096], pack)
  }

  @Test(
    "with a delta that does not fit are refused",
    arguments: [
      [], [5], [5, 0x85], [5, 5], [4, 5, 0x90, 3, 2, 0, 0], [5, 5, 0x90, 3, 2, 0],
      [5, 5, 0x90, 3, 1, 0], [5, 5, 0x90, 3, 3, 0, 0, 0], [5, 5, 0x91, 3, 3, 2, 0, 0],
      [5, 5, 0x90, 3, 0, 2, 0, 0], [5, 5, 0x90], [5, 5, 0x80], [5, 5, 0xff, 0, 0, 0, 0, 3, 0],
      [5, 5, 0xff, 1, 0, 0, 0, 5, 0, 0], [5, 5, 0x9f, 0xff, 0xff, 0xff, 0xff, 5],
      [0x85, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 1, 5, 0x90, 5],
    ] as [[UInt8]])
  func refusesOtherDeltas(delta: [UInt8]) throws {
    let ids = try (0..<2).map { try Self.id($0) }
    var pack = HandMadePack()
    pack.add(ids[0], type: Self.blob, Self.hello)
    pack.add(ids[1], type: Self.nameDelta, base: ids[0].bytes, delta)
    try expectCorrupt("delta", ids[1], pack)
  }

  @Test("with an entry of another length than it says are refused", arguments: [0, 4, 6, 4_000])
  func refusesOtherLength(size: Int) throws {
    let id = try Self.id(1)
    var pack = HandMadePack()
    pack.add(id, type: Self.blob, Self.hello, size: size)
    if size < 1_000 {
      try expectCorrupt("the length that it says", id, pack)
    } else {
      #expect(throws: ObjectReadError.tooLarge(id, size: size, limit: 1_000)) {
        try read(id, from: pack)
      }
    }
  }

  @Test(
    "that promise much more than they hold take no memory for it", arguments: [3, 6] as [UInt8])
  func refusesPromises(type: UInt8) throws {
    let id = try Self.id(1)
    var pack = HandMadePack()
    pack.add(try Self.id(2), type: Self.blob, Self.hello)
    let distance = HandMadePack.distance(pack.pack.count - PackFile.headerByteCount)
    pack.add(id, type: type, base: type == 6 ? distance : [], Self.help, size: 1 << 45)
    #expect(throws: ObjectReadError.self) { try read(id, from: pack, limit: .max) }
  }

  @Test("with an entry that is none are refused", arguments: [0, 5, 6, 7] as [UInt8])
  func refusesOtherEntries(type: UInt8) throws {
    let id = try Self.id(1)
    var pack = HandMadePack()
    pack.add(id, type: type, Self.hello)
    try expectCorrupt("", id, pack)
    var cut = HandMadePack()
    cut.add(id, type: type, base: [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], Self.hello)
    try expectCorrupt("", id, cut)
  }

  @Test("whose deltas lead out of the pack are refused", arguments: [0, 1, 5, 1_000, 1 << 40])
  func refusesFarBases(distance: Int) throws {
    let id = try Self.id(1)
    var pack = HandMadePack()
    pack.add(id, type: Self.offsetDelta, base: HandMadePack.distance(distance), Self.help)
    try expectCorrupt("", id, pack)
    var named = HandMadePack()
    named.add(id, type: Self.nameDelta, base: try Self.id(distance & 0xff + 2).bytes, Self.help)
    try expectCorrupt("made against", id, named)
  }

  @Test("that small objects make out of ever larger ones are bounded")
  func boundsBases() throws {
    let ids = try (0..<6).map { try Self.id($0) }
    var pack = HandMadePack()
    pack.add(ids[0], type: Self.blob, [UInt8](repeating: 0, count: 65_536))
    // Sizes of four bytes: each object is 100 times as large as the one before.
    func size(_ value: Int) -> [UInt8] {
      (0..<5).map { UInt8(value >> (7 * $0) & 0x7f) | ($0 < 4 ? 0x80 : 0) }
    }
    var last = 65_536
    for (base, id) in zip(ids, ids.dropFirst()) {
      var delta = size(last) + size(last * 100)
      for _ in 0..<(last * 100 / 65_536) { delta.append(0x80) }
      pack.add(id, type: Self.nameDelta, base: base.bytes, delta)
      last *= 100
      if last > 1 << 28 { break }
    }
    let largest = try #require(pack.places.last).id
    #expect(throws: ObjectReadError.tooLarge(largest, size: last, limit: 1_000)) {
      try read(largest, from: pack)
    }
    var small = pack
    let made = try Self.id(9)
    small.add(made, type: Self.nameDelta, base: largest.bytes, size(last) + [1, 0x90, 1])
    #expect(throws: ObjectReadError.tooLarge(made, size: last, limit: 64 << 20)) {
      try read(made, from: small)
    }
  }

  @Test("that make small objects out of large ones pay for them, others not")
  func countsWork() throws {
    let ledger = DeltaLedger(most: 10 << 20)
    for _ in 0..<1_000 {
      try ledger.count(1_000, madeFrom: 500_000)
      try ledger.count(100, madeFrom: 1 << 20)
    }
    try ledger.check()
    for _ in 0..<10 { try ledger.count(0, madeFrom: 2 << 20) }
    #expect(throws: PackFault.self) { try ledger.count(0, madeFrom: 2 << 20) }
    #expect(throws: PackFault.self) { try ledger.check() }
    try ledger.count(1_000, madeFrom: 500_000)
  }

  @Test("whose index leads elsewhere are refused")
  func refusesOtherIndexes() throws {
    let id = try Self.id(1)
    var pack = HandMadePack()
    let offset = pack.add(id, type: Self.blob, Self.hello)
    let index = pack.index()
    #expect(try read(id, from: pack, index: index)?.content == Self.hello)
    let place = index.count - 44
    for other in [0, 1, offset - 1, offset + 1, 60, 1 << 20, 1 << 31, 1 << 31 | 1] {
      var wrong = index
      for byte in 0..<4 { wrong[place + byte] = UInt8(other >> (24 - 8 * byte) & 0xff) }
      #expect(throws: ObjectReadError.self, "\(other)") { try read(id, from: pack, index: wrong) }
    }
    var far = pack.index(large: 0)
    far[far.count - 48] = 0x80
    try expectCorrupt("", id, pack, index: far)
    var foreign = index
    foreign[index.count - 40] ^= 1
    try expectCorrupt("its index is that of another pack", id, pack, index: foreign)
    for count in [0, 8, 1_031, 1_032, index.count - 1] {
      let cut = Array(index.prefix(count))
      #expect(throws: ObjectReadError.self) { try read(id, from: pack, index: cut) }
    }
  }

  @Test("with any byte changed harm nothing")
  func survivesFlips() throws {
    try fixture.makeRepository(commits: 12)
    try fixture.git("repack", "-adfq", "--depth=50", in: "r")
    let names = try fixture.names(in: "r/.git/objects/pack")
    let folder = "r/.git/objects/pack/"
    let all = try fixture.text("cat-file", "--batch-all-objects", "--batch-check", in: "r")
    let ids = try all.split(separator: "\n").map {
      try #require(ObjectID(hex: String($0.prefix(40))))
    }
    var random = SeededBytes()
    for suffix in [".pack", ".idx"] {
      let name = folder + (try #require(names.first { $0.hasSuffix(suffix) }))
      let whole = try fixture.read(name)
      for _ in 0..<40 {
        let place = random.next(3).reduce(0) { $0 << 8 | Int($1) } % whole.count
        var damaged = whole
        damaged[place] ^= 1 << (random.next(1)[0] & 7)
        try fixture.write(damaged, to: name)
        let store = ObjectStore(
          directories: [FilePath(fixture.path("r/.git/objects"))], format: .sha1)
        for id in ids { _ = try? store.read(id, limit: 10_000, isProven: false) }
      }
      try fixture.write(whole, to: name)
    }
    let store = ObjectStore(
      directories: [FilePath(fixture.path("r/.git/objects"))], format: .sha1)
    for id in ids { #expect(try store.read(id, limit: 10_000, isProven: true) != nil) }
  }
}
