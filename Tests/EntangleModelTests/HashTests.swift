import EntangleModel
import Testing

/// Names that others write must not fall on one place of a table, whatever they choose alike.
@Suite struct HashTests {
  /// So many texts of hexadecimal digits that differ only behind the first half of them.
  private func alike(_ digits: Int) -> [[UInt8]] {
    (0..<1_000).map { number in
      let end = String(number, radix: 16)
      return Array((String(repeating: "0", count: digits - end.count) + end).utf8)
    }
  }

  /// How many different hashes there are.
  private func count(_ values: [(some Hashable)?]) -> Int {
    Set(values.compactMap { $0?.hashValue }).count
  }

  @Test func `what begins alike hashes otherwise`() throws {
    #expect(count(alike(40).dropFirst().map { ObjectID(hex: $0) }) == 999)
    #expect(count(alike(64).dropFirst().map { ObjectID(hex: $0) }) == 999)
    #expect(
      count(alike(64).map { SHA256Digest(hex: String(decoding: $0, as: UTF8.self)) }) == 1_000)
    #expect(count(alike(32).map { KeyID($0) }) == 1_000)
    let keys = (0..<1_000).map { number in
      let end = [UInt8(number >> 8), UInt8(number & 0xff)]
      return PublicKey(bytes: [UInt8](repeating: 7, count: 30) + end)
    }
    #expect(count(keys) == 1_000)
  }
}
