internal import EntangleModel

/// What the files of an imported entry show, of which nothing is taken on anybody's word but that of the host whose
/// key the law believes.
struct ImportProof {
  /// The entry as it was made.
  let reading: DenylistReading
  /// What does not hold together; empty where all does.
  private(set) var defects: [String] = []

  private let imported: ImportedEntry
  private let cryptography: any Cryptography

  /// Reads the files of an entry; nil where the entry itself cannot be read. `hostKey` is the key that is to have signed the
  /// receipt; nil where the law has none, and then the signature is not looked at.
  init?(
    of imported: ImportedEntry, files: [String: [UInt8]], hostKey: PublicKey?,
    cryptography: any Cryptography, limits: ReadLimits
  ) {
    func commit(_ name: String) -> DenylistReading? {
      files[name].flatMap { Self.entry($0, limits: limits) }
    }
    guard let reading = commit(ImportedFile.entry) else { return nil }
    self.reading = reading
    self.imported = imported
    self.cryptography = cryptography
    check(reading)
    if digest(files[ImportedFile.entry]) != imported.digest { note("the entry is another") }
    var last = reading.entry
    var lastDigest = imported.digest
    var number = 1
    while let next = commit(ImportedFile.later(number)) {
      if next.entry.repository != last.repository || next.entry.sequence != last.sequence + 1
        || next.entry.chain != lastDigest
      {
        note("'\(ImportedFile.later(number))' does not follow")
      }
      (last, lastDigest) = (next.entry, digest(files[ImportedFile.later(number)]))
      number += 1
    }
    if files.keys.contains(ImportedFile.later(number)) {
      note("'\(ImportedFile.later(number))' is no entry")
    }
    checkReceipt(files[ImportedFile.receipt] ?? [], newest: lastDigest, hostKey, limits)
    if case .ban(let ban, let keys) = imported.content { checkSubject(ban, keys, files) }
    if case .ban(let ban, _) = imported.content, case .kept(let digest) = ban.evidence,
      files[DenylistEntry.evidenceName].map({ cryptography.sha256($0) }) != digest
    {
      note("'evidence' is not what 'Evidence' binds")
    }
  }

  /// The content of a commit that is an entry, in a repository of either object format.
  static func entry(_ content: [UInt8], limits: ReadLimits) -> DenylistReading? {
    guard content.count <= limits.eventBytes else { return nil }
    let object = RawObject(type: .commit, content: content)
    return (try? DenylistReading(object, format: .sha1, limits: limits))
      ?? (try? DenylistReading(object, format: .sha256, limits: limits))
  }

  /// The content of a commit that is a receipt, likewise.
  static func receipt(_ content: [UInt8], limits: ReadLimits) -> ReceiptReading? {
    let object = RawObject(type: .commit, content: content)
    return (try? ReceiptReading(object, format: .sha1, limits: limits))
      ?? (try? ReceiptReading(object, format: .sha256, limits: limits))
  }

  /// Whether the names of the files are those that such an entry has.
  static func hasNames(_ names: Set<String>, of imported: ImportedEntry) -> Bool {
    var due: Set<String> = [ImportedFile.entry, ImportedFile.receipt]
    if case .ban(let ban, _) = imported.content {
      due.formUnion([ImportedFile.statement, ImportedFile.contents, ImportedFile.principal])
      if case .kept = ban.evidence { due.insert(DenylistEntry.evidenceName) }
    }
    let more = names.subtracting(due)
    return due.isSubset(of: names) && more.count <= ImportedFile.mostLater
      && more == Set((0..<more.count).map { ImportedFile.later($0 + 1) })
  }

  private mutating func note(_ detail: String) { defects.append(detail) }

  private func digest(_ content: [UInt8]?) -> SHA256Digest {
    cryptography.digest(RawObject(type: .commit, content: content ?? []))
  }

  /// Whether the entry is by its reporter, and what the import says.
  private mutating func check(_ reading: DenylistReading) {
    let entry = reading.entry
    let key = reading.signature.publicKey
    if reading.header.principal != entry.reporter.principal || reading.header.time != entry.time
      || cryptography.keyID(key) != entry.reporter.key
      || !reading.signature.isValid(over: reading.payload, in: .git, cryptography: cryptography)
    {
      note("its reporter has not signed it")
    }
    let origin = ImportedEntry.Origin(repository: entry.repository, sequence: entry.sequence)
    if origin != imported.origin { note("the entry is another") }
    switch (entry.content, imported.content) {
    case (.ban(let ban), .ban(let said, _)) where ban == said: break
    case (.lift(let number), .lift(let said)) where number == said: break
    default: note("the entry says something else")
    }
  }

  /// Whether the host has signed that its list stood at an entry.
  private mutating func checkReceipt(
    _ content: [UInt8], newest: SHA256Digest, _ hostKey: PublicKey?, _ limits: ReadLimits
  ) {
    guard let found = Self.receipt(content, limits: limits) else {
      return note("'receipt' is none")
    }
    let receipt = found.receipt
    var isListed = false
    if case .accepted(_, let moves) = receipt.content {
      isListed = moves.contains { $0.ref == DenylistEntry.ref && $0.new?.digest == newest }
    }
    if receipt.repository != imported.origin.repository || !isListed {
      note("the receipt is of something else")
    }
    let head = SignedHead(found.head(cryptography), signature: found.signature)
    if let hostKey,
      !head.isValid(of: receipt.repository, by: hostKey, cryptography: cryptography)
    {
      note("the host has not signed the receipt")
    }
  }

  /// Whether the keys are those that the state named by the entry gives to whom it bans.
  private mutating func checkSubject(_ ban: Ban, _ keys: [KeyID], _ files: [String: [UInt8]]) {
    let bytes = files[ImportedFile.statement] ?? []
    guard cryptography.sha256(bytes) == reading.entry.trust.digest,
      let statement = try? Statement(bytes), statement.version == reading.entry.trust.version
    else { return note("'statement' is not that of the state named") }
    let contents = files[ImportedFile.contents] ?? []
    guard cryptography.sha256(contents) == statement.contents else {
      return note("'contents' is not what the statement binds")
    }
    let document = files[ImportedFile.principal] ?? []
    let digest = cryptography.sha256(document)
    let lines = contents.split(separator: UInt8(ascii: "\n"))
    let id = ban.subject.principal
    let kind = PrincipalKind.allCases.first { kind in
      lines.contains { $0.elementsEqual("\(digest)  principals/\(kind.rawValue)/\(id).json".utf8) }
    }
    guard let kind, let principal = try? Principal(canonical: document, kind: kind, id: id) else {
      return note("'principal' is not in that state")
    }
    let known = principal.keys.map { cryptography.keyID($0.publicKey) }
    let due = ban.subject.key.map { key in known.filter { $0 == key } } ?? known
    if due.sorted() != keys { note("'Keys' is not what it has there") }
  }
}
