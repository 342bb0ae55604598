/// A commit of a code branch, as git reads it, with nothing in it that git tools read differently.
public struct CodeCommit: Sendable, Hashable {
  public let tree: ObjectID
  public let parents: [ObjectID]
  /// Where the header for the signature stands; empty where there is none.
  private let signature: Range<Int>
  /// Where the lines of author and committer stand.
  private let people: Range<Int>
  private let content: [UInt8]
  private let format: ObjectFormat

  /// Reads a commit's content.
  ///
  /// Nil where the headers are not `tree`, `parent`s, `author`, `committer` in this order followed
  /// by others and ended by an empty line, the header for a signature
  /// (`ObjectFormat.signatureHeader`) stands there twice, another whose name begins with `gpgsig` at
  /// all, or a NUL anywhere. (git takes every line that begins so for the other format's signature,
  /// and leaves it out of what it checks.)
  public init?(content: [UInt8], format: ObjectFormat) {
    guard !content.contains(0) else { return nil }
    let reading = content.withUnsafeBufferPointer { bytes in
      var reader = TextReader(bytes)
      return CodeCommitReading(&reader, format: format)
    }
    guard let reading else { return nil }
    tree = reading.tree
    parents = reading.parents
    signature = reading.signature
    people = reading.people
    self.content = content
    self.format = format
  }

  /// The armour of the header that holds the signature; empty where there is none.
  public var signatureArmour: [UInt8] {
    let header = content[signature].dropFirst(format.signatureHeader.utf8.count + " ".utf8.count)
    var armour: [UInt8] = []
    armour.reserveCapacity(header.count)
    var isLineStart = false
    for byte in header {
      if !isLineStart { armour.append(byte) }
      isLineStart = byte == UInt8(ascii: "\n")
    }
    return armour
  }

  /// The signature; nil where there is none that entangle reads. One in that spelling is read faster than others.
  public func signature(like spelling: SignatureSpelling?) -> CodeSignature? {
    if let spelling {
      let found = content.withUnsafeBufferPointer { bytes -> KeySignature? in
        var reader = TextReader(bytes)
        reader.move(to: signature.lowerBound)
        let found = spelling.signature(&reader)
        return reader.position == signature.upperBound ? found : nil
      }
      if let found { return CodeSignature(publicKey: spelling.key, signature: found) }
    }
    return CodeSignature(armour: signatureArmour)
  }

  /// The commit without that header: what git signs.
  public var payload: [UInt8] {
    Array(content[..<signature.lowerBound]) + content[signature.upperBound...]
  }

  /// The SHA-512 of `payload`.
  public func payloadDigest(_ cryptography: some Cryptography) -> Bytes64 {
    cryptography.sha512(
      content.span.extracting(..<signature.lowerBound),
      content.span.extracting(signature.upperBound...))
  }

  /// Whether the author or the committer has an address as principals have it, `@entangle.invalid`.
  public var isOfPrincipal: Bool {
    let address: StaticString = "@entangle.invalid> "
    return address.withUTF8Buffer { address in
      content.withUnsafeBytes { Self.stands(address, in: $0[people]) }
    }
  }

  private static func stands(
    _ text: UnsafeBufferPointer<UInt8>, in bytes: Slice<UnsafeRawBufferPointer>
  ) -> Bool {
    guard let first = text.first, bytes.count >= text.count else { return false }
    let text = UnsafeRawBufferPointer(text)
    for place in bytes.startIndex...(bytes.endIndex - text.count) where bytes[place] == first {
      let here = UnsafeRawBufferPointer(rebasing: bytes[place..<(place + text.count)])
      if here.isSame(as: text) { return true }
    }
    return false
  }
}

/// What the headers of a `CodeCommit` say.
private struct CodeCommitReading {
  let tree: ObjectID
  var parents: [ObjectID] = []
  var signature = 0..<0
  var people = 0..<0

  init?(_ reader: inout TextReader, format: ObjectFormat) {
    guard reader.take("tree "), let tree = reader.objectID(format), reader.take("\n") else {
      return nil
    }
    self.tree = tree
    while reader.take("parent ") {
      guard let parent = reader.objectID(format), reader.take("\n") else { return nil }
      parents.append(parent)
    }
    let start = reader.position
    guard reader.take("author "), Self.takeLine(&reader), reader.take("committer "),
      Self.takeLine(&reader)
    else { return nil }
    people = start..<reader.position
    var signature: Range<Int>?
    while !reader.isNext("\n") {
      // git may take a line that goes on from the one before as part of it, whichever that is.
      if reader.take(" ") {
        guard Self.takeLine(&reader) else { return nil }
        continue
      }
      let start = reader.position
      guard let name = Self.takeName(&reader, format: format), Self.takeLine(&reader) else {
        return nil
      }
      guard name == .signature else { continue }
      guard signature == nil else { return nil }
      while reader.take(" ") { guard Self.takeLine(&reader) else { return nil } }
      signature = start..<reader.position
    }
    self.signature = signature ?? reader.position..<reader.position
  }

  private enum Name { case signature, other }

  /// Takes the name of a header, up to and with the space; nil for one that must not stand there.
  private static func takeName(_ reader: inout TextReader, format: ObjectFormat) -> Name? {
    let start = reader.position
    switch format {
    case .sha1: if reader.take("gpgsig ") { return .signature }
    case .sha256: if reader.take("gpgsig-sha256 ") { return .signature }
    }
    if reader.take("gpgsig") || reader.take("tree ") || reader.take("parent ")
      || reader.take("author ") || reader.take("committer ")
    {
      return nil
    }
    guard let line = reader.take(until: "\n"), let space = line.firstIndex(of: UInt8(ascii: " "))
    else { return nil }
    reader.move(to: start + space + 1)
    return .other
  }

  /// Takes the rest of a line, and its end.
  private static func takeLine(_ reader: inout TextReader) -> Bool {
    reader.take(until: "\n") != nil && reader.take("\n")
  }
}
