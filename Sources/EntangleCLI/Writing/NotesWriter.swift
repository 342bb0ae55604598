internal import EntangleGit
internal import EntangleModel
internal import EntangleReport
internal import EntangleVerify

/// Writes `refs/notes/entangle`, made anew from the events each time: the same events give the same
/// commit (`Docs/format.md` section 11).
struct NotesWriter {
  private static let name = RefName("refs/notes/entangle")
  private static let author = "entangle"
  private static let message = "Notes derived from verified events\n"

  let repository: Repository
  let context: CommandContext

  /// Makes the ref what the events of the lanes here say. A ref of that name that entangle did not
  /// make stays; whatever fails is only warned of, because nothing depends on notes.
  func write(_ judgement: Judgement, tips: [RefName: ObjectID]) {
    do {
      try update(EventNotes(judgement, tips: tips))
    } catch {
      context.diagnostics.warning(
        "the notes were not written: \(error.message)", hint: error.hint)
    }
  }

  private func update(_ notes: EventNotes) throws(CommandError) {
    guard let time = notes.newest else { return }
    let old = try attempt { try repository.reference(Self.name) }
    if let old, try !isDerived(old) {
      throw CommandError(
        "'\(Self.name)' holds notes of somebody else", hint: "move them to another ref")
    }
    guard let author = PrincipalID(Self.author) else { return }
    let commit = SignedCommit(
      tree: try tree(notes), parents: [], principal: author, time: time,
      message: Array(Self.message.utf8))
    let new = try write(RawObject(type: .commit, content: commit.payload))
    guard new != old else { return }
    try attempt {
      try repository.updateReferences([RefUpdate(name: Self.name, expectedOld: old, new: new)])
    }
  }

  /// The commit by which a host publishes the notes as they are now, on top of its last one or that of a host before it; nil
  /// where there is nothing new. Throws where the ref holds notes of somebody else.
  func commit(
    _ notes: EventNotes, by host: PrincipalID, after hosts: Set<PrincipalID>
  ) throws(CommandError) -> (commit: SignedCommit, old: ObjectID?)? {
    guard let time = notes.newest else { return nil }
    let tree = try tree(notes)
    let old = try attempt { try repository.reference(Self.name) }
    guard let old else {
      return (Self.commit(tree, [], by: host, at: time), nil)
    }
    let object = try attempt { try repository.objects.read(old, limit: 65_536) }
    let last = object.flatMap {
      try? SignedCommit.decode($0.content, format: old.format, limits: ReadLimits()).commit
    }
    if let last, hosts.contains(last.header.principal) {
      guard last.header.tree != tree || last.header.principal != host else { return nil }
      return (Self.commit(tree, [old], by: host, at: max(time, last.header.time)), old)
    }
    guard try isDerived(old) else {
      throw CommandError(
        "'\(Self.name)' holds notes of somebody else", hint: "move them to another ref")
    }
    return (Self.commit(tree, [], by: host, at: time), old)
  }

  private static func commit(
    _ tree: ObjectID, _ parents: [ObjectID], by host: PrincipalID, at time: Timestamp
  ) -> SignedCommit {
    SignedCommit(
      tree: tree, parents: parents, principal: host, time: time, message: Array(message.utf8))
  }

  /// Puts a host's signed commit at the ref; gives its name.
  func publish(_ object: RawObject, inPlaceOf old: ObjectID?) throws(CommandError) -> ObjectID {
    let new = try write(object)
    try attempt {
      try repository.updateReferences([RefUpdate(name: Self.name, expectedOld: old, new: new)])
    }
    return new
  }

  /// Whether a commit is one that this type makes: a root commit with its author and message.
  private func isDerived(_ id: ObjectID) throws(CommandError) -> Bool {
    let object = try attempt { try repository.objects.read(id, limit: 65_536) }
    guard let content = object?.content else { return false }
    let text = String(decoding: content, as: UTF8.self)
    return text.hasSuffix("\n\n" + Self.message) && !text.contains("\nparent ")
      && text.contains("\nauthor \(Self.author) <\(Self.author)@entangle.invalid> ")
  }

  /// A folder for each first byte of the commits' names, as git fans notes out.
  private func tree(_ notes: EventNotes) throws(CommandError) -> ObjectID {
    var folders: [String: [TreeEntry]] = [:]
    for (subject, text) in notes.texts {
      let blob = try write(RawObject(type: .blob, content: Array(text.utf8)))
      let name = subject.hex
      folders[String(name.prefix(2)), default: []].append(
        TreeEntry(mode: .file, name: Array(name.utf8.dropFirst(2)), id: blob))
    }
    var entries: [TreeEntry] = []
    for (name, inner) in folders {
      let folder = try write(TreeObject(inner).object)
      entries.append(TreeEntry(mode: .tree, name: Array(name.utf8), id: folder))
    }
    return try write(TreeObject(entries).object)
  }

  private func write(_ object: RawObject) throws(CommandError) -> ObjectID {
    try attempt { try repository.write(object) }
  }
}

extension Report {
  /// What is known, where the trust chain is the right one and stands; else nil.
  var standingJudgement: Judgement? {
    findings.contains { $0.code.hasPrefix("T") } ? nil : judgement
  }
}
