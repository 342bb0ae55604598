/// A DSSE envelope (<https://github.com/secure-systems-lab/dsse>) around an in-toto Statement, with
/// one plain Ed25519 signature, in canonical JSON.
public struct Envelope: Sendable, Hashable {
  public static let payloadType = "application/vnd.in-toto+json"

  public let payload: [UInt8]
  public let keyID: KeyID
  /// 64 bytes.
  public let signature: [UInt8]

  public init(payload: [UInt8], keyID: KeyID, signature: [UInt8]) {
    self.payload = payload
    self.keyID = keyID
    self.signature = signature
  }

  /// Reads an envelope; throws where one byte is not as `canonical` writes it.
  public init(canonical bytes: [UInt8]) throws(DocumentDefect) {
    let value: JSONValue
    do throws(JSONError) {
      value = try JSONValue(canonical: bytes)
    } catch {
      throw DocumentDefect("not canonical JSON: \(error)")
    }
    var members = try JSONMembers(value, "envelope")
    payload = try members.value("payload") { Base64.decode($0.utf8) }
    guard try members.string("payloadType") == Self.payloadType else {
      throw DocumentDefect("'payloadType' is not '\(Self.payloadType)'")
    }
    let signatures = try members.array("signatures")
    try members.end()
    guard signatures.count == 1, let only = signatures.first else {
      throw DocumentDefect("not exactly one signature")
    }
    var inner = try JSONMembers(only, "signatures")
    keyID = try inner.value("keyid") { KeyID($0.utf8) }
    signature = try inner.value("sig") { Base64.decode($0.utf8) }
    try inner.end()
    guard signature.count == 64 else { throw DocumentDefect("a signature of the wrong length") }
  }

  /// The envelope.
  public var canonical: [UInt8] {
    JSONValue.object([
      "payload": .string(Base64.encode(payload)),
      "payloadType": .string(Self.payloadType),
      "signatures": .array([
        .object(["keyid": .string(keyID.text), "sig": .string(Base64.encode(signature))])
      ]),
    ]).encodeCanonical()
  }

  /// What is signed: DSSE's pre-authentication encoding of a payload.
  public static func signedData(payload: [UInt8]) -> [UInt8] {
    Array("DSSEv1 \(payloadType.utf8.count) \(payloadType) \(payload.count) ".utf8) + payload
  }
}
