import EntangleCrypto
import EntangleModel
import EntangleSystem
import Testing

/// Vectors of FIPS 180-4 (NIST, "Examples with Intermediate Values") and RFC 6234.
@Suite struct DigestTests {
  private let cryptography = SystemCryptography()
  private static let twoBlocks = "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"

  @Test(arguments: [
    ("", "da39a3ee5e6b4b0d3255bfef95601890afd80709"),
    ("abc", "a9993e364706816aba3e25717850c26c9cd0d89d"),
    (twoBlocks, "84983e441c3bd26ebaae4aa1f95129e5e54670f1"),
  ])
  func `SHA-1 gives the published digests`(text: String, digest: String) {
    #expect(cryptography.sha1(Array(text.utf8), []).hex == digest)
  }

  @Test(arguments: [
    ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (twoBlocks, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"),
  ])
  func `SHA-256 gives the published digests`(text: String, digest: String) {
    #expect(cryptography.sha256(Array(text.utf8)).hex == digest)
  }

  @Test(arguments: [
    (
      "",
      "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce"
        + "47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e"
    ),
    (
      "abc",
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        + "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
    ),
  ])
  func `SHA-512 gives the published digests`(text: String, digest: String) {
    #expect(Hex.encode(cryptography.sha512(Array(text.utf8)).bytes) == digest)
  }

  @Test func `a million letters give the published digests`() {
    let message = [UInt8](repeating: UInt8(ascii: "a"), count: 1_000_000)
    #expect(cryptography.sha1(message, []).hex == "34aa973cd4c4daa4f61eeb2bdbad27316534016f")
    #expect(
      cryptography.sha256(message).hex
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test(arguments: [0, 1, 20, 63, 64, 65, 128])
  func `two parts are hashed as one`(split: Int) {
    let message = (0..<128).map { UInt8($0) }
    let (first, second) = (Array(message[..<split]), Array(message[split...]))
    #expect(cryptography.sha1(first, second) == cryptography.sha1(message, []))
    #expect(cryptography.sha256(first, second) == cryptography.sha256(message))
    #expect(cryptography.sha512(first.span, second.span) == cryptography.sha512(message))
  }

  @Test func `names an object as git does`() {
    let blob = RawObject(type: .blob, content: Array("hello\n".utf8))
    let id = cryptography.objectID(blob, format: .sha1)
    #expect(id.hex == "ce013625030ba8dba906f756967f9e9ca394464a")
  }

  @Test(.enabled(if: isInstalled("openssl")), arguments: [0, 1, 55, 56, 111, 112, 1000])
  func `agrees with openssl`(count: Int) throws {
    try inTemporaryDirectory { root in
      let message = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ 3) }
      let path = root.appending("message")
      try FileSystem.write(message, to: path)
      func openssl(_ algorithm: String) -> String {
        String(run("openssl dgst -\(algorithm) -r '\(path)'").output.prefix { $0 != " " })
      }
      #expect(openssl("sha1") == cryptography.sha1(message, []).hex)
      #expect(openssl("sha256") == cryptography.sha256(message).hex)
      #expect(openssl("sha512") == Hex.encode(cryptography.sha512(message).bytes))
    }
  }

  @Test func `random numbers have their length and differ`() throws {
    let randomness = try SystemRandomness()
    #expect(randomness.bytes(0).isEmpty)
    #expect(randomness.bytes(-1).isEmpty)
    #expect(randomness.bytes(32).count == 32)
    #expect(randomness.bytes(32) != randomness.bytes(32))
  }
}
