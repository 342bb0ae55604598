import EntangleHost
import Testing

/// What is found by its shape, and what is not. The secrets are put together when the tests run: this file
/// is pushed as well.
@Suite struct SecretSearchTests {
  @Test(arguments: SecretSample.all)
  func `a secret is found where it stands, and its nearest twin is not`(sample: SecretSample) {
    let text = Array("first line\n  x = \"".utf8)
    let bytes = text + sample.secret + Array("\"\nlast\n".utf8)
    let found = SecretSearch.search(bytes, most: 10).matches
    #expect(found.map(\.kind) == [sample.kind])
    #expect(found.first.map { Array(bytes[$0.range]) } == sample.shown)
    #expect(
      found.first.map { SecretSearch.line(of: $0.range.lowerBound, in: bytes) } == sample.line)
    let other = text + sample.twin + Array("\"\nlast\n".utf8)
    #expect(SecretSearch.search(other, most: 10).matches == [])
  }

  @Test func `a secret at the very beginning or end is found`() {
    let token = SecretSample.token("gh", "p_", 36)
    #expect(SecretSearch.search(token, most: 9).matches.map(\.range) == [0..<token.count])
    for count in 0..<token.count {
      #expect(SecretSearch.search(Array(token.prefix(count)), most: 9).matches == [])
    }
  }

  @Test func `no more are told than are asked for`() {
    let one: [UInt8] = SecretSample.token("gh", "p_", 36) + [0x0a]
    let many = [UInt8]((0..<5).map { _ in one }.joined())
    #expect(SecretSearch.search(many, most: 3).matches.count == 3)
    #expect(SecretSearch.search(many, most: 9).matches.count == 5)
  }

  @Test func `any bytes are searched without harm`() {
    var numbers = SystemRandomNumberGenerator()
    let starts = SecretSample.all.map(\.secret)
    for _ in 0..<200 {
      var bytes = (0..<300).map { _ in UInt8.random(in: .min ... .max, using: &numbers) }
      let start = starts.randomElement(using: &numbers) ?? []
      bytes.replaceSubrange(100..<150, with: start.prefix(Int.random(in: 0...80, using: &numbers)))
      for match in SecretSearch.search(bytes, most: 10).matches {
        #expect(match.range.upperBound <= bytes.count && !match.range.isEmpty)
      }
    }
  }

  /// A megabyte of the first of these took minutes, in which nobody else could push.
  @Test(arguments: [
    "-eyJ", "\"entangle/key@v1\"", "PuTTY-User-Key-File-", "-----BEGIN PRIVATE KEY-----",
    "AKIA" + "ABCDEFGHIJKLMNOP ",
  ])
  func `nobody can have the same looked at over and over`(start: String) {
    let bytes = Array(String(repeating: start, count: 131_072 / start.utf8.count).utf8)
    #expect(SecretSearch.search(bytes, most: 10).isCutOff)
    // A few of them hide nothing.
    let token: [UInt8] = SecretSample.token("gh", "p_", 36) + [0x0a]
    let found = SecretSearch.search(
      Array(bytes.prefix(10 * start.utf8.count)) + [0x0a] + token, most: 10)
    #expect(!found.matches.isEmpty && !found.isCutOff)
  }

  @Test func `a named value is found however it is written, and no word of a sentence`() {
    let (name, value) = ("secret:/" + "/db/main", "hun" + "ter2")
    func isFound(_ text: String) -> Bool {
      !SecretSearch.search(Array("a: 1\n\(text)\nb: 2\n".utf8), most: 9).matches.isEmpty
    }
    for text in [
      "\(name): \(value)", "\(name) = \(value)  # here", "\"\(name)\":\"\(value)\"",
      "'\(name)' : '\(value)', 'x': 1", "{\"\(name)\": \"\(value)\"}", "\(name)=\(value) and more",
    ] { #expect(isFound(text), "\(text)") }
    for text in [
      "\(name): see there", "\(name), and then", "\"\(name)\": handler,", "[\"\(name)\", \"x\"]",
      "\(name):", "\(name): null", "\"\(name)\": {", "use \(name): it is there",
    ] { #expect(!isFound(text), "\(text)") }
  }

  @Test(arguments: [
    ("[fd00::1]:6379", true), ("[fe80::1%eth0]/0", true), ("10.0.0.1:6379", true),
    ("[2001:db8::1]", false), ("[host]:6379", false), ("[fd00::1", false), ("db.example", false),
  ])
  func `a password is found whatever the host is`(host: String, isFound: Bool) {
    let text = "url: redis:/" + "/:s3cr" + "etpass@\(host)\n"
    #expect(SecretSearch.search(Array(text.utf8), most: 9).matches.isEmpty != isFound)
  }

  @Test func `the tag of an image is no password where its digest follows`() {
    func isFound(_ text: String) -> Bool {
      !SecretSearch.search(Array("uses: \(text)\n".utf8), most: 9).matches.isEmpty
    }
    let digits = String(repeating: "0123456789abcdef", count: 4)
    let image = "docker:/" + "/node:18.17.1@"
    for algorithm in ["sha256", "sha512"] {
      #expect(!isFound("\(image)\(algorithm):\(digits)"))
      #expect(isFound("\(image)\(algorithm):8080"))
      #expect(isFound("\(image)\(algorithm).net:\(digits)"))
    }
  }

  @Test func `what people write is searched to its end`() {
    let lines = [
      "see https://host.net:8080/a?b=c and git@host.net:a/b", "-----BEGIN CERTIFICATE-----",
      String(repeating: "MIIBeyJ0", count: 8), "-----END CERTIFICATE-----",
      "{\"eyJ\": \"secret://a\"}",
    ]
    let text = String(repeating: lines.joined(separator: "\n") + "\n", count: 800)
    let outcome = SecretSearch.search(Array(text.utf8), most: 10)
    #expect(outcome.matches == [] && !outcome.isCutOff)
  }
}
