import EntangleModel
import EntangleVerify
import Testing

/// The rules for whether a push is let in: each with a push that is not, and the nearest one that is.
@Suite struct AdmissionRuleTests {
  @Test(arguments: AdmissionVector.all)
  func `a push is refused for what is known of it`(vector: AdmissionVector) {
    vector.check()
  }

  @Test func `nothing but signatures, a token, or a secret besides keeps law out`() {
    for vector in AdmissionVector.all where vector.code != "H124" && vector.code != "H110" {
      var facts = AdmissionFacts(updates: AdmissionVector.trust)
      vector.attack(&facts)
      #expect(facts.findings == [] && !facts.hasCertificate)
    }
    var facts = AdmissionFacts(updates: AdmissionVector.branch)
    facts.operatorStanding = .missing
    #expect(facts.findings == [])
    facts = AdmissionFacts(updates: AdmissionVector.trust + AdmissionVector.branch)
    facts.certificate = CertificateFacts(isRequired: true, .none)
    #expect(facts.findings.map(\.code) == ["H112"])
    facts = AdmissionFacts(updates: AdmissionVector.branch)
    facts.certificate = CertificateSample.facts()
    #expect(facts.hasCertificate)
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
  let attack: @Sendable (inout AdmissionFacts) -> Void
  let twin: @Sendable (inout AdmissionFacts) -> Void

  var testDescription: String { "\(code) \(name)" }

  /// Compares what is found of both with what is due.
  func check(sourceLocation: SourceLocation = #_sourceLocation) {
    var refused = AdmissionFacts(updates: Self.branch)
    attack(&refused)
    let found = refused.findings
    #expect(found.map(\.code) == [code], "\(testDescription)", sourceLocation: sourceLocation)
    #expect(found.allSatisfy { $0.severity == .refused }, sourceLocation: sourceLocation)
    var taken = AdmissionFacts(updates: Self.branch)
    twin(&taken)
    #expect(taken.findings == [], "\(testDescription)", sourceLocation: sourceLocation)
  }

  private static let someObject = CertificateSample.someObject
  static let branch = [CertificateSample.branch]
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

  private static func ban(at moment: Timestamp) -> Denylist.Bar? {
    banned.ban(
      of: id("builder"), lanes: [], at: moment, cryptography: Story.hasher, law: { nil })
  }

  /// Law that is pushed without what a token's holder proves, and with it.
  private static func proof(_ name: String, _ standing: OperatorStanding) -> AdmissionVector {
    func facts(_ standing: OperatorStanding) -> @Sendable (inout AdmissionFacts) -> Void {
      { facts in
        facts = AdmissionFacts(updates: trust)
        facts.operatorStanding = standing
      }
    }
    return AdmissionVector(code: "H124", name: name, attack: facts(standing), twin: facts(.proved))
  }

  private static func tenant(_ pusher: String, served: String) -> TenantFacts {
    let law = sure(sure(Story().report().judgement).chain.newest).state
    return TenantFacts(.init(id(pusher), in: law), served: [id(served)])
  }

  static let all = [
    AdmissionVector(code: "H120", name: "a pusher who is banned") { facts in
      facts.ban = ban(at: at(500))
    } twin: { facts in
      facts.ban = ban(at: at(500 + day))
    },
    AdmissionVector(code: "H123", name: "somebody of a tenant that is not served") { facts in
      facts.tenant = tenant("lead", served: "umbrella")
    } twin: { facts in
      facts.tenant = tenant("lead", served: "acme")
    },
    AdmissionVector(code: "H123", name: "somebody whom the law does not know") { facts in
      facts.tenant = tenant("nobody", served: "acme")
    } twin: { facts in
      facts.tenant = tenant("lead", served: "acme")
    },
    AdmissionVector(code: "H123", name: "a user, where an authority would be let in") { facts in
      facts.tenant = tenant("builder", served: "umbrella")
    } twin: { facts in
      facts.tenant = tenant("ada", served: "umbrella")
    },
    proof("no proof of a token", .missing), proof("a proof that is none", .malformed),
    proof("a proof by a token that is not there", .unknown(id("other"))),
    proof("a proof by a token that has ended", .expired(id("keeper"), at(0))),
    proof("a proof that is old", .outOfTime(301)), proof("a proof that is ahead", .outOfTime(-121)),
    proof("a proof of another push", .wrong(id("keeper"))),
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
    AdmissionVector(code: "H110", name: "a secret that is sent beside law") { facts in
      facts = AdmissionFacts(updates: trust)
      facts.secrets = SecretFacts(found: [secret])
    } twin: { facts in
      facts = AdmissionFacts(updates: trust)
      facts.secrets = SecretFacts(found: [])
    },
    AdmissionVector(code: "H111", name: "one push more than the rate") { facts in
      facts.rate = RateFacts(pusher: "'lead'", rate: .standard, made: 30, waitSeconds: 1)
    } twin: { facts in
      facts.rate = RateFacts(pusher: "'lead'", rate: .standard, made: 29, waitSeconds: 1)
    },
    AdmissionVector(code: "H112", name: "none where one is required") { facts in
      facts.certificate = CertificateFacts(isRequired: true, .none)
    } twin: { facts in
      facts.certificate = CertificateFacts(isRequired: false, .none)
    },
    AdmissionVector(code: "H113", name: "another version") { facts in
      facts.certificate = CertificateSample.facts { $0.version += "1" }
    } twin: { facts in
      facts.certificate = CertificateSample.facts()
    },
    AdmissionVector(code: "H113", name: "no pusher") { facts in
      facts.certificate = CertificateSample.facts { $0.pusher = "pusher " }
    } twin: { facts in
      facts.certificate = CertificateSample.facts { $0.pusher = "pusher x" }
    },
    AdmissionVector(code: "H113", name: "no ref") { facts in
      facts.certificate = CertificateSample.facts { $0.refs = [] }
    } twin: { facts in
      facts.certificate = CertificateSample.facts()
    },
    AdmissionVector(code: "H113", name: "a line that moves nothing") { facts in
      facts.certificate = CertificateSample.facts { $0.refs.append("x") }
    } twin: { facts in
      facts.certificate = CertificateSample.facts()
    },
    AdmissionVector(code: "H114", name: "an invalid signature") { facts in
      facts.certificate = CertificateSample.facts { $0.isSignatureValid = false }
    } twin: { facts in
      facts.certificate = CertificateSample.facts()
    },
    AdmissionVector(code: "H114", name: "a key that nobody enrolled") { facts in
      facts.certificate = CertificateSample.facts { $0.isEnrolled = false }
    } twin: { facts in
      facts.certificate = CertificateSample.facts()
    },
    AdmissionVector(code: "H114", name: "a law key") { facts in
      facts.certificate = CertificateSample.facts { $0.uses = [.law] }
    } twin: { facts in
      facts.certificate = CertificateSample.facts { $0.uses = [.code, .transport] }
    },
    AdmissionVector(code: "H114", name: "a key whose time is over") { facts in
      facts.certificate = CertificateSample.facts { $0.notAfter = CertificateSample.moment - 1 }
    } twin: { facts in
      facts.certificate = CertificateSample.facts { $0.notAfter = CertificateSample.moment }
    },
    AdmissionVector(code: "H114", name: "somebody suspended") { facts in
      facts.certificate = CertificateSample.facts { $0.status = .suspended }
    } twin: { facts in
      facts.certificate = CertificateSample.facts()
    },
    AdmissionVector(code: "H115", name: "another ref") { facts in
      facts.certificate = CertificateSample.facts { $0.refs[0] += "y" }
    } twin: { facts in
      facts.certificate = CertificateSample.facts()
    },
    AdmissionVector(code: "H115", name: "one ref more") { facts in
      facts.certificate = CertificateSample.facts { $0.refs.append($0.refs[0] + "y") }
    } twin: { facts in
      facts.certificate = CertificateSample.facts()
    },
    AdmissionVector(code: "H115", name: "one ref twice") { facts in
      facts.certificate = CertificateSample.facts { $0.refs.append($0.refs[0]) }
    } twin: { facts in
      facts.certificate = CertificateSample.facts()
    },
    AdmissionVector(code: "H115", name: "another repository") { facts in
      facts.certificate = CertificateSample.facts { $0.pushee = "host:other.git" }
    } twin: { facts in
      facts.certificate = CertificateSample.facts { $0.pushee = "host:project" }
    },
    AdmissionVector(code: "H115", name: "another repository's id") { facts in
      facts.certificate = CertificateSample.facts {
        $0.signedOptions = ["entangle-repository=\(someObject)"]
        $0.options = $0.signedOptions
      }
    } twin: { facts in
      facts.certificate = CertificateSample.facts {
        $0.signedOptions = ["entangle-repository=\(CertificateSample.repository)"]
        $0.options = $0.signedOptions
        $0.pushee = "host:other.git"
      }
    },
    AdmissionVector(code: "H115", name: "two repositories") { facts in
      facts.certificate = CertificateSample.facts {
        $0.signedOptions = [
          "entangle-repository=\(CertificateSample.repository)", "entangle-repository=",
        ]
        $0.options = $0.signedOptions
      }
    } twin: { facts in
      facts.certificate = CertificateSample.facts {
        $0.signedOptions = ["entangle-repository=\(CertificateSample.repository)"]
        $0.options = $0.signedOptions
      }
    },
    AdmissionVector(code: "H115", name: "an option that was not signed") { facts in
      facts.certificate = CertificateSample.facts { $0.options = ["a"] }
    } twin: { facts in
      facts.certificate = CertificateSample.facts {
        $0.signedOptions = ["a"]
        $0.options = ["a"]
      }
    },
    AdmissionVector(code: "H116", name: "a nonce of somebody else") { facts in
      facts.certificate = CertificateSample.facts { $0.nonceStatus = "BAD" }
    } twin: { facts in
      facts.certificate = CertificateSample.facts { $0.nonceStatus = "SLOP" }
    },
    AdmissionVector(code: "H116", name: "a nonce without time") { facts in
      facts.certificate = CertificateSample.facts { $0.nonce = "abc" }
    } twin: { facts in
      facts.certificate = CertificateSample.facts()
    },
    AdmissionVector(code: "H116", name: "an old nonce") { facts in
      facts.certificate = CertificateSample.facts {
        $0.nonce = "\(CertificateSample.moment - 301)-\(String(repeating: "a", count: 40))"
      }
    } twin: { facts in
      facts.certificate = CertificateSample.facts {
        $0.nonce = "\(CertificateSample.moment - 300)-\(String(repeating: "a", count: 40))"
      }
    },
    AdmissionVector(code: "H116", name: "a nonce ahead") { facts in
      facts.certificate = CertificateSample.facts {
        $0.nonce = "\(CertificateSample.moment + 121)-\(String(repeating: "a", count: 40))"
      }
    } twin: { facts in
      facts.certificate = CertificateSample.facts {
        $0.nonce = "\(CertificateSample.moment + 120)-\(String(repeating: "a", count: 40))"
      }
    },
    AdmissionVector(code: "H116", name: "a second time") { facts in
      facts.certificate = CertificateSample.facts { $0.isRepeated = true }
    } twin: { facts in
      facts.certificate = CertificateSample.facts { $0.isRepeated = nil }
    },
    AdmissionVector(code: "H117", name: "another's login") { facts in
      facts.certificate = CertificateSample.facts { $0.pusherID = "reviewer" }
    } twin: { facts in
      facts.certificate = CertificateSample.facts { $0.pusherID = "builder" }
    },
  ]
}
