import EntangleModel
import EntangleVerify
import Testing

/// Objects that git tools read in more than one way, each with the code it earns.
@Suite struct BadObjectTests {
  @Test(arguments: Vector.badObjects) func `a doubtful object is refused`(vector: Vector) {
    vector.check()
  }
}

extension Vector {
  static let badObjects: [Vector] = badCode + badEvents + badDocuments

  private static let badCode: [Vector] = [
    code("a gpgsig-sha256 header of junk") {
      $0.editContent = { $0 = $0.replacing("gpgsig ", with: "gpgsig-sha256 junk\ngpgsig ") }
    },
    Vector(
      "O106", "a signed header that git leaves out of what it checks",
      twin: { plan in headerAdded(&plan, "gpg-sign x") },
      attack: { plan in headerAdded(&plan, "gpgsign x") }),
    code("two signatures") {
      $0.editContent = { $0 = splice(TestKey.other.sign([1], in: .git).armour, into: $0) }
    },
    code("two trees") {
      $0.editPayload = { $0 = Array("tree \(ObjectID.zero(.sha1))\n".utf8) + $0 }
    },
    code("two authors") {
      $0.editPayload = { $0 = $0.replacing("author ", with: "author A <a> 1 +0000\nauthor ") }
    },
    code("a parent after the committer") {
      let parent = sure($0.parents.first)
      $0.editPayload = { $0 = $0.replacing("\n\n", with: "\nparent \(parent)\n\n") }
    },
    code("a folded author") {
      $0.editPayload = { $0 = $0.replacing("\ncommitter", with: "\n folded\ncommitter") }
    },
    code("a NUL in the message") { $0.message = [0x78, 0, 0x0a] },
    Vector(
      "O106", "an odd mode",
      twin: { plan in
        plan.code { $0.message = [0xff, 0xfe, 0x0a] }
      },
      attack: { plan in
        plan.code { $0.editTree = { tree, _ in tree = tree.replacing("100644", with: "100664") } }
      }),
    tree("entries out of order") { entry in entry("b", 1) + entry("a", 2) },
    tree("an entry twice") { entry in entry("a", 1) + entry("a", 2) },
    tree("a name that leads up") { entry in entry("..", 1) },
    tree("a file in front of a tree of its name") { entry in
      entry("a", 1) + Array("40000 a\0".utf8) + entry("a", 1).suffix(20)
    },
  ]

  private static func headerAdded(_ plan: inout Plan, _ line: String) {
    plan.code { $0.editPayload = { $0 = $0.replacing("\n\n", with: "\n\(line)\n\n") } }
  }

  private static let badEvents: [Vector] = [
    answer("E101", "a header twice") {
      $0.editPayload = { $0 = $0.replacing("author ", with: "author x\nauthor ") }
    },
    answer("E101", "a gpgsig-sha256 header") {
      $0.editContent = { $0 = $0.replacing("gpgsig ", with: "gpgsig-sha256 junk\ngpgsig ") }
    },
    answer("E101", "a newline in an id") {
      $0.editPayload = { $0 = $0.replacing("author reviewer", with: "author rev\n iewer") }
    },
    answer("E101", "an id that is only equal in Unicode") {
      $0.editPayload = {
        $0 = $0.replacing("author reviewer", with: "author reviewer\u{301}")
      }
    },
    answer("E101", "more than the bound") {
      $0.editPayload = { $0 += [UInt8](repeating: 0x78, count: 16 * 1024) }
    },
    answer("E102", "carriage returns") {
      $0.editMessage = { $0 = $0.replacing("\nKind", with: "\r\nKind") }
    },
    answer("E102", "a byte order mark") { $0.editMessage = { $0 = [0xef, 0xbb, 0xbf] + $0 } },
    answer("E102", "a NUL in the message") { $0.editMessage = { $0 += [0, 0x0a] } },
    answer("E102", "a trailer twice") {
      $0.editMessage = { $0 = $0.replacing("Seen: none\n", with: "Seen: none\nSeen: none\n") }
    },
    answer("E102", "a number with a leading zero") {
      $0.editMessage = { $0 = $0.replacing("Sequence: 1", with: "Sequence: 01") }
    },
    answer("E102", "a number beyond all readers") {
      $0.editMessage = { $0 = $0.replacing("Sequence: 1", with: "Sequence: 9007199254740992") }
    },
    answer("E105", "a file that nothing binds") {
      $0.editTree = { tree, objects in
        tree =
          TreeObject([
            TreeEntry(mode: .file, name: [0x78], id: objects.add(.blob, [0x78, 0x0a]))
          ]).content
      }
    },
    Vector(
      "E105", "a file beyond the bound",
      twin: { plan in plan.event(.request) { $0.files["brief"] = text(1024 * 1024) } },
      attack: { plan in plan.event(.request) { $0.files["brief"] = text(1024 * 1024 + 1) } }),
    answer("S103", "bytes after the signature") {
      $0.editArmour = { $0 = armour($0) { $0 + [0] } }
    },
    answer("S103", "a reserved field") {
      $0.editArmour = { $0 = armour($0) { $0.replacing("git\0\0\0\0", with: "git\0\0\0\u{1}x") } }
    },
    answer("S103", "SHA-256 as the hash") {
      $0.editArmour = { $0 = armour($0) { $0.replacing("sha512", with: "sha256") } }
    },
    answer("S103", "lines of another length") {
      $0.editArmour = {
        let lines = $0.split(separator: 0x0a)
        let body = Array(lines.dropFirst().dropLast().joined())
        $0 = sure(lines.first) + [0x0a] + body + [0x0a] + sure(lines.last) + [0x0a]
      }
    },
    answer("S101", "a malleated S") {
      $0.editArmour = { $0 = sure(malleated($0)).armour }
    },
    answer("S101", "a key of small order") {
      $0.editArmour = {
        let zeros = [UInt8](repeating: 0, count: 32)
        let key = sure(PublicKey(bytes: [1] + zeros.dropLast()))
        $0 =
          SSHSignature(
            publicKey: key, namespace: .git,
            signature: sure(KeySignature(bytes: [1] + zeros.dropLast() + zeros))
          ).armour
      }
    },
  ]

  private static let badDocuments: [Vector] = [
    document("a member twice", "{\n  \"enabled\": true,\n  \"enabled\": true"),
    document("a giant number", "{\n  \"enabled\": 99999999999999999999999999"),
    document("a fraction", "{\n  \"enabled\": 1.0"),
    document("deep nesting", "{\n  \"enabled\": " + String(repeating: "[", count: 100_000)),
    document("carriage returns", "{\r\n  \"enabled\": true"),
    document("a name that is not ASCII", "{\n  \"e\u{301}\": true"),
    document("a byte order mark", "\u{feff}{\n  \"enabled\": true"),
  ]

  private static func code(
    _ name: String, _ edit: @escaping @Sendable (inout CodeDraft) -> Void
  ) -> Vector {
    Vector(
      "O106", name, also: ["W108"],
      twin: { plan in plan.code { $0.message = [0xff, 0xfe, 0x0a] } },
      attack: { plan in plan.code(edit) })
  }

  private static func tree(
    _ name: String, _ make: @escaping @Sendable ((String, UInt8) -> [UInt8]) -> [UInt8]
  ) -> Vector {
    Vector("O106", name) { plan in
      plan.code {
        $0.editTree = { tree, objects in
          let blobs = [objects.add(.blob, [1]), objects.add(.blob, [2])]
          tree = make { name, number in
            Array("100644 \(name)\0".utf8) + blobs[Int(number) - 1].bytes
          }
        }
      }
    }
  }

  private static func answer(
    _ code: String, _ name: String, _ edit: @escaping @Sendable (inout EventDraft) -> Void
  ) -> Vector {
    Vector(code, name) { plan in plan.event(.answer, edit) }
  }

  private static func document(_ name: String, _ start: String) -> Vector {
    let end = ",\n  \"schema\": \"entangle/edge@v1\"\n}\n"
    let path = "edges/lead/reviews/builder.json"
    return Vector(
      "T105", name,
      twin: { plan in
        plan.state(2) { $0.files[path] = Array("{\n  \"enabled\": true\(end)".utf8) }
      },
      attack: { plan in plan.state(2) { $0.files[path] = Array((start + end).utf8) } })
  }

  private static func text(_ count: Int) -> [UInt8] {
    [UInt8](repeating: 0x78, count: count - 1) + [0x0a]
  }

  /// Changes what the armour holds.
  static func armour(_ armour: [UInt8], _ change: ([UInt8]) -> [UInt8]) -> [UInt8] {
    let lines = armour.split(separator: 0x0a)
    let blob = change(sure(Base64.decode(Array(lines.dropFirst().dropLast().joined()))))
    let text = Base64.encodeBytes(blob)
    var body: [UInt8] = []
    for start in stride(from: 0, to: text.count, by: 70) {
      body += text[start..<min(start + 70, text.count)] + [0x0a]
    }
    return sure(lines.first) + [0x0a] + body + sure(lines.last) + [0x0a]
  }

  /// The signature with the group's order added to S, which verifiers without a check accept.
  private static func malleated(_ armour: [UInt8]) -> SSHSignature? {
    let order = sure(
      Hex.decode(
        "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010".utf8))
    guard let signature = SSHSignature(armour: armour) else { return nil }
    var bytes = signature.signature.bytes
    var carry = 0
    for index in 0..<32 {
      let sum = Int(bytes[32 + index]) + Int(order[index]) + carry
      bytes[32 + index] = UInt8(sum & 0xff)
      carry = sum >> 8
    }
    return SSHSignature(
      publicKey: signature.publicKey, namespace: .git, signature: sure(KeySignature(bytes: bytes)))
  }
}
