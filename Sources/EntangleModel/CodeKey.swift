/// A key of a kind that signs code alone, in OpenSSH's form: ECDSA (RFC 5656) or RSA (RFC 4253). What
/// the law itself rests on is Ed25519.
public enum CodeKey: Sendable, Hashable {
  /// The point without compression: 0x04 and both coordinates. Whether it is on the curve has not been
  /// checked.
  case ecdsa(EllipticCurve, point: [UInt8])
  /// The contents of two `mpint`s: an odd exponent of 65,537 to 2^32, an odd modulus of 3,072 to 16,384
  /// bits.
  case rsa(exponent: [UInt8], modulus: [UInt8])

  static let rsaKind = "ssh-rsa"

  /// Takes the SSH wire form: `string "ecdsa-sha2-<curve>"`, `string <curve>`, `string <point>`, or
  /// `string "ssh-rsa"`, `mpint <exponent>`, `mpint <modulus>`; nothing after.
  init?(wire: [UInt8]) {
    var reader = SSHWireReader(wire)
    guard let kind = reader.string() else { return nil }
    if let curve = EllipticCurve.allCases.first(where: { kind.elementsEqual($0.kind.utf8) }) {
      guard reader.string() == Array(curve.rawValue.utf8), let point = reader.string(),
        point.count == 1 + 2 * curve.coordinateByteCount, point.first == 0x04
      else { return nil }
      self = .ecdsa(curve, point: point)
    } else {
      guard kind.elementsEqual(Self.rsaKind.utf8), let exponent = reader.positiveInteger(),
        let modulus = reader.positiveInteger(), Self.isExponent(exponent), Self.isModulus(modulus)
      else { return nil }
      self = .rsa(exponent: exponent, modulus: modulus)
    }
    guard reader.isAtEnd else { return nil }
  }

  private static func isExponent(_ bytes: [UInt8]) -> Bool {
    // Four bytes and the zero in front of a first bit that is set.
    guard bytes.count <= 5 else { return false }
    let value = bytes.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return (65_537..<(1 << 32)).contains(value) && !value.isMultiple(of: 2)
  }

  private static func isModulus(_ bytes: [UInt8]) -> Bool {
    guard let first = bytes.first, let last = bytes.last else { return false }
    let bitCount = bytes.count * 8 - first.leadingZeroBitCount
    return (3_072...16_384).contains(bitCount) && !last.isMultiple(of: 2)
  }

  /// The name of the kind: `ssh-rsa`, or `ecdsa-sha2-` and the curve.
  var kind: String {
    switch self {
    case .ecdsa(let curve, _): curve.kind
    case .rsa: Self.rsaKind
    }
  }

  /// The SSH wire form.
  var wire: [UInt8] {
    switch self {
    case .ecdsa(let curve, let point):
      sshString(Array(kind.utf8)) + sshString(Array(curve.rawValue.utf8)) + sshString(point)
    case .rsa(let exponent, let modulus):
      sshString(Array(kind.utf8)) + sshString(exponent) + sshString(modulus)
    }
  }
}

/// The curves of ECDSA that OpenSSH knows (RFC 5656 section 10.1), by their names there.
public enum EllipticCurve: String, Sendable, Hashable, CaseIterable {
  case nistp256
  case nistp384
  case nistp521

  /// How many bytes a coordinate, and a number of a signature at most, takes.
  public var coordinateByteCount: Int {
    switch self {
    case .nistp256: 32
    case .nistp384: 48
    case .nistp521: 66
    }
  }

  /// The kind of a key on it, and of what that signs.
  var kind: String { "ecdsa-sha2-" + rawValue }
}
