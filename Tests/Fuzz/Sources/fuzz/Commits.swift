@testable import EntangleGit
@testable import EntangleModel

extension Target {
  /// Commits of code branches: headers, payload and armour are what git makes of them, and the
  /// history walk sees the same parents.
  static let code = Target("code") { bytes in
    for format in ObjectFormat.allCases {
      guard let commit = CodeCommit(content: bytes, format: format) else { continue }
      let git = GitReading(commit: bytes, header: format.signatureHeader)
      require(commit.payload == git.payload, "the payload is git's")
      require(commit.signatureArmour == git.signature, "the signature is git's")
      let links = CommitLinks(bytes, format: format)
      require(links?.parents == commit.parents, "the walk sees the same parents")
      require(commit.tree.format == format, "the tree is of the format")
      let again = CodeCommit(content: commit.payload, format: format)
      require(again?.payload == commit.payload, "the payload is a commit of its own payload")
      require(again?.signatureArmour == [], "the payload carries no signature")
    }
  }

  /// Tags: nothing lies between payload and armour, and git cuts at the same place.
  static let tag = Target("tag") { bytes in
    for format in ObjectFormat.allCases {
      guard let tag = CodeTag(content: bytes, format: format) else { continue }
      require(tag.payload + tag.signatureArmour == bytes, "nothing is left out")
      require(tag.target.format == format, "the target is of the format")
      require(!tag.name.contains(0x0a), "the name is one line")
      guard SSHSignature(armour: tag.signatureArmour) != nil else { continue }
      require(GitReading.signatureStart(inTag: bytes) == tag.payload.count, "git cuts as we do")
    }
  }

  /// Trees: what is read is written again byte for byte.
  static let tree = Target("tree") { bytes in
    for format in ObjectFormat.allCases {
      guard let tree = TreeObject(content: bytes, format: format) else { continue }
      require(tree.content == bytes, "a tree is written as it was read")
      require(TreeObject(tree.entries.reversed()) == tree, "the order is git's")
    }
  }

  /// Commits of events and trust states: one spelling, and the same for the reader of code commits.
  static let event = Target("event", maximumByteCount: 16_500) { bytes in
    for format in ObjectFormat.allCases {
      guard let decoded = try? SignedCommit.decode(bytes, format: format, limits: ReadLimits())
      else { continue }
      let commit = decoded.commit
      require(commit.content(signature: decoded.signature) == bytes, "a commit has one spelling")
      require(commit.payload == decoded.payload, "the payload is what is signed")
      require(bytes.count <= ReadLimits().eventBytes, "the bound holds")
      require(commit.header.parents.count <= ReadLimits().eventParents, "the bound holds")
      if let body = try? EventMessage.decode(commit.message) {
        require(EventMessage.encode(body) == commit.message, "a message has one spelling")
      }
      guard !bytes.contains(0) else { continue }
      let code = CodeCommit(content: bytes, format: format)
      require(code?.payload == decoded.payload, "the payload is git's")
      require(code?.signatureArmour == decoded.signature.armour, "the signature is git's")
      require(code?.parents == commit.header.parents, "the parents are git's")
    }
  }

  /// Messages of events: one spelling.
  static let message = Target("message", maximumByteCount: 16_500) { bytes in
    guard let body = try? EventMessage.decode(bytes) else { return }
    require(EventMessage.encode(body) == bytes, "a message has one spelling")
    require(body.values.count == body.kind.fields.count, "each field has its value")
    require(body.kind.causes.contains(body.causes.count), "as many causes as the kind takes")
  }

  /// Commits of events next to others of their lane: these change nothing.
  static let neighbour = Target("neighbour", maximumByteCount: 4_096) { bytes in
    for format in ObjectFormat.allCases {
      guard let whole = read(bytes, format: format, neighbour: nil) else { continue }
      require(read(bytes, format: format, neighbour: whole) == whole, "it is its own neighbour")
      // Some other bytes that are not far from it, the same for the same input.
      for step in 0..<64 {
        var other = bytes
        let place = (step * 7_919 + bytes.count * 31) % bytes.count
        switch step % 4 {
        case 0: other[place] ^= 1 << UInt8(step / 4 % 8)
        case 1: other[place] = bytes[(place + step) % bytes.count]
        case 2: other.remove(at: place)
        default: other.insert(bytes[place], at: place)
        }
        require(
          read(other, format: format, neighbour: whole)
            == read(other, format: format, neighbour: nil), "a neighbour changes nothing")
      }
    }
  }

  private static func read(
    _ bytes: [UInt8], format: ObjectFormat, neighbour: EventBytes?
  ) -> EventBytes? {
    bytes.withUnsafeBufferPointer { bytes in
      var reader = TextReader(bytes)
      guard
        let commit = try? SignedCommitReading(
          &reader, format: format, neighbour: neighbour?.commit.signer, limits: ReadLimits()),
        let body = try? EventMessage.decode(&reader, neighbour: neighbour?.body.origin)
      else { return nil }
      return EventBytes(commit: commit, body: body)
    }
  }
}

/// What the bytes of an event say.
private struct EventBytes: Equatable {
  let commit: SignedCommitReading
  let body: EventBody

  static func == (left: EventBytes, right: EventBytes) -> Bool {
    left.commit.header == right.commit.header && left.body == right.body
      && left.commit.signer.key == right.commit.signer.key
      && left.commit.signature == right.commit.signature
      && left.commit.signatureHeader == right.commit.signatureHeader
      && left.commit.messageStart == right.commit.messageStart
  }
}
