/// The value of one of a kind's trailers.
public enum EventFieldValue: Sendable, Hashable, CustomStringConvertible {
  case id(PrincipalID)
  case ids([PrincipalID])
  case ref(RefName)
  indirect case object(ObjectReference)
  case time(Timestamp)
  case number(Int64)
  /// In memory of its own: few events name commits, and the other values are small.
  indirect case commit(CommitReference)
  case absent
  case word(String)

  /// The trailer's value as written.
  public var description: String {
    switch self {
    case .id(let id): id.text
    case .ids(let ids): ids.map(\.text).joined(separator: " ")
    case .ref(let ref): ref.description
    case .object(let object): object.description
    case .time(let time): time.description
    case .number(let number): String(number)
    case .commit(let commit): commit.description
    case .absent: "none"
    case .word(let word): word
    }
  }

  /// What the summary line shows: the value, a commit by the first ten digits of its name.
  var headline: String {
    if case .commit(let commit) = self { commit.id.short } else { description }
  }
}

/// A file of an event's tree, bound by the SHA-256 of its content.
public struct EventFile: Sendable, Hashable {
  public let name: String
  public let digest: SHA256Digest

  public init(name: String, digest: SHA256Digest) {
    self.name = name
    self.digest = digest
  }
}

/// What an event says: everything that its message holds, in types.
public struct EventBody: Sendable, Hashable {
  public let kind: EventKind
  let origin: EventOrigin
  public let sequence: Int64
  public let chain: SHA256Digest
  public let causes: [ObjectReference]
  public let files: [EventFile]
  /// The kind's own trailers, in the order of `kind.fields`.
  public internal(set) var values: [EventFieldValue]

  public init(
    kind: EventKind, repository: SHA256Digest, lane: Lane, sequence: Int64, chain: SHA256Digest,
    trust: StateReference, seen: SignedHead? = nil, causes: [ObjectReference],
    files: [EventFile], values: [EventFieldValue]
  ) {
    self.init(
      kind: kind,
      origin: EventOrigin(repository: repository, lane: lane, trust: trust, seen: seen),
      sequence: sequence, chain: chain, causes: causes, files: files, values: values)
  }

  init(
    kind: EventKind, origin: EventOrigin, sequence: Int64, chain: SHA256Digest,
    causes: [ObjectReference], files: [EventFile], values: [EventFieldValue] = []
  ) {
    self.kind = kind
    self.origin = origin
    self.sequence = sequence
    self.chain = chain
    self.causes = causes
    self.files = files
    self.values = values
  }

  public var repository: SHA256Digest { origin.repository }
  public var lane: Lane { origin.lane }
  public var trust: StateReference { origin.trust }
  /// The newest head of the host's log that the signer knew; nil where he knew none.
  public var seen: SignedHead? { origin.seen }

  /// The value of a trailer; nil where the kind has no such trailer.
  public subscript(_ name: EventFieldName) -> EventFieldValue? {
    for (field, value) in zip(kind.fields, values) where field.name == name { return value }
    return nil
  }

  /// The commit that a trailer names; nil where it names none.
  public func commit(_ name: EventFieldName) -> CommitReference? {
    if case .commit(let commit) = self[name] { commit } else { nil }
  }

  /// The principal that a trailer names.
  public func id(_ name: EventFieldName) -> PrincipalID? {
    if case .id(let id) = self[name] { id } else { nil }
  }

  /// The principals that a trailer names; none where there is no such trailer.
  public func ids(_ name: EventFieldName) -> [PrincipalID] {
    if case .ids(let ids) = self[name] { ids } else { [] }
  }

  /// The ref that a trailer names.
  public var ref: RefName? {
    if case .ref(let ref) = self[.ref] { ref } else { nil }
  }

  /// The tag that an event names, by its full ref.
  public var tag: RefName? {
    if case .ref(let ref) = self[.tag] { ref } else { nil }
  }

  /// The object that a trailer names by oid and digest.
  public func object(_ name: EventFieldName) -> ObjectReference? {
    if case .object(let object) = self[name] { object } else { nil }
  }

  /// The word that a trailer holds.
  public func word(_ name: EventFieldName) -> String? {
    if case .word(let word) = self[name] { word } else { nil }
  }

  /// The number that a trailer holds.
  public func number(_ name: EventFieldName) -> Int64? {
    if case .number(let number) = self[name] { number } else { nil }
  }

  /// The moment that a trailer holds.
  public func time(_ name: EventFieldName) -> Timestamp? {
    if case .time(let time) = self[name] { time } else { nil }
  }
}

/// A well-formed event, unproven: nothing in it has been checked against anything else.
///
/// A class, because judgement hands events on many times and never changes them.
public final class ParsedEvent: Sendable {
  public let reference: ObjectReference
  public let commit: Header
  public let body: EventBody
  /// Whether the parents after the first are the causes, in their order, without one that is the
  /// first parent.
  public let hasCausesAsParents: Bool
  private let signer: CommitSigner
  private let keySignature: KeySignature
  /// SHA-512 of what is signed: all that is needed of it to check the signature.
  private let signedDigest: Bytes64

  /// What its headers say. (A run of the verifier holds each event: what can be told from the rest is
  /// not kept.)
  public struct Header: Sendable, Hashable {
    public let tree: ObjectID
    /// The first parent: what is before it on its lane.
    public let parent: ObjectID
    public let principal: PrincipalID
    public let time: Timestamp
  }

  /// Reads a commit as an event. Throws where one byte is not as entangle writes it. What is the same
  /// in `neighbour`, an event of the same lane, is held only once.
  public init(
    _ object: RawObject, reference: ObjectReference, neighbour: ParsedEvent? = nil,
    limits: ReadLimits, cryptography: any Cryptography
  ) throws(EventDefect) {
    guard object.type == .commit else { throw .headers("not a commit") }
    let content = object.content
    let (reading, body) = try content.withUnsafeBufferPointer { (bytes) throws(EventDefect) in
      var reader = TextReader(bytes)
      let reading = try SignedCommitReading(
        &reader, format: reference.id.format, neighbour: neighbour?.signer, limits: limits)
      return (reading, try EventMessage.decode(&reader, neighbour: neighbour?.body.origin))
    }
    let header = reading.header
    guard let parent = header.parents.first else { throw .headers("no parent") }
    self.reference = reference
    self.body = body
    signer = reading.signer
    keySignature = reading.signature
    commit = Header(
      tree: header.tree, parent: parent, principal: header.principal, time: header.time)
    hasCausesAsParents = header.parents.dropFirst().elementsEqual(
      body.causes.lazy.map(\.id).filter { $0 != parent })
    signedDigest = cryptography.sha512(
      content.span.extracting(..<reading.signatureHeader.lowerBound),
      content.span.extracting(reading.signatureHeader.upperBound...))
  }

  public var id: ObjectID { reference.id }

  /// The key that the signature of the commit names.
  public var publicKey: PublicKey { signer.key }

  /// The signature that the commit carries.
  public var signature: SSHSignature {
    SSHSignature(publicKey: signer.key, namespace: .git, signature: keySignature)
  }

  /// Whether Ed25519 accepts the signature over the event by the key that it carries.
  public func isSignatureValid(_ cryptography: any Cryptography) -> Bool {
    signature.isValid(overDigest: signedDigest, in: .git, cryptography: cryptography)
  }
}
