/// What every commit of a host's log has around what it says: whose it is, on what it stands, when, and the signature.
struct LogCommit {
  let host: PrincipalID
  let parent: ObjectID
  let time: Timestamp
  let signature: Bytes64

  /// The commit, of the empty tree.
  func encoded(saying statement: [UInt8], format: ObjectFormat) -> RawObject {
    let header = SignedHeader(
      tree: .emptyTree(format), parents: [parent], principal: host, time: time)
    var text = header.encode(reserving: statement.count + 128)
    text.append("\n")
    text += statement
    text.append("Signature: ")
    text += Base64.encodeBytes(signature.bytes)
    text.append("\n")
    return RawObject(type: .commit, content: text)
  }

  /// Takes a commit apart, of which `take` reads what is signed. (When it says that it was made, and much else that may
  /// have two spellings, whoever asks compares with what he would write.)
  static func read<Statement>(
    _ object: RawObject, format: ObjectFormat, limits: ReadLimits,
    _ take: (inout TextReader) throws(EventDefect) -> Statement
  ) throws(EventDefect) -> (envelope: Envelope, statement: Statement) {
    guard object.type == .commit else { throw .headers("not a commit") }
    guard object.content.count <= limits.receiptBytes else {
      throw .headers("larger than the bound")
    }
    return try object.content.withUnsafeBufferPointer { (bytes) throws(EventDefect) in
      var reader = TextReader(bytes)
      guard reader.take("tree "), reader.objectID(format) != nil, reader.take("\nparent "),
        let parent = reader.objectID(format), reader.take("\nauthor "),
        let host = reader.take(until: " ").flatMap({ PrincipalID($0) })
      else { throw .headers("not those of a receipt") }
      for _ in 0..<2 {
        guard reader.take(until: "\n") != nil, reader.take("\n") else {
          throw .headers("not those of a receipt")
        }
      }
      guard reader.take("\n") else { throw .headers("not those of a receipt") }
      let statement = try take(&reader)
      guard reader.take("Signature: "),
        let signature = reader.line({ Base64.decode($0).flatMap { Bytes64($0) } }), reader.isAtEnd
      else { throw .message("the value of 'Signature'") }
      return (Envelope(host: host, parent: parent, signature: signature), statement)
    }
  }

  /// What can be read of it.
  struct Envelope {
    let host: PrincipalID
    let parent: ObjectID
    let signature: Bytes64
  }
}

extension TextReader {
  /// Takes a line with its newline, of which `read` makes something; nil, and nothing is taken, where it
  /// makes nothing.
  mutating func line<Value>(_ read: (UnsafeBufferPointer<UInt8>) -> Value?) -> Value? {
    let start = position
    guard let text = take(until: "\n"), let value = read(text), take("\n") else {
      move(to: start)
      return nil
    }
    return value
  }
}
