import EntangleModel
import EntangleVerify

extension Story {
  /// Another repository with a host, its entries taken by receipts: the builder is banned, a key of the lead is with
  /// evidence, and then the builder no more.
  static let foreign = foreignStory()

  /// The same, with other law or other entries.
  static func foreignStory(
    _ act: @escaping @Sendable (inout Story) -> Void = { story in
      story.deny()
      story.deny { form in
        form.ban(
          BannedSubject(id("lead"), key: Signer.lead.lane.key),
          evidence: .kept(Story.hasher.sha256(Story.evidence)), expires: .some(nil))
        form.files = [DenylistEntry.evidenceName: Story.evidence]
      }
      story.receive()
      story.lift(1)
      story.receive()
    }, law: @escaping @Sendable (inout StateDraft) -> Void = { _ in }
  ) -> Story {
    var plan = Plan()
    plan.steps = []
    plan.state(1) { $0.nonce = sure(SHA256Digest(hex: String(repeating: "8", count: 64))) }
    plan.state(2) { $0.nonce = sure(SHA256Digest(hex: String(repeating: "8", count: 64))) }
    plan.host(law)
    plan.finally(act)
    return Story(plan)
  }

  /// The repository's id.
  var root: SHA256Digest { sure(states.first).name.digest }

  /// What the law has to say to believe this one's host.
  var asPeer: Peer { Peer(keys: [TestKey.host.publicKey], repository: root) }

  /// An entry of another list, with the files that show it.
  func imported(_ number: Int, of foreign: Story) -> (
    entry: ImportedEntry, files: [String: [UInt8]]
  ) {
    func content(_ id: ObjectID) -> [UInt8] { sure(foreign.objects.table[id]).content }
    let made = foreign.entries[number - 1]
    let object = sure(foreign.objects.table[made.id])
    let reading = sure(try? DenylistReading(object, format: .sha1, limits: ReadLimits()))
    var files = [ImportedFile.entry: object.content]
    // (The first receipt names entry 2, the second all that is after it.)
    let last = number <= 2 ? min(2, foreign.entries.count) : foreign.entries.count
    files[ImportedFile.receipt] = content(foreign.receipts[number <= 2 ? 0 : 1].id)
    for later in number..<last {
      files[ImportedFile.later(later - number + 1)] = content(foreign.entries[later].id)
    }
    var said = ImportedEntry.Content.lift(1)
    if case .lift(let lifted) = reading.entry.content { said = .lift(lifted) }
    if let ban = reading.entry.ban {
      let chain = sure(foreign.report().judgement).chain
      let state = sure(chain.step(reading.entry.trust)).state
      let principal = sure(state.principals[ban.subject.principal])
      files[ImportedFile.statement] = state.files["statement"]
      files[ImportedFile.contents] = Statement.contents(state.files, cryptography: cryptography)
      files[ImportedFile.principal] = state.files[principal.path]
      if case .kept = ban.evidence { files[DenylistEntry.evidenceName] = Story.evidence }
      let keys = principal.keys.map { cryptography.keyID($0.publicKey) }
      said = .ban(ban, keys: keys.filter { $0 == ban.subject.key ?? $0 }.sorted())
    }
    let entry = ImportedEntry(
      origin: ImportedEntry.Origin(repository: foreign.root, sequence: Int64(number)),
      digest: made.digest, host: TestKey.host.id, content: said)
    return (entry, files)
  }

  /// Takes in an entry of another list.
  mutating func take(
    _ number: Int = 1, of foreign: Story = .foreign, _ edit: (inout EntryForm) -> Void = { _ in }
  ) {
    let found = imported(number, of: foreign)
    deny { form in
      form.content = .imported(found.entry)
      form.files = found.files
      edit(&form)
    }
  }
}

extension EntryForm {
  /// Says something else of what is imported.
  mutating func imported(
    origin: ImportedEntry.Origin? = nil, digest: SHA256Digest? = nil, host: KeyID? = nil,
    content new: ImportedEntry.Content? = nil
  ) {
    guard case .imported(let old) = content else { return }
    content = .imported(
      ImportedEntry(
        origin: origin ?? old.origin, digest: digest ?? old.digest, host: host ?? old.host,
        content: new ?? old.content))
  }

  /// Says something else of whom an imported ban is of, or what it is for.
  mutating func importedBan(_ edit: (Ban, [KeyID]) -> (Ban, [KeyID])) {
    guard case .imported(let old) = content, case .ban(let ban, let keys) = old.content else {
      return
    }
    let (newBan, newKeys) = edit(ban, keys)
    imported(content: .ban(newBan, keys: newKeys))
  }
}

extension Plan {
  /// A law that believes another repository's host.
  mutating func believing(_ foreign: Story = .foreign) {
    let peer = foreign.asPeer
    steps = [.request]
    state(1) { $0.peers["north"] = peer }
  }
}
