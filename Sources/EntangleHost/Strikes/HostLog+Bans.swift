internal import EntangleGit
public import EntangleModel
internal import EntangleSystem

extension HostLog {
  /// Puts an entry of the host's own on the denylist, and writes the receipt of that, under a turn that the caller
  /// holds. Whatever is killed in between: the note of the turn says what was to move, so that whoever
  /// comes next writes the receipt of an entry that stands.
  ///
  /// Gives false where the host has no log yet.
  public func deny(
    _ entry: DenylistEntry, on parent: ObjectID?, _ turn: borrowing PushTurn
  ) throws(HostError) -> Bool {
    guard let key = try HostKey.open(in: folder) else { throw .keyMissing }
    guard let (last, draft) = try next() else { return false }
    let format = draft.parent.format
    let commit = entry.commit(on: parent, tree: .emptyTree(format))
    guard let object = key.signed(commit, cryptography) else { throw .keyMissing }
    let new = ObjectReference(
      id: cryptography.objectID(object, format: format), digest: cryptography.digest(object))
    let push = Receipt.Push(pusher: draft.host, certificate: nil)
    let move = Receipt.Move(DenylistEntry.ref, old: parent, new: new)
    let intent = Intent(
      holder: ProcessIdentity(number: 0, start: 0), isRecordDue: false,
      draft: draft.saying(.accepted(push, moves: [move]), at: max(entry.time, last.time)))
    do {
      _ = try repository.write(TreeObject([]).object)
      _ = try repository.write(object)
      try turn.announce(intent)
      try repository.updateReferences(
        [RefUpdate(name: DenylistEntry.ref, expectedOld: parent, new: new.id)],
        message: "deny \(entry.sequence)")
    } catch {
      throw error as? HostError ?? (error as? GitError).map { .git($0) } ?? .repository("\(error)")
    }
    _ = try settle(intent)
    try turn.clear()
    return true
  }
}
