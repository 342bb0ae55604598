import EntangleCrypto
import EntangleModel
import Testing

/// The one header in which the two object formats differ.
@Suite struct SignatureHeaderTests {
  private static let armour = """
    -----BEGIN SSH SIGNATURE-----
    U1NIU0lHAAAAAQAAADMAAAALc3NoLWVkMjU1MTkAAAAg6cLom9eugZcsCr93CQKQMx2jmZ
    PEGfRejo1UxHPH1woAAAADZ2l0AAAAAAAAAAZzaGE1MTIAAABTAAAAC3NzaC1lZDI1NTE5
    AAAAQI7ezHv/EuH5jD/2Wd+INDGjmPLw6UmBWD2/kRwz00Clcip+lNFG54RbMYa0NrjH+X
    MflsLvYLTIol+pKh4hRg0=
    -----END SSH SIGNATURE-----

    """

  private static func commit(_ format: ObjectFormat) throws -> (SignedCommit, [UInt8]) {
    let commit = SignedCommit(
      tree: .emptyTree(format), parents: [.emptyTree(format)],
      principal: try #require(PrincipalID("lead")),
      time: try #require(Timestamp(seconds: 1_767_225_600)), message: Array("x\n".utf8))
    let signature = try #require(SSHSignature(armour: Array(armour.utf8)))
    return (commit, commit.content(signature: signature))
  }

  private static func text(_ content: [UInt8]) -> String {
    String(decoding: content, as: UTF8.self)
  }

  @Test(arguments: [(ObjectFormat.sha1, "gpgsig"), (.sha256, "gpgsig-sha256")])
  func `is the one that git has for the format`(format: ObjectFormat, name: String) throws {
    let (commit, content) = try Self.commit(format)
    let folded = Self.armour.dropLast().replacing("\n", with: "\n ")
    let oid = ObjectID.emptyTree(format)
    let person = "lead <lead@entangle.invalid> 1767225600 +0000"
    let text =
      "tree \(oid)\nparent \(oid)\nauthor \(person)\ncommitter \(person)\n\(name) \(folded)\n\nx\n"
    #expect(Self.text(content) == text)
    let decoded = try SignedCommit.decode(content, format: format, limits: ReadLimits())
    #expect(decoded.commit == commit)
    #expect(decoded.payload == commit.payload)
    let code = try #require(CodeCommit(content: content, format: format))
    #expect(Self.text(code.signatureArmour) == Self.armour)
    #expect(code.payload == commit.payload)
  }

  @Test(arguments: ObjectFormat.allCases)
  func `of the other format is refused`(format: ObjectFormat) throws {
    let other = format == .sha1 ? ObjectFormat.sha256 : .sha1
    let (_, content) = try Self.commit(format)
    let text = Self.text(content)
    let own = "\n\(format.signatureHeader) "
    let foreign = "\n\(other.signatureHeader) "
    for bad in [
      text.replacing(own, with: foreign),
      text.replacing(own, with: "\(foreign)x\(own)"),
      text.replacing("\n\nx\n", with: "\(foreign)x\n\nx\n"),
    ] {
      let bytes = Array(bad.utf8)
      #expect(throws: EventDefect.self) {
        try SignedCommit.decode(bytes, format: format, limits: ReadLimits())
      }
      #expect(CodeCommit(content: bytes, format: format) == nil)
    }
    #expect(CodeCommit(content: content, format: other) == nil)
    #expect(throws: EventDefect.self) {
      try SignedCommit.decode(content, format: other, limits: ReadLimits())
    }
  }

  /// git leaves a header of such a name out of what it checks, and adds no newline where none is.
  @Test(arguments: ObjectFormat.allCases)
  func `of any other name is refused in code, and headers without an end`(
    format: ObjectFormat
  ) throws {
    let text = Self.text(try Self.commit(format).1)
    for bad in [
      text.replacing("\n\nx\n", with: "\ngpgsigned x\n\nx\n"),
      text.replacing("\n\nx\n", with: "\n"), text.replacing("\n\nx\n", with: ""),
    ] {
      #expect(CodeCommit(content: Array(bad.utf8), format: format) == nil)
    }
    let good = text.replacing("\n\nx\n", with: "\ngpg-sign x\n\nx\n")
    #expect(CodeCommit(content: Array(good.utf8), format: format) != nil)
  }
}
