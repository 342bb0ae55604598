import EntangleModel

/// What may be wrong with a trust state.
enum StateFlaws {
  static let all: [Flaw<StateDraft>] = [chain, signatures, documents].flatMap { $0 }

  private static let chain: [Flaw<StateDraft>] = [
    .always("a version left out", ["T108"]) { $0.version += 1 },
    .always("another state before", ["T108"]) { $0.previous = .zero },
    .always("another repository", ["T108"]) { $0.repository = .zero },
    Flaw("a moment before the last", ["T108"]) { draft, _, scene in
      draft.issued = sure(scene.newest.issued.adding(seconds: -1))
      return true
    },
    .always("files that it does not bind", ["T106"]) { $0.contents = .zero },
    .always("another message", ["T124"]) { $0.message = Array("trust\n".utf8) },
    .always("a commit of another moment", ["T124"]) { $0.time = $0.issued.adding(seconds: 1) },
    .always("a header more", ["T103"]) {
      $0.editPayload = { $0 = $0.replacing("\n\n", with: "\nencoding UTF-8\n\n") }
    },
    .always("two parents", ["T103"]) { $0.parents += $0.parents },
    Flaw("a state of its own chain made void", ["T129"]) { draft, _, scene in
      draft.voids = [scene.newest.name]
      return true
    },
    Flaw("a lane cut that nobody has", ["T121"]) { draft, _, _ in
      let lane = Lane(principal: id("lead"), key: TestKey(250).id)
      draft.cuts.append(Cut(lane: lane, sequence: 1, digest: .zero))
      return true
    },
    Flaw("a cut of what is not there", ["L111"]) { draft, _, _ in
      guard let first = draft.cuts.first else { return false }
      draft.cuts[0] = Cut(lane: first.lane, sequence: first.sequence, digest: .zero)
      return true
    },
  ]

  private static let signatures: [Flaw<StateDraft>] = [
    Flaw("one signature where two are due", ["T110"]) { draft, _, _ in
      guard draft.signers.count > 1 else { return false }
      draft.signers = [draft.publisher]
      return true
    },
    Flaw("one signature twice, under two names", ["T110", "T111"]) { draft, _, _ in
      guard draft.signers.count > 1 else { return false }
      let key = draft.publisher.key
      draft.signers = draft.signers.map { Signer($0.id.text, key) }
      return true
    },
    Flaw("a signer without a say", ["T112"]) { draft, _, scene in
      guard let other = scene.other([.user, .reviewer], but: draft.publisher.id) else {
        return false
      }
      draft.signers.append(other)
      return true
    },
    .always("a signature changed", ["T111"]) { draft in
      let path = "signatures/\(draft.signers[0].lane)"
      draft.editFiles = { files in
        var armour = sure(files[path])
        armour[200] = armour[200] == 0x41 ? 0x42 : 0x41
        files[path] = armour
      }
    },
    .always("a publisher's signature by another key", ["T113"]) {
      $0.publisherKey = TestKey(250)
    },
    .always("a commit changed after signing", ["T113"]) {
      $0.editContent = { $0 = $0.replacing("Kind: ", with: "Kinb: ") }
    },
  ]

  private static let documents: [Flaw<StateDraft>] = [
    .always("a document with a byte more", ["T105"]) { draft in
      let lead = sure(draft.principals.first { $0.id == id("lead") })
      draft.files[lead.path] = lead.canonical + [0x0a]
    },
    .always("a file of no place", ["T105"]) { $0.files["notes.txt"] = Array("x\n".utf8) },
    .always("a threshold of one", ["T109"]) { $0.threshold = 1 },
    .always("another nonce", ["T114"]) { $0.nonce = .zero },
    Flaw("somebody gone", ["T115"]) { draft, _, _ in
      guard let gone = draft.principals.first(where: { $0.id == id("boss") || $0.id == id("rob") })
      else { return false }
      draft.principals.removeAll { $0.id == gone.id }
      draft.edges = draft.edges.filter { $0.key.from != gone.id && $0.key.to != gone.id }
      return true
    },
    .always("a key swapped", ["T115"]) {
      $0.replace("rob") { old in
        var new = old
        new.keys[0] = EnrolledKey(
          publicKey: TestKey(251).publicKey, uses: [.law], notBefore: old.keys[0].notBefore,
          notAfter: old.keys[0].notAfter)
        return new
      }
    },
    .always("a key for half a year", ["T118"]) { draft in
      draft.principals.append(
        Story.principal(
          "newcomer", .user, [(TestKey(251), [.law])], from: draft.issued,
          until: sure(draft.issued.adding(seconds: 180 * day))))
    },
    .always("one key for two", ["T116"]) { draft in
      let key = sure(draft.principals.first { $0.id == id("rob") }?.keys.first)
      draft.principals.append(
        Principal(
          id: id("newcomer"), kind: .service, keys: [key], person: id("newcomer"),
          tenant: id("acme")))
    },
    .always("a machine with two keys", ["T125"]) { draft in
      draft.principals.append(
        Story.principal(
          "newcomer", .service, [(TestKey(251), [.law]), (TestKey(252), [.law])],
          from: draft.issued, until: sure(draft.issued.adding(seconds: 10 * day))))
    },
    .always("a person's id for a machine", ["T107"]) { draft in
      draft.principals.append(
        Story.principal(
          "lead", .service, [(TestKey(251), [.law])], from: draft.issued,
          until: sure(draft.issued.adding(seconds: 10 * day))))
    },
    .always("an edge to itself", ["T120"]) {
      $0.edges[Edge(from: id("lead"), relation: .contacts, to: id("lead"))] = true
    },
    .always("an edge to nobody", ["T119"]) {
      $0.edges[Edge(from: id("lead"), relation: .contacts, to: id("nobody"))] = true
    },
    .always("a second policy for a branch", ["T122"]) { draft in
      draft.policies["again"] = BranchPolicy(
        approvals: 1, landers: [id("lead")], ref: Story.main)
    },
    .always("a file that can be run", ["T104"]) {
      $0.editTree = { tree, _ in tree = tree.replacing("100644 repo", with: "100755 repo") }
    },
    Flaw("a right that its maker cannot give", ["T127"]) { draft, _, _ in
      guard draft.publisher.id == id("director") else { return false }
      draft.principals.append(
        Story.principal(
          "newcomer", .reviewer, [(TestKey(251), [.law])], from: draft.issued,
          until: sure(draft.issued.adding(seconds: 10 * day))))
      return true
    },
  ]
}
