import EntangleCrypto
import EntangleModel
import EntangleVerify
import Testing

@Suite struct OperatorProofTests {
  private static let cryptography = SystemCryptography()
  private static let key = cryptography.sha256(Array("keeper:00".utf8))
  private static let root = sure(SHA256Digest(hex: String(repeating: "a", count: 64)))
  private static let updates = [
    PushedRef(EntangleRef.trustName, old: object("1"), new: object("2")),
    PushedRef(RefName("refs/heads/main"), old: nil, new: object("3")),
  ]

  private static func object(_ digit: String) -> ObjectID {
    sure(ObjectID(hex: String(repeating: digit, count: 40)))
  }

  private static func isValid(
    _ proof: OperatorProof, key: SHA256Digest = key, root: SHA256Digest = root,
    _ updates: [PushedRef] = updates
  ) -> Bool {
    proof.isValid(
      by: key, repository: root, updates: updates, format: .sha1, cryptography: cryptography)
  }

  private static func made(seconds: Int64 = 1_767_225_600) -> OperatorProof {
    let message = OperatorProof.message(
      token: id("keeper"), seconds: seconds, repository: root, updates: updates.reversed(),
      format: .sha1)
    return OperatorProof(
      token: id("keeper"), seconds: seconds,
      authenticator: cryptography.authenticator(of: message, key: key.bytes))
  }

  @Test func `what is proved is five lines and more, in the order of the refs`() {
    let message = OperatorProof.message(
      token: id("keeper"), seconds: 7, repository: Self.root, updates: Self.updates.reversed(),
      format: .sha1)
    let zero = String(repeating: "0", count: 40)
    let (one, two, three) = (Self.object("1"), Self.object("2"), Self.object("3"))
    #expect(
      String(decoding: message, as: UTF8.self) == """
        entangle-operator v1
        token keeper
        time 7
        repository \(Self.root)
        \(one.hex) \(two.hex) refs/entangle/trust
        \(zero) \(three.hex) refs/heads/main

        """)
  }

  @Test func `a proof is of one push, of one repository, by one token, of one second`() {
    let proof = Self.made()
    #expect(OperatorProof(option: proof.option.utf8) == proof)
    #expect(Self.isValid(proof))
    // Shown again, after the refs have moved.
    let moved = [PushedRef(EntangleRef.trustName, old: Self.object("2"), new: Self.object("2"))]
    #expect(!Self.isValid(proof, moved + Self.updates.dropFirst()))
    #expect(!Self.isValid(proof, Array(Self.updates.dropLast())))
    #expect(!Self.isValid(proof, Self.updates + [PushedRef(Story.main, old: nil, new: nil)]))
    #expect(!Self.isValid(proof, root: Self.key))
    #expect(!Self.isValid(proof, key: Self.root))
    let later = OperatorProof(
      token: proof.token, seconds: proof.seconds + 1, authenticator: proof.authenticator)
    #expect(!Self.isValid(later))
    let other = OperatorProof(
      token: id("other"), seconds: proof.seconds, authenticator: proof.authenticator)
    #expect(!Self.isValid(other))
  }

  @Test(arguments: [
    "", "entangle-operator=", "entangle-operator=keeper:1", "entangle-operator=keeper:01:\(digits)",
    "entangle-operator=Keeper:1:\(digits)", "entangle-operator=keeper:1:\(digits)0",
    "entangle-operator=keeper:1:\(digits):", "entangle-operator=keeper:-1:\(digits)",
    "Entangle-operator=keeper:1:\(digits)", "entangle-operator=keeper:1:\(digits.uppercased())",
  ])
  func `an option of another form is no proof`(option: String) {
    #expect(OperatorProof(option: option.utf8) == nil)
    #expect(OperatorProof(option: "entangle-operator=keeper:1:\(Self.digits)".utf8) != nil)
  }

  private static let digits = String(repeating: "ab", count: 32)
}
