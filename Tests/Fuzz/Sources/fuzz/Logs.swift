@testable import EntangleCrypto
@testable import EntangleModel
@testable import EntangleVerify

extension Target {
  /// Receipts, as their commits and as what is digested: one spelling each, and the parents that the
  /// reader of code commits sees.
  static let receipt = Target("receipt") { bytes in
    for format in ObjectFormat.allCases {
      if let receipt = Receipt(statement: bytes, format: format) {
        require(receipt.statement == bytes, "what is digested has one spelling")
      }
      let object = RawObject(type: .commit, content: bytes)
      check(checkpoint: object, format)
      guard let reading = try? ReceiptReading(object, format: format, limits: ReadLimits())
      else { continue }
      let receipt = reading.receipt
      let again = receipt.commit(
        by: reading.host, on: reading.parent, signature: reading.signature, format: format)
      require(again.content == bytes, "a receipt has one spelling")
      require(reading.statement == receipt.statement, "what is digested is what it says")
      require(Receipt(statement: receipt.statement, format: format) == receipt, "it is read alone")
      switch receipt.content {
      case .accepted(_, let moves):
        let names = moves.map(\.ref)
        require(zip(names, names.dropFirst()).allSatisfy(<), "a ref moves once")
        require(names.allSatisfy(\.isWellFormed), "a ref is one")
        require((1...Receipt.mostLines).contains(moves.count), "the bound holds")
      case .refused(let refusals):
        require((1...Receipt.mostLines).contains(refusals.count), "the bound holds")
      case .current: break
      }
      let head = SignedHead(reading.head(SystemCryptography()), signature: reading.signature)
      require(SignedHead(Array(head.description.utf8)) == head, "a head has one spelling")
      let code = CodeCommit(content: bytes, format: format)
      require(code?.parents == [reading.parent], "the parents are git's")
      require(code?.signatureArmour == [], "git sees no signature")
    }
  }

  /// A checkpoint in the place of receipts: one spelling, within its bounds, and never a receipt as well.
  private static func check(checkpoint object: RawObject, _ format: ObjectFormat) {
    let limits = ReadLimits()
    guard let reading = try? CheckpointReading(object, format: format, limits: limits) else {
      return
    }
    let checkpoint = reading.checkpoint
    let again = checkpoint.commit(
      by: reading.host, on: reading.parent, signature: reading.signature, format: format)
    require(again.content == object.content, "a checkpoint has one spelling")
    require((1...Receipt.mostLines).contains(checkpoint.leftOut.count), "the bound holds")
    require(checkpoint.first.sequence > 1, "the first stays")
    require(checkpoint.leftOut(at: checkpoint.last) == checkpoint.leftOut.last, "the last is there")
    require(
      (try? ReceiptReading(object, format: format, limits: limits)) == nil, "it is no receipt")
  }

  /// Entries of the denylist, as their commits and as messages: one spelling each, and the payload that
  /// the reader of code commits sees.
  static let denial = Target("denial") { bytes in
    if let entry = DenylistEntry(message: bytes) {
      require(entry.message == bytes, "a message has one spelling")
    }
    for format in ObjectFormat.allCases {
      let object = RawObject(type: .commit, content: bytes)
      guard let reading = try? DenylistReading(object, format: format, limits: ReadLimits())
      else { continue }
      let header = reading.header
      let commit = SignedCommit(
        tree: header.tree, parents: header.parents, principal: header.principal,
        time: header.time, message: reading.entry.message)
      require(commit.content(signature: reading.signature) == bytes, "an entry has one spelling")
      require(commit.payload == reading.payload, "the payload is what is signed")
      if case .ban(let ban) = reading.entry.content {
        let again = BannedSubject(Array(ban.subject.description.utf8))
        require(again == ban.subject, "whom it is of has one spelling")
      }
      guard !bytes.contains(0) else { continue }
      let code = CodeCommit(content: bytes, format: format)
      require(code?.payload == reading.payload, "the payload is git's")
      require(code?.signatureArmour == reading.signature.armour, "the signature is git's")
    }
  }

  /// Evidence: one spelling, and the same answer in whichever order the two stand.
  static let evidence = Target("evidence", maximumByteCount: 8_192) { bytes in
    guard let evidence = try? Evidence(canonical: bytes) else { return }
    require(evidence.canonical == bytes, "evidence has one spelling")
    let turned: Evidence.Subject =
      switch evidence.subject {
      case .heads(let first, let second): .heads(second, first)
      case .leftOut: evidence.subject
      case .events(let first, let second, let format): .events(second, first, format)
      }
    let other = Evidence(
      repository: evidence.repository, key: evidence.key, subject: turned)
    let cryptography = SystemCryptography()
    let isShown = (try? evidence.check(cryptography)) != nil
    require(isShown == ((try? other.check(cryptography)) != nil), "the order says nothing")
    let elsewhere = Evidence(repository: .zero, key: evidence.key, subject: evidence.subject)
    guard isShown, evidence.repository != .zero else { return }
    require((try? elsewhere.check(cryptography)) == nil, "it is of one repository")
  }

  /// Push certificates: what is read of the text makes it again, and nothing else is signed.
  static let certificate = Target("certificate") { bytes in
    for format in ObjectFormat.allCases {
      guard let certificate = try? PushCertificate(content: bytes, format: format) else { continue }
      require(written(certificate, format) == certificate.payload, "the text has one spelling")
      require(bytes.starts(with: certificate.payload), "what is signed comes first")
      let rest = Array(bytes.dropFirst(certificate.payload.count))
      require(CodeSignature(armour: rest) == certificate.signature, "the signature is the rest")
      if let seconds = certificate.nonceSeconds { require(seconds >= 0, "a nonce has a time") }
      require(certificate.repositories.count <= certificate.options.count, "each is an option")
      let name = certificate.pusheeName
      require(!name.contains(0x2f) && !name.contains(0x3a), "a name is no path")
    }
  }

  /// The text of a certificate (`gitprotocol-pack(5)`).
  private static func written(_ certificate: PushCertificate, _ format: ObjectFormat) -> [UInt8] {
    func line(_ name: String, _ value: [UInt8]) -> [UInt8] {
      Array("\(name) ".utf8) + value + [0x0a]
    }
    let zeros = String(repeating: "0", count: format.hexCount)
    return line("certificate version", Array("0.1".utf8)) + line("pusher", certificate.pusher)
      + line("pushee", certificate.pushee) + line("nonce", certificate.nonce)
      + certificate.options.flatMap { line("push-option", $0) } + [0x0a]
      + certificate.updates.flatMap {
        line("\($0.old?.hex ?? zeros) \($0.new?.hex ?? zeros)", $0.name.bytes)
      }
  }
}
