import EntangleModel
import EntangleVerify
import Testing

/// The rules for whether a push is let in: each with a push that is not, and the nearest one that is.
@Suite struct AdmissionRuleTests {
  @Test(arguments: AdmissionVector.all)
  func `a push is refused for what is known of it`(vector: AdmissionVector) {
    var refused = AdmissionFacts(updates: AdmissionVector.branch)
    vector.attack(&refused)
    let found = refused.findings
    #expect(found.map(\.code) == [vector.code])
    #expect(found.allSatisfy { $0.severity == .refused })
    var taken = AdmissionFacts(updates: AdmissionVector.branch)
    vector.twin(&taken)
    #expect(taken.findings == [])
  }

  @Test func `nothing but signatures keeps the law itself out`() {
    for vector in AdmissionVector.all where vector.sparesTrust {
      var facts = AdmissionFacts(updates: AdmissionVector.trust)
      vector.attack(&facts)
      #expect(facts.findings == [])
      facts = AdmissionFacts(updates: AdmissionVector.trust + AdmissionVector.branch)
      vector.attack(&facts)
      #expect(facts.findings.map(\.code) == [vector.code])
    }
  }

  @Test func `what was not searched is told, and is no reason to refuse`() {
    var facts = AdmissionFacts(updates: AdmissionVector.branch)
    facts.secrets = SecretFacts(found: [], largeCount: 1, isCutOff: true)
    #expect(facts.findings.map(\.severity) == [.warning, .warning])
    #expect(facts.findings.contains { $0.detail.contains("more than is searched") })
    #expect(facts.findings.contains { $0.detail == "a file is too large to be searched" })
  }
}

/// What makes a rule refuse a push, and what just does not.
struct AdmissionVector: Sendable, CustomTestStringConvertible {
  let code: String
  let name: String
  /// Whether a push that moves the trust chain alone is let in all the same.
  var sparesTrust = true
  let attack: @Sendable (inout AdmissionFacts) -> Void
  let twin: @Sendable (inout AdmissionFacts) -> Void

  var testDescription: String { "\(code) \(name)" }

  private static let someObject = sure(ObjectID(hex: String(repeating: "1", count: 40)))
  static let branch = [PushedRef(RefName("refs/heads/x"), old: nil, new: someObject)]
  static let trust = [PushedRef(EntangleRef.trustName, old: nil, new: someObject)]

  private static let secret = FoundSecret(
    subject: someObject.description, place: "'a/b'", line: 3, kind: "private key",
    allowedBy: sure(SHA256Digest(hex: String(repeating: "2", count: 64))))

  /// The denylist of a story in which ada has banned the builder at 500.
  private static let banned: Denylist = {
    var story = Story()
    story.deny()
    let reader = DenylistReader(objects: story.objects, cryptography: story.cryptography)
    return sure(reader.denylist(at: sure(story.refs[DenylistEntry.ref])))
  }()

  static let all = [
    AdmissionVector(code: "H120", name: "a pusher who is banned") { facts in
      facts.ban = banned.ban(of: id("builder"), lanes: [], at: at(500))
    } twin: { facts in
      facts.ban = banned.ban(of: id("builder"), lanes: [], at: at(500 + day))
    },
    AdmissionVector(code: "H120", name: "a denylist that cannot be read") { facts in
      facts.isDenylistBroken = true
    } twin: { facts in
      facts.isDenylistBroken = false
    },
    AdmissionVector(code: "H110", name: "a file with a private key") { facts in
      facts.secrets = SecretFacts(found: [secret])
    } twin: { facts in
      facts.secrets = SecretFacts(found: [])
    },
    AdmissionVector(code: "H111", name: "one push more than the rate") { facts in
      facts.rate = RateFacts(pusher: "'lead'", rate: .standard, made: 30, waitSeconds: 1)
    } twin: { facts in
      facts.rate = RateFacts(pusher: "'lead'", rate: .standard, made: 29, waitSeconds: 1)
    },
  ]
}
