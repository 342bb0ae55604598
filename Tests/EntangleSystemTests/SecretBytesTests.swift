import EntangleSystem
import Testing

@Suite struct SecretBytesTests {
  @Test(arguments: [0, 1, 32, 4096, 4097, 100_000])
  func `keeps what it was given`(count: Int) throws {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
    let secret = try SecretBytes(copying: bytes)
    let copy = secret.withBytes { span in span.indices.map { span[$0] } }
    #expect(copy == bytes)
  }

  @Test func `counts only what was filled in`() throws {
    let secret = try SecretBytes(capacity: 8) { span in
      span[0] = 7
      span[1] = 9
      return 2
    }
    let copy = secret.withBytes { span in span.indices.map { span[$0] } }
    #expect(copy == [7, 9])
  }

  @Test func `passes on what the filling throws`() {
    #expect(throws: SystemError.invalidPath("")) {
      _ = try SecretBytes(capacity: 8) { (_) throws(SystemError) in throw .invalidPath("") }
    }
    #expect(throws: SystemError.self) { _ = try SecretBytes(capacity: -1) { _ in 0 } }
  }

  @Test func `compares bytes`() throws {
    let first = try SecretBytes(copying: [1, 2, 3])
    let same = try SecretBytes(copying: [1, 2, 3])
    let other = try SecretBytes(copying: [1, 2, 4])
    let shorter = try SecretBytes(copying: [1, 2])
    let results = [
      first.hasSameBytes(as: same), first.hasSameBytes(as: other),
      first.hasSameBytes(as: shorter),
    ]
    #expect(results == [true, false, false])
  }

  @Test func `wipes an array`() {
    var bytes: [UInt8] = [1, 2, 3]
    wipe(&bytes)
    #expect(bytes.isEmpty)
  }
}
