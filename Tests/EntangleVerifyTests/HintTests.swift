import EntangleVerify
import Testing

/// Ways out that depend on what exactly is wrong.
@Suite struct HintTests {
  /// The hints of what is found of one code in the attack of that name.
  private func hints(_ code: String, _ name: String) throws -> Set<String> {
    let vector = try #require(Vector.all.first { $0.code == code && $0.name == name })
    let found = Vector.story(vector.attack).report().findings.filter { $0.code == code }
    return Set(found.map(\.hint))
  }

  @Test func `nothing calls back who was retired`() throws {
    let hints = try hints("T115", "somebody retired who comes back")
    #expect(hints.count == 1)
    #expect(hints.first?.hasPrefix("who is retired stays so: ") == true)
  }

  @Test func `what has ended stays so`() throws {
    let hints = try hints("T115", "a revocation taken back")
    #expect(hints.first?.hasPrefix("a key that has ended stays so: ") == true)
  }

  @Test func `who takes a bridge away is told of the edge, and no other of a bridge less`() throws {
    let hints = try hints("T136", "a bridge taken away under an edge")
    #expect(hints.count == 1)
    #expect(hints.first?.hasPrefix("'entangle edge remove ") == true)
    #expect(try self.hints("T136", "an edge into another tenant").isDisjoint(with: hints))
  }

  @Test func `law that another branch has is told from law that a host has made up`() throws {
    let hints = try hints("J104", "law of another chain")
    #expect(hints.count == 1)
    #expect(hints.first?.contains("'entangle trust resolve' comes first") == true)
    #expect(try self.hints("J104", "older law than the receipt before") != hints)
  }
}
