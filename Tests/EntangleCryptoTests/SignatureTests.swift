import EntangleCrypto
import EntangleModel
import EntangleSystem
import Testing

@Suite struct SignatureTests {
  private let cryptography = SystemCryptography()

  /// RFC 8032 section 7.1, TEST 1 to 3 and TEST SHA(abc): seed, public key, message, signature.
  private static let vectors: [(String, String, String, String)] = [
    (
      "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
      "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bac"
        + "c61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    ),
    (
      "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
      "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e"
        + "458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    ),
    (
      "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
      "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
      "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290"
        + "ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    ),
    (
      "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
      "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
      "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a8"
        + "36ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
      "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ec"
        + "fdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
    ),
  ]

  @Test(arguments: vectors)
  func `signs as RFC 8032 says`(seed: String, key: String, message: String, signature: String)
    throws
  {
    let pair = try signingKey(bytes(seed))
    let (publicKey, made) = (pair.publicKey, pair.sign(bytes(message)))
    #expect(Hex.encode(publicKey) == key)
    #expect(Hex.encode(made) == signature)
    #expect(
      cryptography.isValidEd25519(
        signature: made, message: bytes(message), publicKey: publicKey))
  }

  @Test func `each flipped bit of a signature is refused`() throws {
    let pair = try signingKey(seed1)
    let (publicKey, signature) = (pair.publicKey, pair.sign([1, 2, 3]))
    for position in 0..<(64 * 8) {
      var changed = signature
      changed[position / 8] ^= 1 << (position % 8)
      #expect(
        !cryptography.isValidEd25519(
          signature: changed, message: [1, 2, 3], publicKey: publicKey))
    }
    #expect(
      !cryptography.isValidEd25519(signature: signature, message: [1, 2], publicKey: publicKey))
  }

  @Test func `other lengths are refused`() throws {
    let pair = try signingKey(seed1)
    let (publicKey, signature) = (pair.publicKey, pair.sign([]))
    for (signature, key) in [
      ([], publicKey), (Array(signature.dropLast()), publicKey), (signature + [0], publicKey),
      (signature, []), (signature, Array(publicKey.dropLast())), (signature, publicKey + [0]),
    ] {
      #expect(!cryptography.isValidEd25519(signature: signature, message: [], publicKey: key))
    }
  }

  /// S + L is the same scalar in another spelling (RFC 8032 section 8.4): accepted, it would give
  /// each signature a twin.
  @Test(arguments: vectors)
  func `a signature with S + L is refused`(
    seed: String, key: String, message: String, signature: String
  ) {
    let order = bytes("edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010")
    var malleated = bytes(signature)
    var carry = 0
    for index in 0..<32 {
      let sum = Int(malleated[32 + index]) + Int(order[index]) + carry
      malleated[32 + index] = UInt8(truncatingIfNeeded: sum)
      carry = sum >> 8
    }
    #expect(carry == 0)
    #expect(
      !cryptography.isValidEd25519(
        signature: malleated, message: bytes(message), publicKey: bytes(key)))
  }

  /// The eight points of small order, and the other spellings of those with a small y. With R = the
  /// neutral point and S = 0, a lax verifier accepts the first for every message, the others for
  /// one message in two, four or eight.
  private static let smallOrder = [
    "0100000000000000000000000000000000000000000000000000000000000000",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0000000000000000000000000000000000000000000000000000000000000000",
    "0000000000000000000000000000000000000000000000000000000000000080",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
    "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  ]

  @Test(arguments: smallOrder)
  func `a key of small order signs nothing`(key: String) {
    for point in Self.smallOrder {
      let signature = bytes(point) + [UInt8](repeating: 0, count: 32)
      for message in UInt8(0)..<64 {
        #expect(
          !cryptography.isValidEd25519(
            signature: signature, message: [message], publicKey: bytes(key)))
      }
    }
  }

  @Test func `nothing but zeros is no signature`() throws {
    let zeros = [UInt8](repeating: 0, count: 64)
    let key = try signingKey(seed1).publicKey
    #expect(!cryptography.isValidEd25519(signature: zeros, message: [], publicKey: key))
    #expect(
      !cryptography.isValidEd25519(
        signature: zeros, message: [], publicKey: Array(zeros.prefix(32))))
  }

  @Test func `generated keys differ and sign`() throws {
    let first = try SigningKey.generate()
    let second = try SigningKey.generate()
    let (firstKey, secondKey) = (first.publicKey, second.publicKey)
    let signature = first.sign([7])
    #expect(firstKey != secondKey)
    #expect(
      cryptography.isValidEd25519(signature: signature, message: [7], publicKey: firstKey))
    #expect(
      !cryptography.isValidEd25519(signature: signature, message: [7], publicKey: secondKey))
  }

  @Test(arguments: [0, 31, 33, 64])
  func `a seed of another length is refused`(count: Int) {
    #expect(throws: CryptoError.self) {
      _ = try signingKey([UInt8](repeating: 1, count: count))
    }
  }

  @Test(.enabled(if: run("/usr/bin/python3 -c 'import cryptography'").status == 0))
  func `python's cryptography signs the same`() throws {
    let program = """
      from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey as K
      print(K.from_private_bytes(bytes(range(32))).sign(bytes(range(100))).hex())
      """
    let expected = run("/usr/bin/python3 -c '\(program)'").output
    let key = try signingKey((0..<32).map { UInt8($0) })
    let signature = key.sign((0..<100).map { UInt8($0) })
    #expect(Hex.encode(signature) + "\n" == expected)
  }
}
