import EntangleModel
import EntangleVerify
import Testing

/// What shows that a key has signed two things of which only one can be so, and what does not.
@Suite struct EvidenceTests {
  private static let story = Vector.story { $0.hosted() }
  private static let repository = sure(story.states.first).name.digest
  private static let otherDigest = sure(SHA256Digest(hex: String(repeating: "5", count: 64)))

  /// The first receipt's head, and another of the same place or of a later one.
  private func heads(
    sequence: Int64 = 1, digest: SHA256Digest = otherDigest, by signer: TestKey = .host,
    key: TestKey = .host, of repository: SHA256Digest = repository
  ) -> Evidence {
    let place = ReceiptHead.Place(epoch: 1, sequence: sequence)
    let other = Self.story.signed(ReceiptHead(place, digest: digest), by: signer)
    return Evidence(
      repository: repository, key: key.publicKey,
      subject: .heads(Self.story.receipts[0].head, other))
  }

  /// The builder's request of approval, and another event that he signs in its place.
  private func events(
    key: TestKey = .builder, of repository: SHA256Digest = repository,
    _ edit: @escaping @Sendable (inout EventDraft) -> Void
  ) -> Evidence {
    func content(_ story: Story) -> [UInt8] {
      sure(story.objects.table[sure(story.steps[.ask]).id]).content
    }
    let other = Vector.story { plan in
      plan.host()
      plan.steps = [.request, .workRequest, .workAccept, .propose, .ask]
      plan.event(.ask, edit)
    }
    let first = Vector.story { plan in
      plan.host()
      plan.steps = [.request, .workRequest, .workAccept, .propose, .ask]
    }
    return Evidence(
      repository: repository, key: key.publicKey,
      subject: .events(content(first), content(other), .sha1))
  }

  /// A head, and a checkpoint that leaves out the second and the third receipt.
  private func leftOut(
    sequence: Int64 = 2, digest: SHA256Digest = otherDigest, by signer: TestKey = .host,
    of repository: SHA256Digest = repository, _ edit: (inout CheckpointForm) -> Void = { _ in }
  ) -> Evidence {
    var story = Vector.story { $0.pruned { _ in } }
    let place = ReceiptHead.Place(epoch: 1, sequence: sequence)
    let head = story.signed(ReceiptHead(place, digest: digest), by: signer)
    story.leaveOut(1...2) {
      $0.isFollowed = false
      edit(&$0)
    }
    let content = sure(story.objects.table[sure(story.refs[Epoch.ref(1)])]).content
    return Evidence(
      repository: repository, key: TestKey.host.publicKey,
      subject: .leftOut(head, content, .sha1))
  }

  @Test func `a head and a checkpoint are evidence where they differ`() throws {
    #expect(doubt(leftOut()) == nil && doubt(leftOut(sequence: 3)) == nil)
    let same = Vector.story { $0.pruned { _ in } }.receipts[1].head.head.digest
    #expect(doubt(leftOut(digest: same)) == "both are of the same receipt")
    #expect(doubt(leftOut(sequence: 1)) == "the checkpoint leaves out no receipt 1:1")
    #expect(doubt(leftOut(sequence: 4)) == "the checkpoint leaves out no receipt 1:4")
    #expect(doubt(leftOut(by: .other)) == "the key has not signed the head 1:2")
    #expect(
      doubt(leftOut { $0.key = .other }) == "the key has signed no such checkpoint")
    #expect(
      doubt(leftOut { $0.repository = Self.otherDigest })
        == "the key has signed no such checkpoint")
    let bytes = leftOut().canonical
    #expect(try Evidence(canonical: bytes).canonical == bytes)
  }

  private func doubt(_ evidence: Evidence) -> String? {
    do {
      _ = try evidence.check(Self.story.cryptography)
      return nil
    } catch {
      return error.detail
    }
  }

  /// Whether it is read as it was written, and not with any one byte of it another.
  private func expectOneSpelling(_ evidence: Evidence) throws {
    let bytes = evidence.canonical
    #expect(try Evidence(canonical: bytes).canonical == bytes)
    for index in bytes.indices {
      var changed = bytes
      changed[index] ^= 1
      guard let read = try? Evidence(canonical: changed) else { continue }
      #expect(read.canonical == changed && doubt(read) != nil, "byte \(index)")
    }
  }

  @Test func `two heads of one place show a host that lies`() throws {
    let evidence = heads()
    let shown = try evidence.check(Self.story.cryptography)
    #expect(shown.sentence.contains("two receipts 1:1"))
    #expect(shown.sentence.contains("\(Self.otherDigest)"))
    try expectOneSpelling(evidence)
  }

  @Test func `two heads that can both be so show nothing`() {
    #expect(doubt(heads(sequence: 2)) == "the heads are of two places")
    let same = Self.story.receipts[0].head.head.digest
    #expect(doubt(heads(digest: same)) == "both heads are of the same receipt")
    #expect(doubt(heads(by: .other)) == "the key has not signed the head 1:1")
    #expect(doubt(heads(key: .other)) == "the key has not signed the head 1:1")
    #expect(doubt(heads(of: Self.otherDigest)) == "the key has not signed the head 1:1")
    #expect(doubt(heads(by: .security, key: .security)) == "the key has not signed the head 1:1")
  }

  @Test func `two events of one place show a signer who lies`() throws {
    let evidence = events { $0.values[.expires] = .time(at(1_001)) }
    let shown = try evidence.check(Self.story.cryptography)
    #expect(shown.sentence.contains("'builder' has signed two events"))
    #expect(try Evidence(canonical: evidence.canonical).canonical == evidence.canonical)
    #expect(doubt(events { _ in }) == "both events say the same")
    let other = doubt(events { $0.sequence += 1 })
    #expect(other == "the events are of two places")
  }

  @Test func `two events that the key has not both signed show nothing`() {
    let signedByOther = doubt(events { $0.key = .other })
    #expect(signedByOther?.hasPrefix("the key has not signed ") == true)
    let keyOfOther = doubt(events(key: .lead) { $0.values[.expires] = .time(at(1_001)) })
    #expect(keyOfOther?.hasPrefix("the key has not signed ") == true)
    let elsewhere = doubt(events(of: Self.otherDigest) { $0.values[.expires] = .time(at(1_001)) })
    #expect(elsewhere?.hasSuffix(" is of another repository") == true)
    let forged = doubt(
      events { $0.editArmour = { $0 = TestKey.builder.sign([1], in: .git).armour } })
    #expect(forged?.hasPrefix("the key has not signed ") == true)
    let none = doubt(events { $0.editContent = { $0 += [0x0a] } })
    #expect(none?.hasSuffix(" is no event") == true)
  }

  @Test(arguments: [
    ("evidence@v1", "evidence@v2"), ("repository", "repositary"), ("ssh-ed25519 ", "ssh-ed25518 "),
    ("\"heads\"", "\"haeds\""), ("heads\": [", "heads\": [\n    \"\","),
    ("  \"repo", "  \"more\": 1,\n  \"repo"), ("    \"1:1:", "    \"1:01:"), ("1:1:", "0:1:"),
    ("[\n    \"1", "[\n    1,\n    \"1"), ("{\n", "[\n"), ("}\n", "}"),
  ])
  func `anything else is no evidence`(part: String, other: String) {
    let text = String(decoding: heads().canonical, as: UTF8.self)
    let changed = text.replacing(part, with: other, maxReplacements: 1)
    #expect(changed != text)
    #expect(throws: DocumentDefect.self) { try Evidence(canonical: Array(changed.utf8)) }
  }

  @Test(arguments: [
    ("\"sha1\"", "\"sha2\""), ("\"sha1\"", "1"), ("objectFormat", "objectForm"),
    ("\"events\": [\n    \"", "\"events\": [\n    \"="),
  ])
  func `nor are events in other words`(part: String, other: String) {
    let text = String(decoding: events { _ in }.canonical, as: UTF8.self)
    let changed = text.replacing(part, with: other, maxReplacements: 1)
    #expect(changed != text)
    #expect(throws: DocumentDefect.self) { try Evidence(canonical: Array(changed.utf8)) }
  }
}
