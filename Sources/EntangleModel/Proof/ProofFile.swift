/// A proof of one object: raw objects from which anybody can check what is claimed, without the
/// repository that they are from (`Docs/format-proof.md`). Nothing in it has been checked.
public struct ProofFile: Sendable, Hashable {
  public static let schema = "entangle/proof@v1"

  /// The repository id that it says it is of.
  public let repository: SHA256Digest
  public let format: ObjectFormat
  public let claim: ProofClaim
  /// The newest commit of the trust chain that it holds.
  public let trust: ObjectID
  /// The events that are to be judged, sorted, without repeats.
  public let events: [ObjectID]
  public let objects: [ObjectID: RawObject]

  public init(
    repository: SHA256Digest, format: ObjectFormat, claim: ProofClaim, trust: ObjectID,
    events: [ObjectID], objects: [ObjectID: RawObject]
  ) {
    self.repository = repository
    self.format = format
    self.claim = claim
    self.trust = trust
    self.events = events.sorted()
    self.objects = objects
  }

  /// Reads a file; throws where one byte is not as `encoded` writes it, or it is beyond the bounds.
  ///
  /// That an object is what its name says is not looked at.
  public init(_ bytes: [UInt8], limits: ReadLimits = ReadLimits()) throws(DocumentDefect) {
    guard bytes.count <= limits.proofBytes else { throw DocumentDefect("larger than the bound") }
    var members = try JSONMembers(canonical: bytes, schema: Self.schema)
    repository = try members.value("repository") { SHA256Digest(hex: $0) }
    format = try members.value("objectFormat") { ObjectFormat(rawValue: $0) }
    claim = try ProofClaim(try members.object("claim"))
    trust = try members.value("trust") { ObjectID(hex: $0) }
    var events: [ObjectID] = []
    for text in try members.strings("events") {
      guard let id = ObjectID(hex: text) else {
        throw DocumentDefect("'events' holds what is no object name")
      }
      if let last = events.last, !(last < id) { throw DocumentDefect("'events' is out of order") }
      events.append(id)
    }
    self.events = events
    var objects: [ObjectID: RawObject] = [:]
    for (name, value) in try members.dictionary("objects") {
      guard let id = ObjectID(hex: name), id.format == format else {
        throw DocumentDefect("'objects' names what is no object of the format")
      }
      objects[id] = try Self.object(value)
    }
    self.objects = objects
    try members.end()
    let names = [claim.object, trust] + events + [claim.event, claim.object].compactMap { $0 }
    guard names.allSatisfy({ $0.format == format }) else {
      throw DocumentDefect("an object name is not of the format")
    }
  }

  /// The file.
  public var encoded: [UInt8] {
    let objects = self.objects.map { ($0.key.hex, Self.json($0.value)) }
    return JSONValue.object([
      "claim": claim.json, "events": .array(events.map { .string($0.hex) }),
      "objectFormat": .string(format.rawValue),
      "objects": .object(Dictionary(objects) { first, _ in first }),
      "repository": .string(repository.hex), "schema": .string(Self.schema),
      "trust": .string(trust.hex),
    ]).encodeCanonical()
  }

  /// A content that is UTF-8 stands as text, any other in Base64: so there is one way to write it.
  private static func json(_ object: RawObject) -> JSONValue {
    let content: (String, JSONValue) =
      if let text = String(validating: object.content, as: UTF8.self) {
        ("text", .string(text))
      } else {
        ("base64", .string(Base64.encode(object.content)))
      }
    return .object([content.0: content.1, "type": .string(object.type.rawValue)])
  }

  private static func object(_ value: JSONValue) throws(DocumentDefect) -> RawObject {
    var members = try JSONMembers(value, "object")
    let type = try members.value("type") { ObjectType(rawValue: $0) }
    let content: [UInt8]
    if let decoded = try members.valueIfPresent("base64", { Base64.decode($0.utf8) }) {
      guard String(validating: decoded, as: UTF8.self) == nil else {
        throw DocumentDefect("'base64' where 'text' is due")
      }
      content = decoded
    } else {
      content = Array(try members.string("text").utf8)
    }
    try members.end()
    return RawObject(type: type, content: content)
  }
}

/// The objects of a proof, as `ObjectSource`.
extension ProofFile: ObjectSource {
  public func read(_ id: ObjectID, limit: Int) throws(ObjectReadError) -> RawObject? {
    guard let object = objects[id] else { return nil }
    guard object.content.count <= limit else {
      throw .tooLarge(id, size: object.content.count, limit: limit)
    }
    return object
  }
}
