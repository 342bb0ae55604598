import EntangleModel
import EntangleVerify

extension Story {
  /// An event that follows what its lane holds.
  func event(
    _ name: EventName, by signer: Signer, at time: Timestamp, causes: [ObjectReference] = [],
    _ values: [EventFieldName: EventFieldValue], files: [String: [UInt8]] = [:]
  ) -> EventDraft {
    let head = lanes[signer.lane]
    let first = head?.reference ?? enrolments[signer.key.publicKey] ?? states.first?.reference
    let parent = sure(first)
    return EventDraft(
      kind: EventKind[name], repository: sure(states.first).name.digest, signer: signer,
      lane: signer.lane, sequence: (head?.sequence ?? 0) + 1, chain: parent.digest,
      trust: sure(states.last).name, causes: causes, values: values, files: files,
      author: signer.id, time: time, firstParent: parent.id, key: signer.key,
      ref: signer.lane.ref)
  }

  /// Signs an event and moves its lane.
  @discardableResult
  mutating func append(_ draft: EventDraft) -> ObjectReference {
    let files = draft.files.sorted { $0.key < $1.key }
    let body = EventBody(
      kind: draft.kind, repository: draft.repository, lane: draft.lane, sequence: draft.sequence,
      chain: draft.chain, trust: draft.trust, seen: draft.seen, causes: draft.causes,
      files: draft.bound
        ?? files.map { EventFile(name: $0.key, digest: cryptography.sha256($0.value)) },
      values: draft.kind.fields.map { sure(draft.values[$0.name]) })
    var message = EventMessage.encode(body)
    draft.editMessage(&message)
    let plain = objects.addTree(draft.files)
    var tree = sure(objects.table[plain]).content
    draft.editTree(&tree, &objects)
    let others = draft.causes.map(\.id).filter { $0 != draft.firstParent }
    let commit = SignedCommit(
      tree: objects.add(.tree, tree), parents: draft.parents ?? [draft.firstParent] + others,
      principal: draft.author, time: draft.time, message: message)
    var payload = commit.payload
    draft.editPayload(&payload)
    var armour = draft.key.sign(payload, in: draft.namespace, saying: draft.saying).armour
    draft.editArmour(&armour)
    var content = splice(armour, into: payload)
    draft.editContent(&content)
    let object = RawObject(type: .commit, content: content)
    let made = ObjectReference(id: objects.add(object), digest: cryptography.digest(object))
    lanes[draft.signer.lane] = Head(
      reference: made, sequence: draft.sequence, time: draft.time)
    refs[draft.ref] = made.id
    return made
  }

  /// Stores a commit of a code branch.
  mutating func code(_ draft: CodeDraft) -> CommitReference {
    let plain = objects.addTree(draft.files)
    var tree = sure(objects.table[plain]).content
    draft.editTree(&tree, &objects)
    var text = "tree \(objects.add(.tree, tree))\n"
    for parent in draft.parents { text += "parent \(parent)\n" }
    text += "author \(draft.author)\ncommitter \(draft.committer)\n\n"
    var content = Array(text.utf8) + draft.message
    draft.editPayload(&content)
    if let key = draft.key {
      var armour = key.sign(content, in: draft.namespace).armour
      draft.editArmour(&armour)
      content = splice(armour, into: content)
    }
    draft.editContent(&content)
    let made = objects.add(.commit, content)
    return reference(to: made)
  }

  /// The three names of a commit; zeros for what has no digest.
  func reference(to commit: ObjectID) -> CommitReference {
    var digester = ContentDigester(
      objects: objects, cryptography: cryptography, limits: ReadLimits())
    if let reference = try? digester.reference(to: commit) { return reference }
    let object = objects.table[commit] ?? RawObject(type: .commit, content: [])
    return CommitReference(id: commit, digest: cryptography.digest(object), content: .zero)
  }

  /// Makes the artifact of the task and puts it at its ref.
  mutating func makeArtifact(at time: Timestamp) -> CommitReference {
    var draft = ArtifactDraft(
      repository: sure(states.first).name.digest, task: sure(steps[.request]),
      accept: sure(steps[.accept]), attempt: 1, runner: id("runner1"), input: base,
      command: Self.command,
      files: [
        "out/log": (Array("ok\n".utf8), false), "out/run": (Array("#!/bin/sh\n".utf8), true),
      ], parent: sure(steps[.accept]).id, time: time)
    for edit in plan.artifact { edit(&draft, self) }
    let commit = store(draft)
    let made = reference(to: commit)
    artifact = made
    let ref = ArtifactCommit.ref(
      task: sure(steps[.request]).id, runner: id("runner1"), attempt: 1)
    refs[ref] = made.id
    return made
  }

  /// Stores an artifact.
  mutating func store(_ draft: ArtifactDraft) -> ObjectID {
    let listed =
      draft.listed
      ?? draft.files.map { path, file in
        ArtifactFile(
          path: path, digest: cryptography.sha256(file.content), isExecutable: file.isExecutable,
          size: Int64(file.content.count))
      }
    let manifest = Manifest(
      repository: draft.repository, task: draft.task, accept: draft.accept,
      attempt: draft.attempt, runner: draft.runner, input: draft.input, command: draft.command,
      sandbox: .object(["network": .bool(false)]), files: listed,
      printed: ["stdout": cryptography.sha256(Array("ok\n".utf8))], startedOn: at(205),
      finishedOn: at(209))
    var payload = manifest.statement
    draft.editPayload(&payload)
    var signature = draft.key.sign(Envelope.signedData(payload: payload))
    draft.editSignature(&signature)
    var bytes = Envelope(payload: payload, keyID: draft.key.id, signature: signature).canonical
    draft.editEnvelope(&bytes)
    var entries = [
      TreeEntry(
        mode: .file, name: Array(Manifest.fileName.utf8), id: objects.add(.blob, bytes)),
      TreeEntry(
        mode: .tree, name: Array(Manifest.outputsName.utf8), id: objects.addTree(draft.files)),
    ]
    draft.editTree(&entries, &objects)
    var content = ArtifactCommit.encode(
      tree: objects.add(TreeObject(entries).object), parent: draft.parent, runner: draft.runner,
      time: draft.time, task: draft.task.id, attempt: draft.commitAttempt)
    draft.editContent(&content)
    return objects.add(.commit, content)
  }
}
