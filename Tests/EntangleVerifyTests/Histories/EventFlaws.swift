import EntangleModel

/// What may be wrong with an event.
enum EventFlaws {
  static let all: [Flaw<EventDraft>] = [form, place, keys, meaning, work].flatMap { $0 }

  /// What the bytes of one event betray.
  private static let form: [Flaw<EventDraft>] = [
    .always("a header more", ["E101"]) {
      $0.editPayload = { $0 = $0.replacing("\n\n", with: "\nencoding UTF-8\n\n") }
    },
    .always("a trailer more", ["E102"]) { $0.editMessage = { $0 += Array("More: yes\n".utf8) } },
    .always("a version to come", ["E103"]) {
      $0.editMessage = { $0 = $0.replacing("/1\n", with: "/2\n") }
    },
    .always("a file more", ["E105"]) {
      $0.editTree = { tree, objects in
        let entry = TreeEntry(mode: .file, name: Array("zzz".utf8), id: objects.add(.blob, [0x0a]))
        let old = sure(TreeObject(content: tree, format: .sha1))
        tree = TreeObject(old.entries + [entry]).content
      }
    },
    Flaw("a file swapped", ["E105"]) { draft, story, _ in
      guard let name = draft.files.keys.min() else { return false }
      draft.bound = draft.files.sorted { $0.key < $1.key }.map {
        EventFile(
          name: $0.key, digest: $0.key == name ? .zero : story.cryptography.sha256($0.value))
      }
      return true
    },
    .always("a signature for something else", ["S103"]) { $0.namespace = .trust },
    .always("a signature changed", ["S101", "S103"]) {
      $0.editArmour = { $0[200] = $0[200] == 0x41 ? 0x42 : 0x41 }
    },
  ]

  /// Where the event stands.
  private static let place: [Flaw<EventDraft>] = [
    .always("a number left out", ["L102"]) { $0.sequence += 1 },
    .always("a number repeated", ["L102"]) { $0.sequence -= 1 },
    .always("another chain", ["L103"]) { $0.chain = .zero },
    .always("another repository", ["L109"]) { $0.repository = .zero },
    .always("an unknown state", ["L110"]) {
      $0.trust = StateReference(version: $0.trust.version, digest: .zero)
    },
    Flaw("an older state than before", ["L108"]) { draft, _, scene in
      guard let pen = scene.pen,
        let key = scene.history.laws.first(where: {
          $0.holders[pen.signer.key.publicKey] != nil
        })
      else { return false }
      let floor = max(
        scene.history.lastVersion[pen.lane] ?? 0, pen.causes.map(\.version).max() ?? 0)
      guard floor > key.version else { return false }
      draft.trust = scene.history.laws[Int(floor) - 2].name
      return true
    },
    .always("an author who is somebody else", ["L101"]) { $0.author = id("nobody") },
    Flaw("the lane of somebody else", ["L101", "L105"]) { draft, story, scene in
      guard let other = story.lanes.keys.filter({ $0 != draft.lane }).min(by: <) else {
        return false
      }
      draft.ref = other.ref
      return true
    },
    Flaw("a second beginning", ["L104", "L105"]) { draft, story, _ in
      let enrolment = story.enrolments[draft.key.publicKey]?.id
      guard let root = story.states.last(where: { $0.reference.id != enrolment }) else {
        return false
      }
      (draft.firstParent, draft.chain, draft.sequence) = (
        root.reference.id, root.reference.digest, 1
      )
      return true
    },
    Flaw("a moment before the law", ["L106"]) { draft, _, scene in
      guard let pen = scene.pen else { return false }
      draft.time = sure(pen.named.issued.adding(seconds: -1))
      return true
    },
    Flaw("a moment before its cause", ["L106"]) { draft, _, scene in
      guard let latest = scene.pen?.causes.map(\.time).max() else { return false }
      draft.time = sure(latest.adding(seconds: -1))
      return true
    },
    Flaw("a moment to come", ["L107", "T132"]) { draft, story, _ in
      story.now = sure(draft.time.adding(seconds: -121))
      return true
    },
    Flaw("a parent more", ["C101"]) { draft, story, _ in
      let first = draft.firstParent
      let others = draft.causes.map(\.id).filter { $0 != first }
      draft.parents = [first] + others + [story.base.id]
      return true
    },
    Flaw("a parent less", ["C101"]) { draft, _, _ in
      let first = draft.firstParent
      let others = draft.causes.map(\.id).filter { $0 != first }
      draft.parents = [first] + others.dropLast()
      return !others.isEmpty
    },
    Flaw("a cause of another digest", ["C101"]) { draft, _, _ in
      guard let first = draft.causes.first else { return false }
      draft.causes[0] = ObjectReference(id: first.id, digest: .zero)
      return true
    },
    Flaw("a cause that is not there", ["O101"]) { draft, _, _ in
      guard !draft.causes.isEmpty else { return false }
      draft.causes[0] = ObjectReference(
        id: sure(ObjectID(hex: String(repeating: "1", count: 40).utf8)), digest: .zero)
      return true
    },
  ]

  /// Who signs it.
  private static let keys: [Flaw<EventDraft>] = [
    Flaw("somebody else's key", ["S102"]) { draft, _, scene in
      guard let other = scene.other(PrincipalKind.allCases, but: draft.author) else { return false }
      draft.key = other.key
      return true
    },
    Flaw("a stranger's key", ["K101"]) { draft, story, scene in
      draft.retell(by: Signer(draft.author.text, TestKey(250)), in: story, at: scene)
      return true
    },
    Flaw("a key for something else", ["K102"]) { draft, story, scene in
      for principal in scene.newest.content.principals {
        for key in principal.keys where key.uses != [.law] {
          let signer = Signer(principal.id.text, sure(scene.history.keyring[key.publicKey]))
          draft.retell(by: signer, in: story, at: scene)
          return true
        }
      }
      return false
    },
    Flaw("a key that has lapsed", ["K104"]) { draft, _, scene in
      let key = scene.pen?.named.holders[draft.key.publicKey]?.key
      guard let end = key?.notAfter else { return false }
      draft.time = sure(end.adding(seconds: 1))
      return true
    },
    Flaw("a key that is revoked", ["K105"]) { draft, story, scene in
      guard let other = scene.revoked() else { return false }
      draft.retell(by: other, in: story, at: scene)
      return true
    },
    Flaw("somebody suspended", ["A105", "K105", "K104"]) { draft, story, scene in
      guard let other = scene.suspended() else { return false }
      draft.retell(by: other, in: story, at: scene)
      return true
    },
    Flaw("an authority", ["A101"]) { draft, story, scene in
      guard let other = scene.other([.authority, .witness], but: draft.author) else { return false }
      draft.retell(by: other, in: story, at: scene)
      return true
    },
    Flaw("somebody who may not say it", ["A101"]) { draft, story, scene in
      let kinds = PrincipalKind.allCases.filter { !draft.kind.signers.contains($0) }
      guard let other = scene.other(kinds, but: draft.author) else { return false }
      draft.retell(by: other, in: story, at: scene)
      return true
    },
  ]
}
