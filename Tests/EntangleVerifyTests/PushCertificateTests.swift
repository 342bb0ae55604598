import EntangleCrypto
import EntangleModel
import EntangleVerify
import Testing

/// What is read as a push certificate. That git's own are: `Tests/EndToEnd/admission.py`.
@Suite struct PushCertificateTests {
  private func read(_ change: (inout CertificateSample) -> Void) throws -> PushCertificate {
    var sample = CertificateSample()
    change(&sample)
    return try PushCertificate(content: sample.content, format: .sha1)
  }

  @Test func `each part of it is read`() throws {
    let zero = String(repeating: "0", count: 40)
    let one = String(repeating: "1", count: 40)
    let certificate = try read {
      $0.signedOptions = ["a=b", "entangle-repository=xyz"]
      $0.refs = ["\(zero) \(one) refs/heads/a b", "\(one) \(zero) refs/heads/c"]
    }
    #expect(certificate.options == ["a=b", "entangle-repository=xyz"].map { Array($0.utf8) })
    #expect(certificate.repositories == [Array("xyz".utf8)])
    #expect(certificate.nonceSeconds == CertificateSample.moment - 10)
    #expect(certificate.pusheeName == Array("project".utf8))
    #expect(
      certificate.updates == [
        PushedRef(RefName("refs/heads/a b"), old: nil, new: ObjectID(hex: one)),
        PushedRef(RefName("refs/heads/c"), old: ObjectID(hex: one), new: nil),
      ])
    let cryptography = SystemCryptography()
    #expect(certificate.signature.isValid(over: certificate.payload, cryptography: cryptography))
    let other = certificate.payload + [0x0a]
    #expect(!certificate.signature.isValid(over: other, cryptography: cryptography))
  }

  @Test func `nothing that differs anywhere is both read and valid`() throws {
    let content = CertificateSample().content
    let cryptography = SystemCryptography()
    for index in content.indices {
      var bytes = content
      bytes[index] ^= 1
      guard let read = try? PushCertificate(content: bytes, format: .sha1) else { continue }
      #expect(!read.signature.isValid(over: read.payload, cryptography: cryptography))
    }
    for count in 0..<content.count {
      #expect(throws: PushCertificate.Defect.self) {
        try PushCertificate(content: Array(content.prefix(count)), format: .sha1)
      }
    }
    #expect(throws: PushCertificate.Defect.self) {
      try PushCertificate(content: content + [0x0a], format: .sha1)
    }
    #expect(throws: PushCertificate.Defect.self) {
      try PushCertificate(content: content, format: .sha256)
    }
  }

  @Test func `an option may be empty, and nothing else`() throws {
    #expect(try read { $0.signedOptions = ["", "a"] }.options == [[], [UInt8(ascii: "a")]])
    #expect(throws: PushCertificate.Defect.self) { try read { $0.pusher = "pusher " } }
    #expect(throws: PushCertificate.Defect.self) { try read { $0.pushee = "" } }
  }

  @Test(arguments: [
    ("ssh://h/team/my%20project.git", "my project"), ("file:///srv/a%2fb%2Egit/", "b"),
    ("ssh://h/100%", "100%"), ("ssh://h/%zz%+1%1", "%zz%+1%1"), ("ssh://h/a%00", "a%00"),
    ("h:my%20project.git", "my%20project"), ("/srv/my%20project.git", "my%20project"),
    ("a_b://h/my%20project", "my%20project"), ("://my%20project", "my%20project"),
  ])
  func `the name is read as git reads a URL`(pushee: String, name: String) throws {
    let certificate = try read { $0.pushee = pushee }
    #expect(String(decoding: certificate.pusheeName, as: UTF8.self) == name)
  }

  @Test(arguments: [
    (".", "."), ("/srv/git/a.git", "a"), ("host:a.git/", "a"), ("ssh://h:22/x/a", "a"), ("a", "a"),
    ("/srv/a/.git", "a"), ("../a.git.git", "a.git"), ("", ""), ("/", ""),
  ])
  func `the name of a repository is the last part of its path`(path: String, name: String) {
    #expect(PushCertificate.name(ofPath: Array(path.utf8)) == Array(name.utf8))
  }
}
