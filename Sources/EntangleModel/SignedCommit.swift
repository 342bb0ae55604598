/// What the headers of a commit of this form say, but for the signature.
public struct SignedHeader: Sendable, Hashable {
  public let tree: ObjectID
  public let parents: [ObjectID]
  /// Author and committer.
  public let principal: PrincipalID
  public let time: Timestamp

  /// The headers `tree` to `committer`, each ended by a newline.
  func encode(reserving count: Int) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(512 + 48 * parents.count + count)
    text.append("tree ")
    tree.appendHex(to: &text)
    for parent in parents {
      text.append("\nparent ")
      parent.appendHex(to: &text)
    }
    text.append("\nauthor ")
    appendIdentity(to: &text)
    text.append("committer ")
    appendIdentity(to: &text)
    return text
  }

  private func appendIdentity(to text: inout [UInt8]) {
    text.append(text: principal.text)
    text.append(" <")
    text.append(text: principal.text)
    text.append("@entangle.invalid> ")
    text.append(decimal: time.seconds)
    text.append(" +0000\n")
  }
}

/// The commit form that events and trust states share: five headers in one order, one identity,
/// UTC, one signature (`Docs/format.md` sections 2 and 3).
public struct SignedCommit: Sendable, Hashable {
  public let header: SignedHeader
  /// What follows the empty line after the headers.
  public let message: [UInt8]

  public init(
    tree: ObjectID, parents: [ObjectID], principal: PrincipalID, time: Timestamp, message: [UInt8]
  ) {
    header = SignedHeader(tree: tree, parents: parents, principal: principal, time: time)
    self.message = message
  }

  /// The commit without its signature: what is signed in the namespace `git`.
  public var payload: [UInt8] {
    var text = header.encode(reserving: message.count)
    text.append(UInt8(ascii: "\n"))
    text += message
    return text
  }

  /// The commit's content with its signature.
  public func content(signature: SSHSignature) -> [UInt8] {
    var text = header.encode(reserving: 512 + message.count)
    text.append(text: header.tree.format.signatureHeader)
    text.append(" ")
    for byte in signature.armour {
      text.append(byte)
      if byte == UInt8(ascii: "\n") { text.append(UInt8(ascii: " ")) }
    }
    text.removeLast()
    text.append(UInt8(ascii: "\n"))
    text += message
    return text
  }

  /// What `decode` finds.
  public struct Decoded: Sendable {
    public let commit: SignedCommit
    public let signature: SSHSignature
    /// The commit's `payload`.
    public let payload: [UInt8]
  }

  /// Reads a commit's content and its signature. Throws where one byte is not as this type writes it.
  public static func decode(
    _ content: [UInt8], format: ObjectFormat, limits: ReadLimits
  ) throws(EventDefect) -> Decoded {
    let reading = try content.withUnsafeBufferPointer { (bytes) throws(EventDefect) in
      var reader = TextReader(bytes)
      return try SignedCommitReading(&reader, format: format, neighbour: nil, limits: limits)
    }
    let header = reading.header
    let commit = SignedCommit(
      tree: header.tree, parents: header.parents, principal: header.principal,
      time: header.time, message: Array(content[reading.messageStart...]))
    return Decoded(
      commit: commit,
      signature: SSHSignature(
        publicKey: reading.signer.key, namespace: .git, signature: reading.signature),
      payload: Array(content[..<reading.signatureHeader.lowerBound])
        + content[reading.signatureHeader.upperBound...])
  }
}

/// Why bytes are not an event (or the commit of a trust state).
public enum EventDefect: Error, Sendable, Hashable {
  /// The headers are not exactly those of `SignedCommit`.
  case headers(String)
  /// The signature is not spelled as allowed, or is in another namespace.
  case signature
  /// The message is not a summary and the trailers of its kind.
  case message(String)
  /// A kind or version that is not in the table.
  case unknownKind(String)
}
