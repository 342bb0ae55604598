public import EntangleModel

/// What shows that one key has said two things of which only one can be so: two heads of a host's log with the same
/// number, or two events of a lane with the same sequence. It needs nothing but itself to be checked.
public struct Evidence: Sendable {
  /// What the key has signed twice.
  public enum Subject: Sendable {
    /// Two heads with the same place.
    case heads(SignedHead, SignedHead)
    /// A head, and a checkpoint that leaves out another receipt there, as the raw content of its commit.
    case leftOut(SignedHead, [UInt8], ObjectFormat)
    /// Two events, as the raw content of their commits.
    case events([UInt8], [UInt8], ObjectFormat)
  }

  /// The repository that both are of.
  public let repository: SHA256Digest
  public let key: PublicKey
  public let subject: Subject

  public init(repository: SHA256Digest, key: PublicKey, subject: Subject) {
    self.repository = repository
    self.key = key
    self.subject = subject
  }

  private static let schema = "entangle/evidence@v1"

  /// The document.
  public var canonical: [UInt8] {
    var members: [String: JSONValue] = [
      "schema": .string(Self.schema), "repository": .string(repository.hex),
      "key": .string(key.text),
    ]
    switch subject {
    case .heads(let first, let second):
      members["heads"] = .array([.string(first.description), .string(second.description)])
    case .leftOut(let head, let checkpoint, let format):
      members["heads"] = .array([.string(head.description)])
      members["checkpoint"] = .string(Base64.encode(checkpoint))
      members["objectFormat"] = .string(format.rawValue)
    case .events(let first, let second, let format):
      members["events"] = .array([first, second].map { .string(Base64.encode($0)) })
      members["objectFormat"] = .string(format.rawValue)
    }
    return JSONValue.object(members).encodeCanonical()
  }

  /// Reads the document. Throws where one byte is not as `canonical` writes it.
  public init(canonical bytes: [UInt8]) throws(DocumentDefect) {
    guard let value = try? JSONValue(canonical: bytes), case .object(let members) = value,
      members["schema"] == .string(Self.schema), case .string(let hex)? = members["repository"],
      let repository = SHA256Digest(hex: hex), case .string(let text)? = members["key"],
      let key = PublicKey(text: text)
    else { throw DocumentDefect("no evidence") }
    self.repository = repository
    self.key = key
    let heads = Self.texts(members["heads"])?.map { SignedHead(Array($0.utf8)) }
    let commits = Self.texts(members["events"])?.map { Base64.decode($0.utf8) }
    let format = members["objectFormat"].flatMap { name in
      ObjectFormat.allCases.first { .string($0.rawValue) == name }
    }
    if members.count == 4, heads?.count == 2, let one = heads?[0], let two = heads?[1] {
      subject = .heads(one, two)
    } else if members.count == 6, heads?.count == 1, let head = heads?[0], let format,
      case .string(let text)? = members["checkpoint"], let content = Base64.decode(text.utf8)
    {
      subject = .leftOut(head, content, format)
    } else if members.count == 5, commits?.count == 2, let one = commits?[0],
      let two = commits?[1], let format
    {
      subject = .events(one, two, format)
    } else {
      throw DocumentDefect("no evidence")
    }
  }

  /// The strings of an array; nil where it is none of them alone.
  private static func texts(_ value: JSONValue?) -> [String]? {
    guard case .array(let items)? = value else { return nil }
    let texts = items.compactMap { if case .string(let text) = $0 { text } else { nil } }
    return texts.count == items.count ? texts : nil
  }

  /// What is shown, in a sentence without full stop.
  public struct Shown: Sendable {
    public let sentence: String
  }

  /// Why nothing is shown: lower case, without full stop.
  public struct Doubt: Error, Sendable {
    public let detail: String
  }

  /// Checks that the key has signed both, and that both cannot be so. Throws `Doubt`.
  public func check(
    _ cryptography: any Cryptography, limits: ReadLimits = ReadLimits()
  ) throws(Doubt) -> Shown {
    let name = cryptography.keyID(key)
    switch subject {
    case .heads(let first, let second):
      for head in [first, second]
      where !head.isValid(of: repository, by: key, cryptography: cryptography) {
        throw Doubt(detail: "the key has not signed the head \(head.head.place)")
      }
      guard first.head.place == second.head.place else {
        throw Doubt(detail: "the heads are of two places")
      }
      guard first.head.digest != second.head.digest else {
        throw Doubt(detail: "both heads are of the same receipt")
      }
      return receipts(at: first.head.place, first.head.digest, second.head.digest, by: name)
    case .leftOut(let head, let content, let format):
      guard head.isValid(of: repository, by: key, cryptography: cryptography) else {
        throw Doubt(detail: "the key has not signed the head \(head.head.place)")
      }
      let object = RawObject(type: .commit, content: content)
      guard let reading = try? CheckpointReading(object, format: format, limits: limits),
        reading.checkpoint.repository == repository,
        reading.isSigned(by: key, cryptography: cryptography)
      else { throw Doubt(detail: "the key has signed no such checkpoint") }
      guard let other = reading.checkpoint.leftOut(at: head.head.place) else {
        throw Doubt(detail: "the checkpoint leaves out no receipt \(head.head.place)")
      }
      guard head.head.digest != other.digest else {
        throw Doubt(detail: "both are of the same receipt")
      }
      return receipts(at: head.head.place, head.head.digest, other.digest, by: name)
    case .events(let first, let second, let format):
      let one = try event(first, format, cryptography, limits)
      let two = try event(second, format, cryptography, limits)
      guard one.body.lane == two.body.lane, one.body.sequence == two.body.sequence else {
        throw Doubt(detail: "the events are of two places")
      }
      guard try payload(first, format, limits) != payload(second, format, limits) else {
        throw Doubt(detail: "both events say the same")
      }
      return Shown(
        sentence:
          "the key \(name) of '\(one.body.lane.principal)' has signed two events \(one.body.sequence) of its "
          + "lane in repository \(repository): \(one.id) and \(two.id)")
    }
  }

  private func receipts(
    at place: ReceiptHead.Place, _ first: SHA256Digest, _ second: SHA256Digest, by name: KeyID
  ) -> Shown {
    Shown(
      sentence: "the key \(name) has signed two receipts \(place) of repository "
        + "\(repository): \(first) and \(second)")
  }

  private func event(
    _ content: [UInt8], _ format: ObjectFormat, _ cryptography: any Cryptography,
    _ limits: ReadLimits
  ) throws(Doubt) -> ParsedEvent {
    let object = RawObject(type: .commit, content: content)
    let reference = cryptography.reference(to: object, format: format)
    let event: ParsedEvent
    do {
      event = try ParsedEvent(
        object, reference: reference, limits: limits, cryptography: cryptography)
    } catch {
      throw Doubt(detail: "\(reference.id) is no event")
    }
    guard event.body.repository == repository else {
      throw Doubt(detail: "\(event.id) is of another repository")
    }
    guard event.publicKey == key, event.body.lane.key == cryptography.keyID(key),
      event.isSignatureValid(cryptography)
    else { throw Doubt(detail: "the key has not signed \(event.id)") }
    return event
  }

  private func payload(
    _ content: [UInt8], _ format: ObjectFormat, _ limits: ReadLimits
  ) throws(Doubt) -> [UInt8] {
    do {
      return try SignedCommit.decode(content, format: format, limits: limits).payload
    } catch {
      throw Doubt(detail: "no event")
    }
  }
}
