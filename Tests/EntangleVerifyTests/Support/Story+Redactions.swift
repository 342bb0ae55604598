import EntangleModel

/// A redaction before it stands in the law.
struct RedactionDraft {
  var number: Int64
  var ref = Story.main
  var old: CommitReference
  var new: CommitReference
  var withheld: [ObjectReference]
  /// Whether a branch moves at all.
  var isMove = true
  var signers: [Signer] = [.ada, .ben]

  mutating func withhold(_ commits: CommitReference...) {
    withheld = commits.map { ObjectReference(id: $0.id, digest: $0.digest) }
  }
}

extension Story {
  /// Has the law take the change out of the history: the branch moves to another commit on the base, and the change is
  /// not there any more. Gives the commit at which the branch stands then.
  @discardableResult
  mutating func redact(_ edit: (inout RedactionDraft, inout Story) -> Void = { _, _ in })
    -> CommitReference
  {
    let clean = code(
      CodeDraft(files: ["README": (Array("two\n".utf8), false)], parents: [base.id]))
    var draft = RedactionDraft(
      number: Int64(law.redactions.count) + 1, old: head, new: clean,
      withheld: [ObjectReference(id: head.id, digest: head.digest)])
    edit(&draft, &self)
    let move = Redaction.Move(ref: draft.ref, old: draft.old, new: draft.new)
    cut { state in
      state.redactions[draft.number] = Redaction(
        move: draft.isMove ? move : nil, reason: .secret, withheld: draft.withheld)
      state.signers = draft.signers
      if let only = draft.signers.first, draft.signers.count == 1 { state.publisher = only }
      if draft.signers.count == 1 { state.cuts.removeAll { $0.lane.principal != id("lead") } }
    }
    for commit in draft.withheld { objects.remove(commit.id) }
    if draft.isMove { branches[draft.ref] = draft.new.id }
    return draft.new
  }

  /// Stores a tag object.
  mutating func reference(ofTag text: String) -> ObjectReference {
    let object = RawObject(type: .tag, content: Array(text.utf8))
    return ObjectReference(id: objects.add(object), digest: cryptography.digest(object))
  }
}
