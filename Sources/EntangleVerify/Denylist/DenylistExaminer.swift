public import EntangleModel

/// Judges the denylist, entry by entry, up to the first of which something is wrong. What is found is about
/// the ref: no event and no branch rests on it.
struct DenylistExaminer {
  let input: VerificationInput
  let chain: TrustChain

  /// What is found, and how many entries there are.
  func run(_ refs: [ClassifiedRef]) -> (findings: [Finding], count: Int) {
    guard chain.newest != nil, let tip = refs.first(where: { $0.place == .denylist })?.id else {
      return ([], 0)
    }
    let reader = DenylistReader(
      objects: input.objects, cryptography: input.cryptography, limits: input.limits)
    var denylist = Denylist()
    for read in reader.chain(from: tip) {
      let context = DenylistContext(
        read: read, denylist: denylist, chain: chain, reader: reader, now: input.now,
        cryptography: input.cryptography, limits: input.limits)
      let findings = RuleBook.denylist.flatMap { $0.findings(in: context) }
      guard findings.isEmpty, case .entry(let reading, let digest) = read.outcome else {
        return (findings.map { $0.about(DenylistEntry.ref) }, Int(denylist.count))
      }
      denylist.append(reading.entry, id: read.id, digest: digest)
    }
    return ([], Int(denylist.count))
  }
}

/// What the rules for the denylist see: one entry, and the list up to it.
struct DenylistContext {
  let read: DenylistRead
  let denylist: Denylist
  let chain: TrustChain
  let reader: DenylistReader
  let now: Timestamp
  let cryptography: any Cryptography
  let limits: ReadLimits
  /// What the files of an imported entry show; nil where it is none, or they cannot be read.
  private(set) var proof: ImportProof?

  init(
    read: DenylistRead, denylist: Denylist, chain: TrustChain, reader: DenylistReader,
    now: Timestamp, cryptography: any Cryptography, limits: ReadLimits
  ) {
    self.read = read
    self.denylist = denylist
    self.chain = chain
    self.reader = reader
    self.now = now
    self.cryptography = cryptography
    self.limits = limits
    guard let reading, let imported, case .success(let files) = reader.files(reading) else {
      return
    }
    proof = ImportProof(
      of: imported, files: files, hostKey: peerKey, cryptography: cryptography, limits: limits)
  }

  /// What it says; nil where it could not be read.
  var reading: DenylistReading? {
    if case .entry(let reading, _) = read.outcome { reading } else { nil }
  }

  /// The trust state that it names; nil where that is not here.
  var state: TrustState? { reading.flatMap { chain.step($0.entry.trust)?.state } }

  /// What is imported; nil where it is an entry of this list.
  var imported: ImportedEntry? {
    if case .imported(let imported)? = reading?.entry.content { imported } else { nil }
  }

  /// The key of the host that is to have signed that, where the state named believes it.
  var peerKey: PublicKey? {
    imported.flatMap { imported in
      state?.peerKey(imported.host, of: imported.origin.repository, cryptography)
    }
  }

  /// How findings name the entry.
  var name: String { "entry \(denylist.count + 1) (\(read.id.short))" }
}

extension TrustState {
  /// Whether a key may put somebody on the denylist at a moment: a `law` key that counts, of an active authority, of an
  /// active operator whose role is `operator` or more, or of the host of the newest epoch.
  public func mayBan(_ key: PublicKey, as reporter: Lane, at moment: Timestamp) -> Bool {
    guard let holder = keys[key], holder.principal.id == reporter.principal,
      holder.principal.status == .active, holder.key.uses.contains(.law),
      holder.key.isValid(at: moment)
    else { return false }
    switch holder.principal.kind {
    case .authority: return true
    case .operator:
      return holder.principal.grant.map { $0.role >= .operator && moment <= $0.until } ?? false
    case .host:
      guard let epoch = currentEpoch?.epoch else { return false }
      return epoch.host == reporter.principal && epoch.key == reporter.key
    default: return false
    }
  }
}
