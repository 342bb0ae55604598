internal import EntangleGit
internal import EntangleModel
internal import EntangleVerify

/// Gathers what shows, in another repository, that its host has an entry on its list, and which keys its law gives to whom
/// that bans.
struct NativeProof {
  /// Why an entry cannot be shown: lower case, no full stop.
  struct Gap: Error {
    let detail: String
  }

  private let entries: [(reading: DenylistReading, object: RawObject)]
  private let digests: [SHA256Digest]
  private let governed: GovernedRepository
  private let chain: TrustChain?
  private let cryptography: any Cryptography
  /// The receipts by which the host took entries, by the digests of these.
  private var receipts: [SHA256Digest: (content: [UInt8], host: KeyID)] = [:]

  init(
    _ governed: GovernedRepository, entries: [(reading: DenylistReading, object: RawObject)],
    root: SHA256Digest?, at now: Timestamp, in context: CommandContext
  ) {
    self.governed = governed
    self.entries = entries
    cryptography = context.cryptography
    digests = entries.map { context.cryptography.digest($0.object) }
    let head = governed.entangleRefs.first { $0.name == EntangleRef.trustName }?.id
    chain = root.flatMap { root in
      head.flatMap { governed.chain(at: $0, root: root, now: now, in: context) }
    }
    let limits = ReadLimits()
    for (number, epoch) in chain?.newest?.state.epochs ?? [:] {
      let tip = governed.entangleRefs.first { $0.name == Epoch.ref(number) }?.id
      for (id, reading) in LogList(from: tip, in: governed.objects).receipts {
        guard case .accepted(_, let moves) = reading.receipt.content,
          let digest = moves.first(where: { $0.ref == DenylistEntry.ref })?.new?.digest,
          let object = try? governed.objects.read(id, limit: limits.receiptBytes)
        else { continue }
        receipts[digest] = (object.content, epoch.key)
      }
    }
  }

  /// An entry of the list itself, by its place from 0 on.
  func entry(_ index: Int) throws(Gap) -> ForeignEntry {
    guard let chain else { throw Gap(detail: "the law there cannot be verified") }
    let reading = entries[index].reading
    let end = min(entries.count, index + ImportedFile.mostLater + 1)
    guard let last = (index..<end).first(where: { receipts[digests[$0]] != nil }),
      let receipt = receipts[digests[last]]
    else { throw Gap(detail: "its host has given no receipt for it") }
    var files = [
      ImportedFile.entry: entries[index].object.content, ImportedFile.receipt: receipt.content,
    ]
    for place in (index + 1)..<(last + 1) {
      files[ImportedFile.later(place - index)] = entries[place].object.content
    }
    let content: ImportedEntry.Content
    switch reading.entry.content {
    case .ban(let ban): content = try self.ban(ban, reading, chain, &files)
    case .lift(let number): content = .lift(number)
    case .imported: throw Gap(detail: "it was made elsewhere")
    }
    guard files.values.allSatisfy({ $0.count <= ReadLimits().eventFileBytes }) else {
      throw Gap(detail: "what shows it is longer than a file of an entry may be")
    }
    let origin = ImportedEntry.Origin(
      repository: reading.entry.repository, sequence: reading.entry.sequence)
    return ForeignEntry(
      imported: ImportedEntry(
        origin: origin, digest: digests[index], host: receipt.host, content: content),
      files: files)
  }

  /// What a ban says, with the files that show whom it is of.
  private func ban(
    _ ban: Ban, _ reading: DenylistReading, _ chain: TrustChain, _ files: inout [String: [UInt8]]
  ) throws(Gap) -> ImportedEntry.Content {
    guard let state = chain.step(reading.entry.trust)?.state,
      let principal = state.principals[ban.subject.principal],
      let document = state.files[principal.path], let statement = state.files["statement"]
    else { throw Gap(detail: "the law that it names has no such principal") }
    files[ImportedFile.statement] = statement
    files[ImportedFile.contents] = Statement.contents(state.files, cryptography: cryptography)
    files[ImportedFile.principal] = document
    if case .kept = ban.evidence { files[DenylistEntry.evidenceName] = try evidence(reading) }
    let known = principal.keys.map { cryptography.keyID($0.publicKey) }
    return .ban(ban, keys: known.filter { $0 == ban.subject.key ?? $0 }.sorted())
  }

  private func evidence(_ reading: DenylistReading) throws(Gap) -> [UInt8] {
    let limits = ReadLimits()
    guard let tree = try? governed.objects.read(reading.header.tree, limit: limits.treeBytes),
      let file = TreeObject(content: tree.content, format: governed.objects.format)?.entries.first,
      let blob = try? governed.objects.read(file.id, limit: limits.eventFileBytes)
    else { throw Gap(detail: "its evidence is not there") }
    return blob.content
  }
}
