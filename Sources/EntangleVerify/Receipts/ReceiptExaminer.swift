internal import EntangleModel

/// Reads and judges the host's logs: receipt by receipt, epoch by epoch.
struct ReceiptExaminer {
  let input: VerificationInput
  let chain: TrustChain
  let gate: EventGate

  /// What was found in order, receipts ahead of now included.
  private(set) var hostLog: ReceiptLog
  /// The log before the first receipt that is ahead of now; nil where none is.
  private var logUntilNow: ReceiptLog?
  private(set) var findings: [Finding] = []
  /// Whether there is no going on.
  private var isBroken = false

  /// What was found in order.
  var log: ReceiptLog { logUntilNow ?? hostLog }

  init(
    _ input: VerificationInput, chain: TrustChain, gate: EventGate, base: RecordedReceipts? = nil
  ) {
    self.input = input
    self.chain = chain
    self.gate = gate
    hostLog = ReceiptLog(base: base)
  }

  /// Judges what stands at the refs of receipts; an epoch of which something is wrong is judged up to there, and
  /// no later one. A receipt that is ahead of now alone is told, and its host is gone along with, since he can go on from nowhere else.
  mutating func run(_ refs: [ClassifiedRef]) {
    var tips: [Int64: ObjectID] = [:]
    for ref in refs { if case .receipts(let number)? = ref.place { tips[number] = ref.id } }
    guard let newest = chain.newest, !newest.state.epochs.isEmpty else { return }
    let epochs = newest.state.epochs
    defer {
      let arriving = input.entangleRefs.filter { input.arriving.contains($0.name) }
      let (now, version) = (input.now, newest.name.version)
      hostLog.arrive(arriving, at: now, version: version)
      logUntilNow?.arrive(arriving, at: now, version: version)
    }
    for number in epochs.keys.sorted() where !isBroken {
      guard let tip = tips[number], let epoch = epochs[number] else { continue }
      run(tip, epoch: epoch, number: number, end: epochs[number + 1]?.after.sequence)
    }
  }

  /// Judges an epoch's receipts, those after `end` left out: they are lost.
  private mutating func run(_ tip: ObjectID, epoch: Epoch, number: Int64, end: Int64?) {
    guard let opening = chain.opening(ofEpoch: number) else { return }
    let known = hostLog.epoch(number)
    let reader = ReceiptReader(
      gate: gate, workers: input.workers,
      key: chain.newest?.state.hostKey(epoch, input.cryptography))
    let roots = Set(chain.steps.map(\.reference.id) + [known?.tip].compactMap { $0 })
    guard tip == known?.tip || !roots.contains(tip) else {
      isBroken = true
      findings.append(J101ReceiptMalformed.broken("no receipt stands there").about(tip))
      return
    }
    var names = reader.names(from: tip, roots: roots)[...]
    if let end { names = names.prefix(Int(max(0, end - (known?.count ?? 0)))) }
    var parent = known?.tip ?? opening.reference.id
    while !names.isEmpty {
      for entry in reader.entries(names.prefix(ReceiptReader.batch)) {
        if let end, let count = hostLog.epoch(number)?.count, count >= end { return }
        let law = entry.frame.flatMap {
          ReceiptLaw($0.trust, in: chain, after: hostLog.newest?.version)
        }
        take(found(entry, under: law, of: epoch, number: number, on: parent, tip: tip, end: end))
        guard !isBroken, let law else { return }
        switch entry.outcome {
        case .receipt(let reading, let digest, _):
          hostLog.append(
            reading.receipt, under: law, id: entry.id,
            head: SignedHead(
              ReceiptHead(reading.receipt.place, digest: digest), signature: reading.signature))
        case .checkpoint(let reading, _):
          hostLog.append(reading.checkpoint, under: law, id: entry.id)
        case .missing, .unreadable, .defect: return
        }
        parent = entry.id
      }
      names = names.dropFirst(ReceiptReader.batch)
    }
  }

  /// Takes in what was found of a receipt; of those that are ahead of now only the first is told.
  private mutating func take(_ found: [Finding]) {
    guard !found.isEmpty else { return }
    let isAhead = found.allSatisfy {
      $0.code == J105ReceiptTimeWrong.text.code && $0.severity == .undecided
    }
    if !isAhead || logUntilNow == nil { findings += found }
    if isAhead, logUntilNow == nil { logUntilNow = hostLog }
    isBroken = !isAhead
  }

  /// What the rules find. (The log that they look at is not held any longer: else the next receipt would be taken into
  /// a copy of it.)
  private func found(
    _ entry: ReceiptEntry, under law: ReceiptLaw?, of epoch: Epoch, number: Int64,
    on parent: ObjectID, tip: ObjectID, end: Int64?
  ) -> [Finding] {
    let context = ReceiptContext(
      entry: entry, law: law, number: number, epoch: epoch, parent: parent,
      isNewest: entry.id == tip,
      end: end, log: hostLog, chain: chain, now: input.now, limits: input.limits)
    return RuleBook.receipts.flatMap { $0.findings(in: context) }.map { $0.about(entry.id) }
  }
}

/// What the rules for receipts see: one, and the log up to it.
struct ReceiptContext {
  let entry: ReceiptEntry
  /// The law that it names; nil where the chain does not have it.
  let law: ReceiptLaw?
  /// The number of the epoch of the ref.
  let number: Int64
  let epoch: Epoch
  /// On which commit it has to stand.
  let parent: ObjectID
  /// Whether the ref stands there.
  let isNewest: Bool
  /// The number of the last receipt that counts; nil where all do.
  let end: Int64?
  let log: ReceiptLog
  let chain: TrustChain
  let now: Timestamp
  let limits: ReadLimits

  /// What it says; nil where it is no receipt that can be read.
  var receipt: Receipt? {
    if case .receipt(let reading, _, _) = entry.outcome { reading.receipt } else { nil }
  }
}
