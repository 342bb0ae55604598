/// Why an object that is there could not be had.
public enum ObjectReadError: Error, Sendable, Hashable, CustomStringConvertible {
  /// The stored bytes cannot be decoded or do not hash to the name asked for.
  case corrupt(ObjectID, detail: String)
  /// The object is larger than the caller is ready to take; sizes in bytes.
  case tooLarge(ObjectID, size: Int, limit: Int)
  /// The object database itself failed: no permission, an I/O error.
  case unreadable(ObjectID, detail: String)

  /// What failed, for people: lower case, without full stop.
  public var description: String {
    switch self {
    case .corrupt(let id, let detail): "object '\(id)' is corrupt: \(detail)"
    case .tooLarge(let id, let size, let limit):
      "object '\(id)' is too large: \(size) bytes, at most \(limit) allowed"
    case .unreadable(let id, let detail): "object '\(id)' cannot be read: \(detail)"
    }
  }
}

/// Where raw objects come from: an object database, a bundle, a table in a test.
///
/// An implementation reads what is stored and nothing else: no replacement, graft, or
/// lazy fetch. It may be asked by several threads at once.
public protocol ObjectSource: Sendable {
  /// The hash function that names the objects.
  var format: ObjectFormat { get }

  /// The object of that name, or nil where the source does not have it.
  ///
  /// `limit` bounds the content, in bytes. Throws `ObjectReadError`.
  func read(_ id: ObjectID, limit: Int) throws(ObjectReadError) -> RawObject?

  /// The same object with so many bytes of its content, counted from the first, or all of it, as the source
  /// likes; nobody has checked whether they are of the object of that name.
  func beginning(
    of id: ObjectID, count: Int, limit: Int
  ) throws(ObjectReadError) -> RawObject?
}

extension ObjectSource {
  public func beginning(
    of id: ObjectID, count: Int, limit: Int
  ) throws(ObjectReadError) -> RawObject? {
    try read(id, limit: limit)
  }
}

/// The mathematics that the core needs and does not do itself. All functions are pure and may be
/// called by several threads at once.
public protocol Cryptography: Sendable {
  /// SHA-1 of the concatenation of both parts (FIPS 180-4), only ever to check the name that git gave
  /// an object.
  func sha1(_ first: [UInt8], _ second: [UInt8]) -> ObjectID

  /// SHA-256 of the concatenation of both parts (FIPS 180-4).
  func sha256(_ first: [UInt8], _ second: [UInt8]) -> SHA256Digest

  /// SHA-512 of the concatenation of both parts (FIPS 180-4).
  func sha512(_ first: Span<UInt8>, _ second: Span<UInt8>) -> Bytes64

  /// HMAC-SHA-256 (RFC 2104) of the message with a key of 32 bytes: 32 bytes.
  func authenticator(of message: [UInt8], key: [UInt8]) -> [UInt8]

  /// Whether `authenticator` is that of the message, compared in constant time.
  func isAuthentic(_ authenticator: [UInt8], for message: [UInt8], key: [UInt8]) -> Bool

  /// Whether `signature` (64 bytes) over `message` is by `publicKey` (32 bytes): Ed25519 (RFC
  /// 8032), refusing small-order keys and non-canonical encodings. Other lengths are false.
  func isValidEd25519(
    signature: Span<UInt8>, message: Span<UInt8>, publicKey: Span<UInt8>
  ) -> Bool

  /// Whether `signature` over `message` is by `publicKey`: ECDSA (FIPS 186-5) with the curve's hash
  /// function, or RSASSA-PKCS1-v1_5 (RFC 8017) with the signature's. False for kinds that do not go
  /// together, and for a point that is not on its curve.
  func isValid(_ signature: CodeKeySignature, message: [UInt8], publicKey: CodeKey) -> Bool
}

extension Cryptography {
  /// SHA-256 of one message.
  public func sha256(_ message: [UInt8]) -> SHA256Digest { sha256(message, []) }

  /// The same of bytes in memory of their own.
  public func isValidEd25519(signature: [UInt8], message: [UInt8], publicKey: [UInt8]) -> Bool {
    isValidEd25519(signature: signature.span, message: message.span, publicKey: publicKey.span)
  }

  /// SHA-512 of one message.
  public func sha512(_ message: [UInt8]) -> Bytes64 { sha512(message.span, Span()) }

  /// The digest by which entangle names an object beside its oid: SHA-256 over git's header
  /// `type SP size NUL` and the content.
  public func digest(_ object: RawObject) -> SHA256Digest {
    sha256(object.header, object.content)
  }

  /// Both names of an object: the one that git would give it in a repository of `format`, and the digest.
  public func reference(to object: RawObject, format: ObjectFormat) -> ObjectReference {
    let header = object.header
    let digest = sha256(header, object.content)
    switch format {
    case .sha1: return ObjectReference(id: sha1(header, object.content), digest: digest)
    case .sha256: return ObjectReference(id: ObjectID(digest), digest: digest)
    }
  }

  /// The name that git would give the object in a repository of `format`.
  public func objectID(_ object: RawObject, format: ObjectFormat) -> ObjectID {
    switch format {
    case .sha1: sha1(object.header, object.content)
    case .sha256: ObjectID(digest(object))
    }
  }
}

/// Runs independent pieces of work, on all cores where the implementation can.
public protocol Workers: Sendable {
  /// Calls `work` with 0 ..< count, in any order and from several threads, and returns when all
  /// calls have returned.
  func perform(_ count: Int, _ work: @Sendable (Int) -> Void)

  /// Lets others go on for a moment, where a call has nothing to do until another call has done something.
  func pause()
}
