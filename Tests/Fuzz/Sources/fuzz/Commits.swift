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
      guard !bytes.contains(0) else { continue }
      let code = CodeCommit(content: bytes, format: format)
      require(code?.payload == decoded.payload, "the payload is git's")
      require(code?.signatureArmour == decoded.signature.armour, "the signature is git's")
      require(code?.parents == commit.header.parents, "the parents are git's")
    }
  }

  /// Messages of events: what is written of a body is read as that body.
  static let message = Target("message", maximumByteCount: 16_500) { bytes in
    guard let body = try? EventMessage.decode(bytes) else { return }
    let written = EventMessage.encode(body)
    require((try? EventMessage.decode(written)) == body, "a body is read as it was written")
    require(body.values.count == body.kind.fields.count, "each field has its value")
    require(body.kind.causes.contains(body.causes.count), "as many causes as the kind takes")
  }
}
