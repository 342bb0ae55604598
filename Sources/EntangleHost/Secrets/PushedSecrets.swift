public import EntangleModel
public import EntangleVerify

/// The search of what a push brings for secrets.
public struct PushedSecrets {
  private let cryptography: any Cryptography
  private let allowed: AllowedSecrets
  private let limits = SecretLimits()
  private var found: [FoundSecret] = []
  private var rest = PushedObjects.Rest()
  /// Whether the search of some bytes ended before they did.
  private var isCutOff = false

  public init(allowed: AllowedSecrets, cryptography: any Cryptography) {
    self.allowed = allowed
    self.cryptography = cryptography
  }

  /// What was found, for the rules.
  public var facts: SecretFacts {
    SecretFacts(found: found, largeCount: rest.largeCount, isCutOff: rest.isCutOff || isCutOff)
  }

  /// Searches the names of refs.
  public mutating func search(names: [RefName]) {
    for name in names { search(name.bytes, of: "the name of the ref", about: nil) }
  }

  /// Searches a message of which there is no commit yet.
  public mutating func search(message: [UInt8]) {
    search(message, of: "the message", about: "-")
  }

  /// Searches the objects that can be reached from some tips and are new, unless these are law, and all others that were sent
  /// with them. Throws where one cannot be read.
  public mutating func search(
    from tips: [ObjectID], areLaw: Bool = false, sent: [ObjectID] = [],
    in objects: any ObjectSource,
    isNew: @escaping (ObjectID) throws(ObjectReadError) -> Bool
  ) throws(ObjectReadError) {
    let pushed = PushedObjects(objects: objects, isNew: isNew, limits: limits)
    rest = try pushed.visit(from: tips, isTold: !areLaw, sent: sent) { search($0) }
  }

  private mutating func search(_ text: PushedObjects.Text) {
    let place =
      switch text.place {
      case .file([]): "the file"
      case .file(let path): "'\(displayText(path))'"
      case .name: Self.name
      case .header: "the header"
      case .message: "the message"
      }
    search(text.bytes, of: place, about: text.object.description)
  }

  private static let name = "the name of a file"

  /// Searches what stands in an object or ref; where no subject is given, it is the bytes, without what is found there.
  private mutating func search(_ bytes: [UInt8], of place: String, about subject: String?) {
    guard found.count < limits.findings else { return }
    // (Else as many as are told at most could hide one that is not allowed.)
    let outcome = SecretSearch.search(bytes, most: limits.findings) { range in
      !allowed.isEmpty && allowed.contains(cryptography.sha256(Array(bytes[range])))
    }
    if outcome.isCutOff { isCutOff = true }
    let matches = outcome.matches
    guard !matches.isEmpty else { return }
    var hidden = subject == nil ? bytes : []
    for index in matches.flatMap(\.range) where subject == nil { hidden[index] = UInt8(ascii: "*") }
    let whole = cryptography.sha256(bytes)
    guard !allowed.contains(whole) else { return }
    for match in matches where found.count < limits.findings {
      let digest = cryptography.sha256(Array(bytes[match.range]))
      let secret = FoundSecret(
        subject: subject ?? displayText(hidden), place: place,
        line: SecretSearch.line(of: match.range.lowerBound, in: bytes),
        kind: match.kind.rawValue, allowedBy: match.kind.isGuessable ? whole : digest)
      // (A name stands in each tree anew; the first is told.)
      let isTold = place == Self.name && found.contains { $0.allowedBy == secret.allowedBy }
      if !isTold { found.append(secret) }
    }
  }
}
