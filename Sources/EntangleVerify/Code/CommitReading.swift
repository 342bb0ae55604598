internal import EntangleModel

/// What rules ask of a commit of a change: who signed it.
struct CommitReading: Sendable {
  let id: ObjectID
  /// Whether all git tools agree on what it says.
  let isReadable: Bool
  /// The key of its signature; nil where it carries none that entangle reads.
  let signer: PublicKey?
  /// Whether the signature is valid by that key.
  let isSignatureValid: Bool
  /// Whether it is by a principal, as events and the like are.
  let isOfPrincipal: Bool

  /// Reads a commit's content, and checks the signature; `spelling` is that of the signature that was read before, if any.
  init(
    _ id: ObjectID, content: [UInt8], format: ObjectFormat, spelling: inout SignatureSpelling?,
    cryptography: any Cryptography
  ) {
    let commit = CodeCommit(content: content, format: format)
    self.id = id
    isReadable = commit != nil
    let signature = commit.flatMap { $0.signature(like: spelling) }
    signer = signature?.publicKey
    if let signer, signer.codeKey == nil, signer != spelling?.key {
      spelling = SignatureSpelling(key: signer, format: format)
    }
    isSignatureValid =
      if let commit, let signature {
        signature.isValid(
          overDigest: commit.payloadDigest(cryptography), cryptography: cryptography)
      } else {
        false
      }
    isOfPrincipal = commit?.isOfPrincipal ?? false
  }
}

/// What lies between two commits: those reachable from the head and not from the base.
struct ChangeReading: Sendable {
  enum Problem: Sendable {
    case missing(ObjectID)
    /// A commit of it, or where it starts, is withheld: nothing is known of it.
    case withheld(ObjectID)
    case unreadable(String)
    case notDescendant
    case tooLong
  }

  let commits: [CommitReading]
  let problem: Problem?
}
