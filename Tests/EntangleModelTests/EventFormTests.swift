import EntangleCrypto
import Testing

@testable import EntangleModel

/// Events have one spelling, and are read the same next to whichever event of their lane.
@Suite struct EventFormTests {
  private static let cryptography = SystemCryptography()
  private static let digest = cryptography.sha256([1])
  private static let reference = "\(ObjectID.emptyTree(.sha1)):\(digest)"
  private static let other = "\(String(repeating: "ab", count: 20)):\(digest)"
  private static let commit = "\(reference):\(digest)"

  /// The bytes of a commit in which a message stands, by the key whose 32 bytes are these, with a
  /// signature of these.
  private static func content(
    _ message: String, by principal: String = "lead", key: UInt8 = 1, application: String? = nil,
    signature: UInt8 = 2, at seconds: Int64 = 1_767_225_600, parents: Int = 1
  ) throws -> [UInt8] {
    let publicKey: PublicKey
    if let application {
      publicKey = try #require(
        PublicKey(
          wire: sshString(Array("sk-ssh-ed25519@openssh.com".utf8))
            + sshString([UInt8](repeating: key, count: 32)) + sshString(Array(application.utf8))))
    } else {
      publicKey = try #require(PublicKey(bytes: [UInt8](repeating: key, count: 32)))
    }
    let raw = (0..<64).map { UInt8(truncatingIfNeeded: $0 &* 5) &+ signature }
    let said = AuthenticatorData(flags: 1, counter: UInt32(signature) << 20)
    let commit = SignedCommit(
      tree: .emptyTree(.sha1),
      parents: [ObjectID](repeating: .emptyTree(.sha1), count: parents),
      principal: try #require(PrincipalID(principal)),
      time: try #require(Timestamp(seconds: seconds)), message: Array(message.utf8))
    return commit.content(
      signature: SSHSignature(
        publicKey: publicKey, namespace: .git,
        signature: try #require(
          KeySignature(bytes: raw, authenticator: application == nil ? nil : said))))
  }

  private static func message(
    _ kind: String = "task.accept", headline: String = "", lane: String = "lead",
    sequence: String = "7", trust: String = "1", causes: String = reference,
    files: String = "none", rest: String = "Attempt: 1\n"
  ) -> String {
    """
    \(kind)\(headline.isEmpty ? "" : " ")\(headline)

    Kind: \(kind)/1
    Repository: \(digest)
    Lane: \(lane)/0123456789abcdef0123456789abcdef
    Sequence: \(sequence)
    Chain: \(digest)
    Trust: \(trust):\(digest)
    Seen: none
    Causes: \(causes)
    Files: \(files)
    \(rest)
    """
  }

  private static func parse(
    _ content: [UInt8], neighbour: ParsedEvent? = nil
  ) -> Result<ParsedEvent, EventDefect> {
    let object = RawObject(type: .commit, content: content)
    do throws(EventDefect) {
      return .success(
        try ParsedEvent(
          object, reference: ObjectReference(id: .emptyTree(.sha1), digest: digest),
          neighbour: neighbour, limits: ReadLimits(), cryptography: cryptography))
    } catch {
      return .failure(error)
    }
  }

  private static let good = [
    message(), message(sequence: "9007199254740991", trust: "12"),
    message("task.result", headline: "failed", rest: "Status: failed\nArtifact: none\n"),
    message(
      "task.result", headline: "succeeded", files: "report:\(digest)",
      rest: "Status: succeeded\nArtifact: \(commit)\n"),
    message(
      "change.propose", headline: "refs/heads/main", causes: "none", files: "message:\(digest)",
      rest: "Ref: refs/heads/main\nBase: \(commit)\nHead: \(commit)\n"),
  ]

  @Test(arguments: good) func `are written as they were read`(message: String) throws {
    let body = try EventMessage.decode(Array(message.utf8))
    #expect(String(decoding: EventMessage.encode(body), as: UTF8.self) == message)
  }

  @Test(arguments: [
    message(sequence: "07"), message(sequence: "+7"), message(sequence: ""),
    message(sequence: "9007199254740992"), message(trust: "01"), message(headline: "1"),
    message(causes: " \(reference)"), message(causes: "\(reference) "),
    message(causes: "\(reference)  \(other)"), message(causes: ""),
    message(causes: "\(reference) \(reference)"), message(causes: reference.uppercased()),
    message(causes: String(reference.dropLast())), message(causes: "\(reference)0"),
    message(causes: "none"), message(files: ""), message(files: "none "),
    message(files: "none none"), message(files: "x:\(digest)"), message(rest: ""),
    message(rest: "Attempt: 1"), message(rest: "Attempt: 1\n\n"),
    message(rest: "Attempt: 1\nAttempt: 1\n"), message(rest: "Attempt:1\n"),
    message(rest: "Attempt: 01\n"), message(rest: " Attempt: 1\n"),
    message(lane: ""), message(lane: "Lead"), message(lane: "lead/lead"),
    "x" + message(), "\n" + message(), String(message().dropFirst()), "",
    message().replacing("\n", with: "\r\n"), message().replacing("\n\n", with: "\n\n\n"),
    message().replacing("/1\n", with: "/2\n"), message().replacing("Seen: none", with: "Seen: 0"),
    message("task.result", rest: "Status: failed\nArtifact: none\n"),
    message("task.result", headline: "succeeded", rest: "Status: failed\nArtifact: none\n"),
    message("task.result", headline: "failed ", rest: "Status: failed\nArtifact: none\n"),
    message("task.result", headline: "late", rest: "Status: late\nArtifact: none\n"),
    message(
      "change.propose", headline: "refs/heads/other", causes: "none",
      files: "message:\(digest)", rest: "Ref: refs/heads/main\nBase: \(commit)\nHead: \(commit)\n"),
  ])
  func `are refused in any other spelling`(message: String) {
    #expect(throws: EventDefect.self) { try EventMessage.decode(Array(message.utf8)) }
  }

  @Test func `are read the same next to any other`() throws {
    var contents = try Self.good.map { try Self.content($0) }
    for message in Self.good.prefix(2) {
      contents += [
        try Self.content(message, key: 3), try Self.content(message, signature: 200),
        try Self.content(message, by: "lead.two"), try Self.content(message, at: 0),
        try Self.content(message, parents: 32), try Self.content(message, application: "ssh:"),
        try Self.content(message, application: "ssh:", signature: 9),
        try Self.content(message, application: "ssh:somewhere-longer"),
      ]
    }
    let events = try contents.map { try Self.parse($0).get() }
    for (event, content) in zip(events, contents) {
      let written = SignedCommit(
        tree: event.commit.tree,
        parents: try SignedCommit.decode(content, format: .sha1, limits: ReadLimits())
          .commit.header.parents,
        principal: event.commit.principal, time: event.commit.time,
        message: EventMessage.encode(event.body))
      #expect(written.content(signature: event.signature) == content)
      for neighbour in events {
        let again = try Self.parse(content, neighbour: neighbour).get()
        #expect(again.body == event.body && again.commit == event.commit)
        #expect(again.signature == event.signature)
      }
    }
  }

  @Test func `are refused the same next to any other`() throws {
    let contents = [
      try Self.content(Self.message()), try Self.content(Self.message(), application: "ssh:x"),
    ]
    for content in contents {
      let event = try Self.parse(content).get()
      var accepted = 0
      for place in content.indices {
        for flip in [1, 0x20, 0x80] as [UInt8] {
          var changed = content
          changed[place] ^= flip
          let alone = Self.parse(changed)
          switch (alone, Self.parse(changed, neighbour: event)) {
          case (.failure(let first), .failure(let second)): #expect(first == second)
          case (.success(let first), .success(let second)):
            accepted += 1
            #expect(first.body == second.body && first.commit == second.commit)
            #expect(first.signature == second.signature)
          default: Issue.record("byte \(place) of \(content.count)")
          }
        }
      }
      // Other digits, other times, other signatures.
      #expect(accepted > 100)
    }
  }

  @Test(arguments: 0...64) func `hexadecimal is read as it is written`(count: Int) {
    let bytes = (0..<((count + 1) / 2)).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 200) }
    var digits = Array(Hex.encodeBytes(bytes).prefix(count))
    #expect((Hex.words(digits)?.count == count / 2) == count.isMultiple(of: 2))
    guard count > 0, count.isMultiple(of: 2) else { return }
    #expect(Hex.words(digits).map { unpackWords($0.words, count: count / 2) } == bytes)
    for place in [0, count / 2, count - 1] {
      let right = digits[place]
      for byte in UInt8.min...UInt8.max {
        digits[place] = byte
        #expect((Hex.words(digits) != nil) == (Hex.nibble(byte) != nil), "\(byte) at \(place)")
      }
      digits[place] = right
    }
  }
}
