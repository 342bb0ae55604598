import EntangleModel
import EntangleVerify

/// A receipt before it is signed.
struct ReceiptForm {
  var repository: SHA256Digest
  var place: ReceiptHead.Place
  var chain: SHA256Digest
  var trust: StateReference
  var time: Timestamp
  var content: Receipt.Content
  var host: PrincipalID
  var parent: ObjectID
  var key: TestKey
  var ref: RefName
  /// Changes the commit after it is signed.
  var editContent: (inout [UInt8]) -> Void = { _ in }

  var receipt: Receipt {
    Receipt(
      repository: repository, place: place, chain: chain, trust: trust, time: time,
      content: content)
  }
}

/// A receipt that was made.
struct ReceiptMade: Sendable {
  let id: ObjectID
  let head: SignedHead
  let time: Timestamp
}

extension Plan {
  /// Gives the repository a host with an epoch, from the first state on.
  mutating func host(
    silence: Int64? = nil, _ edit: @escaping @Sendable (inout StateDraft) -> Void = { _ in }
  ) {
    state(1) { draft in
      draft.principals.append(
        Story.principal("server", .host, [(.host, [.law])], person: "hal"))
      draft.epochs[1] = Epoch(
        host: id("server"), key: TestKey.host.id, after: .none, longestSilence: silence)
      edit(&draft)
    }
  }

  /// A host that gives a receipt for everything at the end.
  mutating func hosted(_ act: @escaping @Sendable (inout Story) -> Void = { _ in }) {
    host()
    finally { story in
      story.receive()
      act(&story)
    }
  }
}

extension Story {
  /// The form of the next receipt, of all that has moved.
  func receiptForm(epoch number: Int64 = 1) -> ReceiptForm {
    let places = refs.merging(branches) { first, _ in first }.filter {
      $0.key.dropping(prefix: "refs/entangle/receipts/") == nil && logged[$0.key] != $0.value
    }
    let moves = places.sorted { $0.key < $1.key }.map { name, id in
      Receipt.Move(
        name, old: logged[name],
        new: ObjectReference(
          id: id,
          digest: cryptography.digest(
            objects.table[id] ?? RawObject(type: .commit, content: []))))
    }
    let last = receipts.last.flatMap { $0.head.head.place.epoch == number ? $0 : nil }
    let epoch = sure(law.epochs[number])
    let times =
      lanes.values.map(\.time) + [receipts.last?.time, states.last?.issued].compactMap { $0 }
    return ReceiptForm(
      repository: sure(states.first).name.digest,
      place: ReceiptHead.Place(
        epoch: number, sequence: (last?.head.head.place.sequence ?? 0) + 1),
      chain: last?.head.head.digest ?? epoch.after.digest, trust: sure(states.last).name,
      time: sure(times.max()),
      content: moves.isEmpty
        ? .current : .accepted(Receipt.Push(pusher: nil, certificate: nil), moves: moves),
      host: epoch.host, parent: last?.id ?? sure(openings[number]),
      key: number == 1 ? .host : .newHost, ref: Epoch.ref(number))
  }

  /// Signs a head.
  func signed(_ head: ReceiptHead, by key: TestKey = .host) -> SignedHead {
    let statement = head.statement(of: sure(states.first).name.digest)
    let bytes = key.sign(statement, in: .head).signature.bytes
    return SignedHead(head, signature: sure(Bytes64(bytes)))
  }

  /// Writes a receipt.
  mutating func receive(epoch: Int64 = 1, _ edit: (inout ReceiptForm) -> Void = { _ in }) {
    var form = receiptForm(epoch: epoch)
    edit(&form)
    let receipt = form.receipt
    let statement = receipt.head(cryptography).statement(of: form.repository)
    let signature = sure(Bytes64(form.key.sign(statement, in: .head).signature.bytes))
    var content = receipt.commit(
      by: form.host, on: form.parent, signature: signature, format: .sha1
    ).content
    form.editContent(&content)
    let made = objects.add(RawObject(type: .commit, content: content))
    if case .accepted(_, let moves) = receipt.content {
      for move in moves { logged[move.ref] = move.new?.id }
    }
    receipts.append(
      ReceiptMade(
        id: made, head: SignedHead(receipt.head(cryptography), signature: signature),
        time: form.time))
    refs[form.ref] = made
  }

  /// Has the lead say something that nobody answers.
  mutating func say(at seconds: Int64, _ edit: (inout EventDraft) -> Void = { _ in }) {
    var draft = event(
      .taskRequest, by: .lead, at: at(seconds), [.to: .id(id("builder")), .input: .commit(base)],
      files: ["brief": Array("Wait.\n".utf8)])
    edit(&draft)
    append(draft)
  }

  /// Loses the last event of the runner, on whose lane nobody else builds: the result.
  mutating func loseResult() { objects.remove(sure(steps[.result]).id) }
}

extension Plan {
  /// A host whose log has a receipt of everything, one of a refusal, one of nothing and one of another event.
  mutating func pruned(_ act: @escaping @Sendable (inout Story) -> Void) {
    hosted { story in
      let (digest, time) = (story.receipts[0].head.head.digest, story.receipts[0].time)
      story.receive {
        $0.content = .refused([
          Receipt.Refusal(time: time, pusher: nil, codes: ["E101"], count: 3, digest: digest)
        ])
      }
      story.receive { $0.content = .current }
      story.say(at: 480)
      story.receive()
      act(&story)
    }
  }
}

/// A checkpoint before it is signed.
struct CheckpointForm {
  var repository: SHA256Digest
  var first: ReceiptHead.Place
  var chain: SHA256Digest
  var trust: StateReference
  var leftOut: [Checkpoint.LeftOut]
  var host: PrincipalID
  var parent: ObjectID
  var key: TestKey
  /// Whether the receipts after it are there.
  var isFollowed = true
}

extension Story {
  /// Puts a checkpoint in the place of some receipts, and those after it on top, as they were.
  mutating func leaveOut(
    _ range: ClosedRange<Int>, _ edit: (inout CheckpointForm) -> Void = { _ in }
  ) {
    func reading(_ index: Int) -> ReceiptReading {
      let object = sure(objects.table[receipts[index].id])
      return sure(try? ReceiptReading(object, format: .sha1, limits: ReadLimits()))
    }
    let known = range.map { reading($0) }
    let first = known[0]
    let leftOut = known.map { reading in
      let refused: Int64 =
        if case .refused(let refusals) = reading.receipt.content {
          refusals.reduce(0) { $0 + $1.count }
        } else { 0 }
      return Checkpoint.LeftOut(
        time: reading.receipt.time, refused: refused, digest: reading.head(cryptography).digest)
    }
    var form = CheckpointForm(
      repository: first.receipt.repository, first: first.receipt.place, chain: first.receipt.chain,
      trust: known[known.count - 1].receipt.trust, leftOut: leftOut, host: first.host,
      parent: first.parent, key: .host)
    edit(&form)
    let checkpoint = sure(
      Checkpoint(
        repository: form.repository, first: form.first, chain: form.chain, trust: form.trust,
        leftOut: form.leftOut))
    let signature = sure(
      Bytes64(form.key.sign(checkpoint.statement, in: .checkpoint).signature.bytes))
    var tip = objects.add(
      checkpoint.commit(by: form.host, on: form.parent, signature: signature, format: .sha1))
    if form.isFollowed {
      for index in receipts.indices where index > range.upperBound {
        let later = reading(index)
        tip = objects.add(
          later.receipt.commit(
            by: later.host, on: tip, signature: later.signature, format: .sha1))
      }
    }
    refs[Epoch.ref(first.receipt.place.epoch)] = tip
  }
}
