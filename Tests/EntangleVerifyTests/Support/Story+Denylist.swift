import EntangleModel
import EntangleVerify

/// An entry of the denylist before it is signed.
struct EntryForm {
  var repository: SHA256Digest
  var sequence: Int64
  var chain: SHA256Digest
  var trust: StateReference
  var time: Timestamp
  var reporter: Lane
  var content: DenylistEntry.Content
  var parents: [ObjectID]
  var author: PrincipalID
  var authored: Timestamp?
  var key: TestKey
  var files: [String: [UInt8]] = [:]
  /// Changes the commit before it is signed.
  var editPayload: (inout [UInt8]) -> Void = { _ in }
  /// Changes the commit after it is signed.
  var editContent: (inout [UInt8]) -> Void = { _ in }

  /// Changes the ban.
  mutating func ban(
    _ subject: BannedSubject? = nil, evidence: BanEvidence? = nil, expires: Timestamp?? = nil
  ) {
    guard case .ban(let old) = content else { return }
    content = .ban(
      Ban(
        subject: subject ?? old.subject, reason: old.reason, evidence: evidence ?? old.evidence,
        expires: expires ?? old.expires))
  }

  /// Has somebody else say it.
  mutating func by(_ signer: Signer) {
    (reporter, author, key) = (signer.lane, signer.id, signer.key)
  }
}

/// An entry that was made.
struct EntryMade: Sendable {
  let id: ObjectID
  let digest: SHA256Digest
  let time: Timestamp
}

extension Story {
  static let evidence = Array("It was so.\n".utf8)

  /// The form of the next entry: ada bans the builder for a day without evidence.
  func entryForm() -> EntryForm {
    let last = entries.last
    let time = sure([last?.time, states.last?.issued, at(500)].compactMap { $0 }.max())
    return EntryForm(
      repository: sure(states.first).name.digest, sequence: Int64(entries.count) + 1,
      chain: last?.digest ?? .zero, trust: sure(states.last).name, time: time,
      reporter: Signer.ada.lane,
      content: .ban(
        Ban(
          subject: BannedSubject(id("builder")), reason: .flood, evidence: .none,
          expires: time.adding(seconds: day))), parents: [last?.id].compactMap { $0 },
      author: Signer.ada.id, key: .ada)
  }

  /// Puts an entry on the denylist.
  mutating func deny(_ edit: (inout EntryForm) -> Void = { _ in }) {
    var form = entryForm()
    edit(&form)
    let entry = DenylistEntry(
      repository: form.repository, sequence: form.sequence, chain: form.chain, trust: form.trust,
      time: form.time, reporter: form.reporter, content: form.content)
    let commit = SignedCommit(
      tree: objects.addTree(form.files), parents: form.parents, principal: form.author,
      time: form.authored ?? form.time, message: entry.message)
    var payload = commit.payload
    form.editPayload(&payload)
    var content = splice(form.key.sign(payload, in: .git).armour, into: payload)
    form.editContent(&content)
    let object = RawObject(type: .commit, content: content)
    let made = EntryMade(
      id: objects.add(object), digest: cryptography.digest(object), time: form.time)
    entries.append(made)
    refs[DenylistEntry.ref] = made.id
  }

  /// Takes an entry back.
  mutating func lift(_ number: Int64, _ edit: (inout EntryForm) -> Void = { _ in }) {
    deny { form in
      form.content = .lift(number)
      edit(&form)
    }
  }

  /// Gives hal, an operator, a role in the law.
  mutating func addOperator(_ role: Role, until end: Int64 = 60 * day, of tenant: String = "acme") {
    cut { draft in
      var principal = Story.principal("hal", .operator, [(.spare, [.law])], tenant: tenant)
      principal.grant = RoleGrant(role: role, until: at(end))
      draft.principals.append(principal)
    }
  }
}

extension Signer {
  static let hal = Signer("hal", .spare)
  static let server = Signer("server", .host)
}
