/// What the bytes of a commit of the form of `SignedCommit` say.
///
/// Each piece is taken where it has the one spelling that it has, so that nothing needs to be written
/// again to see whether it is the same.
struct SignedCommitReading {
  let header: SignedHeader
  let signer: CommitSigner
  let signature: KeySignature
  /// Where the signature header stands: all else is signed.
  let signatureHeader: Range<Int>
  /// Where the message starts.
  let messageStart: Int

  /// Takes the headers and the empty line behind them. What is the same in a commit whose signer is
  /// `neighbour` is compared with that, and held once. Throws where one byte is not as `SignedCommit`
  /// writes it.
  init(
    _ reader: inout TextReader, format: ObjectFormat, neighbour: CommitSigner?, limits: ReadLimits
  ) throws(EventDefect) {
    guard reader.count <= limits.eventBytes else { throw .headers("larger than the bound") }
    guard reader.take("tree "), let tree = reader.objectID(format), reader.take("\n") else {
      throw .headers("tree")
    }
    var parents: [ObjectID] = []
    while reader.take("parent ") {
      guard let parent = reader.objectID(format), reader.take("\n") else {
        throw .headers("parent")
      }
      parents.append(parent)
    }
    guard parents.count <= limits.eventParents else { throw .headers("too many parents") }
    guard reader.take("author ") else { throw .headers("author") }
    let author = reader.position
    var signer = neighbour
    var maker = neighbour.flatMap { signer in signer.time(&reader).map { (signer.principal, $0) } }
    if maker == nil {
      reader.move(to: author)
      signer = nil
      maker = try Self.stranger(&reader)
    }
    let identity = author..<reader.position
    guard let (principal, time) = maker, reader.take("committer "), reader.take(again: identity)
    else {
      throw .headers("committer differs from author")
    }
    let start = reader.position
    var signature = signer?.signature(&reader)
    if signature == nil {
      reader.move(to: start)
      let found = try Self.signature(&reader, format: format)
      signer = CommitSigner(principal: principal, key: found.publicKey, format: format)
      signature = found.signature
    }
    guard let signer, let signature else { throw .signature }
    header = SignedHeader(tree: tree, parents: parents, principal: principal, time: time)
    self.signer = signer
    self.signature = signature
    signatureHeader = start..<reader.position
    guard reader.take("\n") else { throw .headers("a header after the signature") }
    messageStart = reader.position
  }

  /// Takes `<id> <<id>@entangle.invalid> <seconds> +0000`, of whomever, to the end of the line.
  private static func stranger(
    _ reader: inout TextReader
  ) throws(EventDefect) -> (PrincipalID, Timestamp) {
    guard let name = reader.take(until: " "), let principal = PrincipalID(name), reader.take(" <"),
      reader.take(Array(name)), reader.take("@entangle.invalid> "),
      let time = reader.number().flatMap({ Timestamp(seconds: $0) }), reader.take(" +0000\n")
    else { throw .headers("author") }
    return (principal, time)
  }

  /// Takes a signature header, of whichever key, with the newline at its end.
  private static func signature(
    _ reader: inout TextReader, format: ObjectFormat
  ) throws(EventDefect) -> SSHSignature {
    let name = format.signatureHeader
    guard reader.take(Array(name.utf8)), reader.take(" ") else { throw .headers(name) }
    var armour: [UInt8] = []
    armour.reserveCapacity(512)
    repeat {
      guard let line = reader.take(until: "\n"), reader.take("\n") else {
        throw .headers("no empty line after the headers")
      }
      armour += line
      armour.append(UInt8(ascii: "\n"))
    } while reader.take(" ")
    let end = reader.position
    guard reader.take("\n") else { throw .headers("a header after the signature") }
    reader.move(to: end)
    guard let signature = SSHSignature(armour: armour),
      signature.namespace == SSHSignature.Namespace.git.rawValue
    else { throw .signature }
    return signature
  }
}
