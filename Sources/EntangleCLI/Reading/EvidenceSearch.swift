internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// Looks in a repository, and in what its remotes show, for two things that one key has signed and of which only one
/// can be so.
struct EvidenceSearch {
  let governed: GovernedRepository
  let judgement: Judgement
  let repository: SHA256Digest
  let context: CommandContext

  /// The first that is found; about that ref alone, where one is named.
  func first(about ref: RefName?) throws(CommandError) -> Evidence? {
    for number in judgement.chain.newest?.state.epochs.keys.sorted() ?? []
    where ref == nil || ref == Epoch.ref(number) {
      if let found = try heads(ofEpoch: number) { return found }
    }
    for (name, theirs) in try shown() {
      guard ref == nil || ref == name,
        case .lane(let lane) = EntangleRef(name, format: theirs.format),
        let ours = governed.entangleRefs.first(where: { $0.name == name })?.id
      else { continue }
      if let found = events(of: lane, ours, theirs) { return found }
    }
    return nil
  }

  /// What remotes show, by the refs' names there.
  private func shown() throws(CommandError) -> [(RefName, ObjectID)] {
    guard let repository = governed.repository else { return [] }
    let refs = try attempt { try repository.references(prefix: RemoteMirror.prefix) }
    return refs.compactMap { name, id in
      guard let rest = name.dropping(prefix: RemoteMirror.prefix) else { return nil }
      let parts = rest.split(separator: UInt8(ascii: "/"), maxSplits: 2)
      guard parts.count == 3,
        parts[1].elementsEqual("now".utf8) || parts[1].elementsEqual("seen".utf8)
      else { return nil }
      return (RefName(Array("refs/".utf8) + parts[2]), id)
    }
  }

  private func heads(ofEpoch number: Int64) throws(CommandError) -> Evidence? {
    guard let state = judgement.chain.newest?.state, let epoch = state.epochs[number],
      let key = state.hostKey(epoch, context.cryptography)
    else { return nil }
    let tip = governed.entangleRefs.first { $0.name == Epoch.ref(number) }?.id
    let own = signedHeads(from: tip)
    let leftOut = leftOut(from: tip)
    var others = judgement.hostClaims.contradictions.values.map(\.head)
    if let remembered = HeadStore(repository, in: context)?.head() { others.append(remembered) }
    for (name, tip) in try shown() where name == Epoch.ref(number) {
      others += signedHeads(from: tip).values
    }
    for other in others where other.head.place.epoch == number {
      guard
        let subject = own[other.head.place.sequence].map({ Evidence.Subject.heads($0, other) })
          ?? leftOut[other.head.place.sequence].flatMap({ subject(other, $0) })
      else { continue }
      let found = Evidence(repository: repository, key: key, subject: subject)
      if (try? found.check(context.cryptography)) != nil { return found }
    }
    return nil
  }

  /// The heads that the receipts up to a commit have, by their numbers.
  private func signedHeads(from tip: ObjectID?) -> [Int64: SignedHead] {
    var heads: [Int64: SignedHead] = [:]
    for (_, reading) in LogList(from: tip, in: governed.objects).receipts {
      let head = reading.receipt.head(context.cryptography)
      heads[head.place.sequence] = SignedHead(head, signature: reading.signature)
    }
    return heads
  }

  /// What is left out of the receipts up to a commit, by their numbers: of each the digest, and the checkpoint.
  private func leftOut(from tip: ObjectID?) -> [Int64: (digest: SHA256Digest, checkpoint: ObjectID)]
  {
    var found: [Int64: (digest: SHA256Digest, checkpoint: ObjectID)] = [:]
    for entry in LogList(from: tip, in: governed.objects) {
      guard case .checkpoint(let reading) = entry.content else { continue }
      for (place, receipt) in reading.checkpoint.leftOut.enumerated() {
        found[entry.place.sequence + Int64(place)] = (receipt.digest, entry.id)
      }
    }
    return found
  }

  /// A head and the checkpoint that leaves out another receipt there; nil where it is the same one.
  private func subject(
    _ head: SignedHead, _ leftOut: (digest: SHA256Digest, checkpoint: ObjectID)
  ) -> Evidence.Subject? {
    guard leftOut.digest != head.head.digest,
      let object = try? governed.objects.read(
        leftOut.checkpoint, limit: ReadLimits().receiptBytes)
    else { return nil }
    return .leftOut(head, object.content, governed.objects.format)
  }

  private func events(of lane: Lane, _ ours: ObjectID, _ theirs: ObjectID) -> Evidence? {
    let own = contents(from: ours)
    let other = contents(from: theirs)
    for (sequence, content) in other.sorted(by: { $0.key < $1.key }) {
      guard let mine = own[sequence], mine != content,
        let key = judgement.chain.newest?.state.principals[lane.principal]?.keys
          .first(where: { context.cryptography.keyID($0.publicKey) == lane.key })?.publicKey
      else { continue }
      let found = Evidence(
        repository: repository, key: key,
        subject: .events(mine, content, governed.objects.format))
      if (try? found.check(context.cryptography)) != nil { return found }
    }
    return nil
  }

  /// The events up to a commit, by their sequences.
  private func contents(from tip: ObjectID) -> [Int64: [UInt8]] {
    let limits = ReadLimits()
    var found: [Int64: [UInt8]] = [:]
    var next: ObjectID? = tip
    while let id = next, let object = try? governed.objects.read(id, limit: limits.eventBytes),
      let event = try? ParsedEvent(
        object, reference: context.cryptography.reference(to: object, format: id.format),
        limits: limits, cryptography: context.cryptography)
    {
      found[event.body.sequence] = object.content
      next = event.commit.parent
    }
    return found
  }
}
