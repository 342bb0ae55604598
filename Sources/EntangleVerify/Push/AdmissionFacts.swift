public import EntangleModel

/// What is known of a push when it is decided whether it is let in at all, before anybody asks whether it is
/// valid. What is not known is nil, and no rule minds it.
public struct AdmissionFacts: Sendable {
  public let updates: [PushedRef]
  let limits = ReadLimits()
  /// The ban that holds of the pusher or of a lane that would move.
  public var ban: Denylist.Bar?
  /// Whether the denylist cannot be read.
  public var isDenylistBroken = false
  /// How it stands with the proof of a token; nil where the host has given out none.
  public var operatorStanding: OperatorStanding?
  /// Whether the server serves whoever pushes; nil where it serves all, or does not know him.
  public var tenant: TenantFacts?
  /// How often the pusher has pushed.
  public var rate: RateFacts?
  /// The certificate of the push.
  public var certificate: CertificateFacts?
  /// What was found in a search for secrets; of a push of the law alone, in what the law does not lead to.
  public var secrets: SecretFacts?

  public init(updates: [PushedRef]) {
    self.updates = updates
  }

  /// Whether nothing but the trust chain moves: that is judged by its signatures alone, and nothing that
  /// concerns admission keeps it out but the tokens of the host's operator, and secrets that are sent besides.
  public var isTrustAlone: Bool {
    !updates.isEmpty && updates.allSatisfy { $0.name == EntangleRef.trustName && $0.new != nil }
  }

  /// Whether the push has a certificate that nothing stands against, also where that would keep nothing out.
  public var hasCertificate: Bool {
    certificate?.reading != nil
      && RuleBook.certificates.allSatisfy { $0.findings(in: self).isEmpty }
  }

  /// What the rules for admission say.
  public var findings: [Finding] {
    (RuleBook.tokens + (isTrustAlone ? RuleBook.secrets : RuleBook.admission))
      .flatMap { $0.findings(in: self) }
  }
}

/// What came of a search for secrets.
public struct SecretFacts: Sendable, Hashable {
  public let found: [FoundSecret]
  /// How many objects were too large to be searched.
  public let largeCount: Int
  /// Whether the push brings more than is searched.
  public let isCutOff: Bool

  public init(found: [FoundSecret], largeCount: Int = 0, isCutOff: Bool = false) {
    self.found = found
    self.largeCount = largeCount
    self.isCutOff = isCutOff
  }
}

/// What looks like a secret, without the secret.
public struct FoundSecret: Sendable, Hashable {
  /// The object or ref that has it, as a finding names it.
  public let subject: String
  /// Where it stands: a file, the message, the name.
  public let place: String
  /// On which line of that, from 1 on.
  public let line: Int
  /// What it looks like.
  public let kind: String
  /// The digest by which the server's keeper can say that it is none.
  public let allowedBy: SHA256Digest

  public init(subject: String, place: String, line: Int, kind: String, allowedBy: SHA256Digest) {
    self.subject = subject
    self.place = place
    self.line = line
    self.kind = kind
    self.allowedBy = allowedBy
  }
}
