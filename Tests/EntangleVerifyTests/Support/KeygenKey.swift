import EntangleModel
import EntangleSystem

/// A key of ECDSA or RSA that ssh-keygen makes, once, and signs with.
final class KeygenKey: Sendable {
  let publicKey: PublicKey
  private let secret: [UInt8]

  /// `type` and `bits` as `ssh-keygen -t -b` takes them.
  init(_ type: String, bits: Int) {
    let made = sure(
      try? KeygenKey.inDirectory { directory in
        let path = directory.appending("key")
        let child = KeygenKey.keygen([
          "-q", "-t", type, "-b", "\(bits)", "-N", "", "-C", "", "-f", path.description,
        ])
        guard try child.run().isSuccess else { return nil }
        return (
          try FileSystem.read(path, limit: 16_384),
          try FileSystem.read(FilePath(path.description + ".pub"), limit: 16_384)
        )
      } as ([UInt8], [UInt8])?)
    secret = made.0
    let words = String(decoding: made.1, as: UTF8.self).split { $0.isWhitespace }
    publicKey = sure(PublicKey(text: words.prefix(2).joined(separator: " ")))
  }

  /// The armour of a signature as git has it made.
  func sign(_ message: [UInt8]) -> [UInt8] {
    sure(
      try? KeygenKey.inDirectory { directory in
        let path = directory.appending("key")
        try FileSystem.write(secret, to: path, mode: 0o600)
        var child = KeygenKey.keygen(["-q", "-Y", "sign", "-n", "git", "-f", path.description])
        child.standardInput = .bytes(message)
        let result = try child.run()
        return result.isSuccess ? result.standardOutput.bytes : nil
      } as [UInt8]?)
  }

  private static func inDirectory<Value>(_ work: (FilePath) throws -> Value?) throws -> Value? {
    let directory = try TemporaryDirectory(prefix: "entangle-key")
    return try work(directory.path)
  }

  private static func keygen(_ arguments: [String]) -> ChildProcess {
    ChildProcess("ssh-keygen", arguments, environment: ["PATH": "/usr/bin:/bin"])
  }

  static let nistp256 = KeygenKey("ecdsa", bits: 256)
  static let nistp384 = KeygenKey("ecdsa", bits: 384)
  static let nistp521 = KeygenKey("ecdsa", bits: 521)
  static let rsa = KeygenKey("rsa", bits: 3_072)
}
