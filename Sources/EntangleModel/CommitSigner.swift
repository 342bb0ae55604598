/// Who signed a commit, with the bytes in which such a commit says so. All commits of a lane have one
/// in common: what is the same in each is read once, and compared from then on.
final class CommitSigner: Sendable {
  /// Author and committer.
  let principal: PrincipalID

  var key: PublicKey { spelling.key }

  /// `<id> <<id>@entangle.invalid> `: what stands in front of the time.
  private let identity: [UInt8]
  private let spelling: SignatureSpelling

  init(principal: PrincipalID, key: PublicKey, format: ObjectFormat) {
    self.principal = principal
    var identity: [UInt8] = []
    identity.append(text: principal.text)
    identity.append(" <")
    identity.append(text: principal.text)
    identity.append("@entangle.invalid> ")
    self.identity = identity

    spelling = SignatureSpelling(key: key, format: format)
  }

  /// Takes who made a commit and when: what follows `author ` up to the end of its line; nil where it is
  /// somebody else.
  func time(_ reader: inout TextReader) -> Timestamp? {
    guard reader.take(identity), let seconds = reader.number(), reader.take(" +0000\n") else {
      return nil
    }
    return Timestamp(seconds: seconds)
  }

  /// Takes the whole signature header where it is one of this key, in the one spelling that it has; nil
  /// for everything else.
  func signature(_ reader: inout TextReader) -> KeySignature? { spelling.signature(&reader) }
}
