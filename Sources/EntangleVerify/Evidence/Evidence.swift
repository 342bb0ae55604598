public import EntangleModel

/// What shows that one key has said two things of which only one can be so: two heads of a host's log with the same
/// number, or two events of a lane with the same sequence. It needs nothing but itself to be checked.
public struct Evidence: Sendable {
  /// What the key has signed twice.
  public enum Subject: Sendable {
    /// Two heads with the same place.
    case heads(SignedHead, SignedHead)
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
    func pair(_ name: String) -> (String, String)? {
      guard case .array(let items)? = members[name], items.count == 2,
        case .string(let first) = items[0], case .string(let second) = items[1]
      else { return nil }
      return (first, second)
    }
    if let (first, second) = pair("heads"), members.count == 4,
      let one = SignedHead(Array(first.utf8)), let two = SignedHead(Array(second.utf8))
    {
      subject = .heads(one, two)
    } else if let (first, second) = pair("events"), members.count == 5,
      let one = Base64.decode(first.utf8), let two = Base64.decode(second.utf8),
      case .string(let name)? = members["objectFormat"],
      let format = ObjectFormat.allCases.first(where: { $0.rawValue == name })
    {
      subject = .events(one, two, format)
    } else {
      throw DocumentDefect("no evidence")
    }
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
      return Shown(
        sentence: "the key \(name) has signed two receipts \(first.head.place) of repository "
          + "\(repository): \(first.head.digest) and \(second.head.digest)")
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
