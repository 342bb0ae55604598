import EntangleModel
import EntangleVerify
import Testing

@Suite struct BookTests {
  private let codes = RuleBook.texts.map(\.code)

  @Test func `each rule has a file that bears its code`() throws {
    let root = try #require(packageRoot())
    let files = swiftFiles(under: root + "/Sources/EntangleVerify/Rules").map {
      String(($0.split(separator: "/").last ?? "").prefix(4))
    }
    #expect(files.sorted() == codes)
  }

  @Test func `each rule has a vector, and each vector a rule`() {
    let vectors =
      Vector.all.map(\.code) + PushVector.all.map(\.code)
      + AdmissionVector.all.map { $0.code } + ["H127"]  // (PushRuleTests)
    #expect(Set(vectors).sorted() == codes)
  }

  @Test func `each code stands once`() {
    #expect(Set(codes).count == codes.count)
    #expect(codes == codes.sorted())
  }

  @Test func `the document is what the book says`() throws {
    let root = try #require(packageRoot())
    let document = try #require(content(of: root + "/Docs/rules.md"))
    #expect(document == RuleBook.markdown)
    let headings = document.split(separator: "\n").filter { $0.hasPrefix("## ") }
    #expect(headings.map { String($0.dropFirst(3).prefix(4)) } == codes)
  }

  @Test(arguments: ["format.md", "threat-model.md"])
  func `each rule named by a document is in the book`(name: String) throws {
    let root = try #require(packageRoot())
    let document = try #require(content(of: root + "/Docs/" + name))
    let words = document.split { !$0.isLetter && !$0.isNumber }
    let named = Set(
      words.filter { $0.wholeMatch(of: /[A-Z][1-9][0-9][0-9]/) != nil }.map(String.init))
    #expect(named.subtracting(codes) == [])
  }
}
