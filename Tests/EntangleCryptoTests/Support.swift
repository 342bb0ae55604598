import EntangleCrypto
import EntangleModel
import EntangleSystem
import Glibc
import Testing

/// The bytes that hexadecimal digits spell; white space is left out.
func bytes(_ hex: String) -> [UInt8] {
  Hex.decode(Array(hex.utf8.filter { $0 > 0x20 })) ?? []
}

/// Lends a directory of its own to `body`.
func inTemporaryDirectory<Result>(_ body: (FilePath) throws -> Result) throws -> Result {
  let directory = try TemporaryDirectory(prefix: "entangle-test")
  return try body(directory.path)
}

/// What a shell command wrote to its standard output, and its exit status.
func run(_ command: String) -> (output: String, status: Int32) {
  guard let stream = popen(command, "r") else { return ("", -1) }
  var output: [UInt8] = []
  var buffer = [UInt8](repeating: 0, count: 4096)
  while true {
    let count = fread(&buffer, 1, buffer.count, stream)
    if count == 0 { break }
    output += buffer[..<count]
  }
  let status = pclose(stream)
  return (String(decoding: output, as: UTF8.self), status >> 8 & 0xff)
}

/// Whether a program of that name is installed.
func isInstalled(_ program: String) -> Bool {
  run("command -v \(program)").status == 0
}

/// The secret key of RFC 8032 section 7.1, TEST 1.
let seed1 = bytes("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")

/// The key pair of a seed.
func signingKey(_ seed: [UInt8]) throws -> SigningKey {
  try SigningKey(seed: SecretBytes(copying: seed))
}

/// Passphrase bytes.
func passphrase(_ text: String) throws(SystemError) -> SecretBytes {
  try SecretBytes(copying: Array(text.utf8))
}

/// Random numbers that are not: 0, 1, 2 and so on over all draws.
final class CountingRandomness: Randomness, @unchecked Sendable {
  // SAFETY: used by one test on one thread.
  private var next: UInt8 = 0

  func bytes(_ count: Int) -> [UInt8] {
    (0..<count).map { _ in
      defer { next &+= 1 }
      return next
    }
  }
}

/// A header for the key of `seed1`.
func header(_ name: String = "vector", _ uses: Set<KeyUse> = [.code, .transport]) throws
  -> KeyHeader
{
  try KeyHeader(
    name: #require(KeyName(name)), uses: uses,
    created: #require(Timestamp("2026-01-02T03:04:05Z")), of: signingKey(seed1))
}

/// The seed that a file gives for a passphrase, as the public key it belongs to.
func publicKey(of file: KeyFile, _ text: String) throws -> [UInt8] {
  let key = try file.open { () throws(SystemError) in try passphrase(text) }
  return key.publicKey
}
