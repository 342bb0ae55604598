import EntangleCrypto
import EntangleModel
import Testing

/// Receipts of a host's log and the documents of its epochs: one spelling each.
@Suite struct ReceiptFormTests {
  private static let digest = String(repeating: "1", count: 64)
  private static let other = String(repeating: "2", count: 64)
  private static let oid = String(repeating: "3", count: 40)

  private static func text(_ lines: String) -> String {
    """
    receipt 1:2

    Kind: receipt/1
    Repository: \(digest)
    Epoch: 1
    Sequence: 2
    Chain: \(other)
    Trust: 1:\(digest)
    Time: 2026-01-02T03:04:05Z
    \(lines)
    """
  }

  private static func read(_ text: String) -> Receipt? {
    Receipt(statement: Array(text.utf8), format: .sha1)
  }

  private static let refusal = "2026-01-02T03:04:00Z ann E101,S102 3 \(other)"
  private static let move = "none \(oid):\(digest) refs/heads/main"

  @Test func `each content is read as it is written`() throws {
    let life = try #require(Self.read(Self.text("")))
    #expect(life.content == .current && life.place.sequence == 2)
    let refused = try #require(
      Self.read(Self.text("Refusal: \(Self.refusal)\nRefusal: \(Self.refusal)\n")))
    guard case .refused(let refusals) = refused.content else {
      Issue.record("no refusals")
      return
    }
    #expect(refusals.count == 2 && refusals[0] == refusals[1])
    #expect(refusals[0].codes == ["E101", "S102"] && refusals[0].count == 3)
    #expect(refusals[0].pusher?.text == "ann")
    let taken = try #require(
      Self.read(Self.text("Pusher: none\nCertificate: none\nMove: \(Self.move)\n")))
    guard case .accepted(let push, let moves) = taken.content else {
      Issue.record("no moves")
      return
    }
    #expect(push == Receipt.Push(pusher: nil, certificate: nil))
    #expect(moves.map(\.ref) == [RefName("refs/heads/main")] && moves[0].old == nil)
    for receipt in [life, refused, taken] {
      #expect(Receipt(statement: receipt.statement, format: .sha1) == receipt)
      #expect(Receipt(statement: receipt.statement + [0x0a], format: .sha1) == nil)
    }
    #expect(Receipt(statement: taken.statement, format: .sha256) == nil)
  }

  private static func checkpoint(_ lines: String, place: String = "1:3", first: Int = 2) -> Bool {
    let text = """
      tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904
      parent \(oid)
      author server <server@entangle.invalid> 1767323046 +0000
      committer server <server@entangle.invalid> 1767323046 +0000

      checkpoint \(place)

      Kind: checkpoint/1
      Repository: \(digest)
      Epoch: 1
      Sequence: \(first)
      Chain: \(other)
      Trust: 1:\(digest)
      \(lines)Signature: \(String(repeating: "A", count: 86))==

      """
    let object = RawObject(type: .commit, content: Array(text.utf8))
    return (try? CheckpointReading(object, format: .sha1, limits: ReadLimits())) != nil
  }

  @Test func `a checkpoint is read as it is written`() {
    let one = "Left-Out: 2026-01-02T03:04:05Z 3 \(Self.digest)\n"
    let two = "Left-Out: 2026-01-02T03:04:06Z 0 \(Self.other)\n"
    #expect(Self.checkpoint(one + two))
    #expect(!Self.checkpoint(two + one), "out of order")
    #expect(!Self.checkpoint(""))
    #expect(!Self.checkpoint(one + two, place: "1:2"))
    #expect(Self.checkpoint(one + two, place: "1:4", first: 3))
    #expect(!Self.checkpoint(one + two, place: "1:2", first: 1), "the first stays")
    #expect(!Self.checkpoint(one + two.replacing(" 0 ", with: " 00 ")))
    #expect(!Self.checkpoint(one + two.replacing(" 0 ", with: " -1 ")))
    #expect(!Self.checkpoint(one + two.replacing("\n", with: " \n")))
    #expect(!Self.checkpoint(one + two + "Note: a\n"))
    let most = String(repeating: two, count: Receipt.mostLines)
    #expect(Self.checkpoint(most, place: "1:\(Receipt.mostLines + 1)"))
    #expect(!Self.checkpoint(most + two, place: "1:\(Receipt.mostLines + 2)"))
  }

  @Test(arguments: [
    "Refusal: none\n", "Refusal: 2026-01-02T03:04:00Z ann none 0 \(other)\n",
    "Refusal: 2026-01-02T03:04:00Z ann S102,E101 1 \(other)\n",
    "Refusal: 2026-01-02T03:04:00Z ann E101,E101 1 \(other)\n",
    "Refusal: 2026-01-02T03:04:00Z ann e101 1 \(other)\n",
    "Refusal: 2026-01-02T03:04:00Z ann E10 1 \(other)\n",
    "Refusal: 2026-01-02T03:04:00Z ann E1O1 1 \(other)\n",
    "Refusal: 2026-01-02T03:04:00Z ann none,E101 1 \(other)\n",
    "Refusal: 2026-01-02T03:04:00Z ann A1,B1 1 \(other)\n",
    "Refusal: 2026-01-02T03:04:00Z ann A101,A102,A103,A104,A105,A106,A107,A108,A109 1 \(other)\n",
    "Refusal: 2026-01-02T03:04:00Z Ann none 1 \(other)\n",
    "Refusal: 2026-01-02T03:04:00Z ann none 01 \(other)\n",
    "Refusal: 2026-01-02T03:04:00Z ann none 1 \(other) \n",
    "Refusal: 2026-01-02T03:04:00Z ann none 1 \(digest)2\n",
    "Refusal: \(refusal)", "Refusal: \(refusal)\nPusher: none\nCertificate: none\nMove: \(move)\n",
    "Pusher: none\nCertificate: none\n", "Pusher: none\nCertificate: 1\nMove: \(move)\n",
    "Pusher: \nCertificate: none\nMove: \(move)\n", "Pusher: none\nMove: \(move)\n",
    "Pusher: none\nCertificate: none\nMove: \(move)\nMove: \(move)\n",
    "Pusher: none\nCertificate: none\nMove: none none refs/heads/main\n",
    "Pusher: none\nCertificate: none\nMove: \(String(repeating: "0", count: 40)) \(oid):\(digest) refs/heads/a\n",
    "Pusher: none\nCertificate: none\nMove: none \(oid) refs/heads/main\n",
    "Pusher: none\nCertificate: none\nMove: none \(oid):\(digest) refs/heads/a b\n",
    "Pusher: none\nCertificate: none\nMove: none \(oid):\(digest)\n",
  ])
  func `nothing else is a receipt`(lines: String) {
    #expect(Self.read(Self.text(lines)) == nil)
  }

  @Test func `the lines of a receipt are bounded`() {
    func refusals(_ count: Int) -> String {
      Self.text(String(repeating: "Refusal: \(Self.refusal)\n", count: count))
    }
    #expect(Self.read(refusals(Receipt.mostLines)) != nil)
    #expect(Self.read(refusals(Receipt.mostLines + 1)) == nil)
    func moves(_ count: Int) -> String {
      let lines = (0..<count).map {
        "Move: none \(Self.oid):\(Self.digest) refs/heads/\(10_000 + $0)\n"
      }
      return Self.text("Pusher: ann\nCertificate: \(Self.digest)\n" + lines.joined())
    }
    #expect(Self.read(moves(Receipt.mostLines)) != nil)
    #expect(Self.read(moves(Receipt.mostLines + 1)) == nil)
  }

  private static func epoch(_ change: (String) -> String) throws -> Epoch {
    let text = """
      {
        "after": {
          "digest": "\(digest)",
          "sequence": 3
        },
        "host": "server",
        "key": "\(digest.prefix(32))",
        "longestSilence": 60,
        "schema": "entangle/epoch@v1"
      }

      """
    let changed = change(text)
    let epoch = try Epoch(canonical: Array(changed.utf8))
    #expect(String(decoding: epoch.canonical, as: UTF8.self) == changed)
    return epoch
  }

  @Test func `an epoch is read as it is written`() throws {
    let epoch = try Self.epoch { $0 }
    #expect(epoch.after.sequence == 3 && epoch.longestSilence == 60)
    #expect(
      try Self.epoch { $0.replacing("  \"longestSilence\": 60,\n", with: "") }.longestSilence == nil
    )
    let zeros = String(repeating: "0", count: 64)
    let first = try Self.epoch {
      $0.replacing(Self.digest + "\"", with: zeros + "\"").replacing(": 3", with: ": 0")
    }
    #expect(first.after == .none)
  }

  @Test(arguments: [
    (": 60", ": 59"), (": 60", ": \"60\""), (": 60", ": true"), (": 3", ": 0"), (": 3", ": -1"),
    (": 3", ": \"3\""), (": 3", ": []"), ("\"server\"", "\"Server\""), ("\"server\"", "7"),
    ("\"host\"", "\"hos\""), ("epoch@v1", "epoch@v2"), ("\"sequence\"", "\"number\""),
    ("{\n    \"digest", "{\n    \"a\": 1,\n    \"digest"),
    ("1\",\n  \"longest", "1x\",\n  \"longest"),
    ("\"after\"", "\"afte\""), ("{\n  \"after", " {\n  \"after"),
    ("  \"host", "  \"bound\": {},\n  \"host"),
  ])
  func `nothing else is an epoch`(part: String, other: String) throws {
    #expect(throws: DocumentDefect.self) {
      try Self.epoch { text in
        let changed = text.replacing(part, with: other)
        #expect(changed != text)
        return changed
      }
    }
  }

  @Test(arguments: ["{}", "[]", "true", "7", "\"x\""])
  func `a member of another type is none`(value: String) throws {
    let document: [String: JSONValue] = [
      "after": .object(["digest": .string(Self.digest), "sequence": .integer(3)]),
      "host": .string("server"), "key": .string(String(Self.digest.prefix(32))),
      "schema": .string("entangle/epoch@v1"),
    ]
    _ = try Epoch(canonical: JSONValue.object(document).encodeCanonical())
    for name in document.keys {
      var changed = document
      changed[name] = try JSONValue(canonical: Array("\(value)\n".utf8))
      guard !(name == "host" && value == "\"x\"") else { continue }
      #expect(throws: DocumentDefect.self, "\(name)") {
        try Epoch(canonical: JSONValue.object(changed).encodeCanonical())
      }
    }
  }
}
