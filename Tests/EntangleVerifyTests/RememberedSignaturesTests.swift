import EntangleCrypto
import EntangleModel
import EntangleSystem
import Synchronization
import Testing

@testable import EntangleVerify

@Suite struct RememberedSignaturesTests {
  private static let message = Array("a message".utf8)
  private static let key = [UInt8](repeating: 1, count: 32)
  private static let signature = [UInt8](repeating: 2, count: 64)

  private func isValid(
    _ memory: RememberedSignatures, _ key: [UInt8] = key, _ signature: [UInt8] = signature,
    _ message: [UInt8] = message
  ) -> Bool {
    memory.isValidEd25519(
      signature: signature.span, message: message.span, publicKey: key.span)
  }

  @Test func `what is known is not asked again, and all else is`() {
    let says = Oracle(isValid: true)
    let first = RememberedSignatures(says, known: [])
    #expect(isValid(first) && isValid(first))
    #expect(says.count == 2)
    let denies = Oracle(isValid: false)
    let second = RememberedSignatures(denies, known: first.valid)
    #expect(isValid(second))
    #expect(denies.count == 0)
    #expect(second.valid == first.valid)
    #expect(!isValid(second, [3] + Self.key.dropFirst()))
    #expect(!isValid(second, Self.key, [3] + Self.signature.dropFirst()))
    #expect(!isValid(second, Self.key, Self.signature, Self.message + [0]))
    #expect(denies.count == 3)
    // What stands elsewhere in the same bytes is something else.
    #expect(
      !isValid(second, Self.key + Self.signature.prefix(1), Array(Self.signature.dropFirst())))
    #expect(second.valid == first.valid)
  }

  @Test func `a record spares the signatures of the law, where its program is the same`() throws {
    let story = Story()
    let record = try #require(story.record(of: story.report()))
    func asked(_ edition: [UInt8], _ bytes: [UInt8]) -> Int {
      let oracle = Oracle()
      let input = VerificationInput(
        objects: story.objects, cryptography: oracle, workers: TestWorkers.usual,
        entangleRefs: story.refs.filter { $0.key == EntangleRef.trustName }.map {
          (name: $0.key, id: $0.value)
        }, branches: [:], tags: [:], trustRoot: story.trustRoot, now: story.now)
      let opened = VerificationRecord(
        RecordBytes(bytes: bytes), key: Story.recordKey, cryptography: story.cryptography)
      #expect(
        Verifier(input).report(continuing: opened, edition: edition).checked["trust"] == 2)
      return oracle.count
    }
    // Two states, each with its commit's signature and those of its authorities.
    #expect(asked(Story.edition, []) == 6)
    #expect(asked(Story.edition, record) == 0)
    #expect(asked(Array("another".utf8), record) == 6)
  }
}

/// Counts what it is asked of signatures; answers always the same, or as they are.
private final class Oracle: Cryptography {
  private let system = SystemCryptography()
  private let answer: Bool?
  private let asked = Mutex(0)

  init(isValid answer: Bool? = nil) { self.answer = answer }

  var count: Int { asked.withLock { $0 } }

  func isValidEd25519(
    signature: Span<UInt8>, message: Span<UInt8>, publicKey: Span<UInt8>
  ) -> Bool {
    asked.withLock { $0 += 1 }
    return answer
      ?? system.isValidEd25519(signature: signature, message: message, publicKey: publicKey)
  }

  func sha1(_ first: [UInt8], _ second: [UInt8]) -> ObjectID { system.sha1(first, second) }

  func sha256(_ first: [UInt8], _ second: [UInt8]) -> SHA256Digest {
    system.sha256(first, second)
  }

  func sha512(_ first: Span<UInt8>, _ second: Span<UInt8>) -> Bytes64 {
    system.sha512(first, second)
  }

  func authenticator(of message: [UInt8], key: [UInt8]) -> [UInt8] {
    system.authenticator(of: message, key: key)
  }

  func isAuthentic(_ authenticator: [UInt8], for message: [UInt8], key: [UInt8]) -> Bool {
    system.isAuthentic(authenticator, for: message, key: key)
  }

  func isValid(_ signature: CodeKeySignature, message: [UInt8], publicKey: CodeKey) -> Bool {
    system.isValid(signature, message: message, publicKey: publicKey)
  }
}
