/// One entry of the denylist: a ban, that one is lifted, or an entry of another list (`Docs/format.md`, section 15).
public struct DenylistEntry: Sendable, Hashable {
  public let repository: SHA256Digest
  /// 1, then one more each.
  public let sequence: Int64
  /// The object digest of the entry before; zeros in the first.
  public let chain: SHA256Digest
  /// The trust state that says who may ban.
  public let trust: StateReference
  public let time: Timestamp
  /// Who says it, with the key that signs it.
  public let reporter: Lane
  public let content: Content

  public init(
    repository: SHA256Digest, sequence: Int64, chain: SHA256Digest, trust: StateReference,
    time: Timestamp, reporter: Lane, content: Content
  ) {
    self.repository = repository
    self.sequence = sequence
    self.chain = chain
    self.trust = trust
    self.time = time
    self.reporter = reporter
    self.content = content
  }

  /// What an entry does.
  public enum Content: Sendable, Hashable {
    case ban(Ban)
    /// Takes back the ban of that sequence.
    case lift(Int64)
    /// An entry of another repository's list.
    case imported(ImportedEntry)
  }

  /// The ban that it is, made here; nil for any other entry.
  public var ban: Ban? { if case .ban(let ban) = content { ban } else { nil } }

  /// Where the denylist stands.
  public static let ref = RefName("refs/entangle/denylist")
  /// The file of the commit's tree that holds the evidence.
  public static let evidenceName = "evidence"

  /// The message of the commit.
  public var message: [UInt8] {
    let word =
      switch content {
      case .ban: "deny"
      case .lift: "lift"
      case .imported: "import"
      }
    var text = Array("\(word) \(sequence)\n\nKind: \(word)/1\nRepository: \(repository)\n".utf8)
    text.append(text: "Sequence: \(sequence)\nChain: \(chain)\nTrust: \(trust)\nTime: \(time)\n")
    text.append(text: "Reporter: \(reporter)\n")
    switch content {
    case .ban(let ban): text += ban.lines
    case .imported(let imported): text += imported.lines
    case .lift(let number): text.append(text: "Lifts: \(number)\n")
    }
    return text
  }

  /// The commit, but for its signature: on the entry before, if there is one; `tree` is the empty one where no
  /// evidence is kept.
  public func commit(on parent: ObjectID?, tree: ObjectID) -> SignedCommit {
    SignedCommit(
      tree: tree, parents: [parent].compactMap { $0 }, principal: reporter.principal, time: time,
      message: message)
  }
}

/// A ban: who may push no more, why, and until when.
public struct Ban: Sendable, Hashable {
  public let subject: BannedSubject
  public let reason: BanReason
  public let evidence: BanEvidence
  /// The first second in which it holds no more; nil where it has no end.
  public let expires: Timestamp?

  public init(
    subject: BannedSubject, reason: BanReason, evidence: BanEvidence, expires: Timestamp?
  ) {
    self.subject = subject
    self.reason = reason
    self.evidence = evidence
    self.expires = expires
  }

  /// The lines of a message that say it.
  var lines: [UInt8] {
    Array(
      """
      Subject: \(subject)
      Reason: \(reason.rawValue)
      Evidence: \(evidence)
      Expires: \(expires?.description ?? "none")

      """.utf8)
  }
}

/// Whom a ban is of: a principal with all its keys, or one key of it.
public struct BannedSubject: Sendable, Hashable, CustomStringConvertible {
  public let principal: PrincipalID
  /// Nil where it is of all of them.
  public let key: KeyID?

  public init(_ principal: PrincipalID, key: KeyID? = nil) {
    self.principal = principal
    self.key = key
  }

  /// Reads an id, or an id and a key id with a slash between them; nil for anything else.
  public init?(_ text: some Collection<UInt8>) {
    if let lane = Lane(text) {
      self.init(lane.principal, key: lane.key)
    } else if let id = PrincipalID(text) {
      self.init(id)
    } else {
      return nil
    }
  }

  public var description: String { key.map { "\(principal)/\($0)" } ?? principal.text }
}

/// Why somebody is banned. There are no other reasons.
public enum BanReason: String, Sendable, Hashable, CaseIterable {
  case abuse
  case compromised
  case flood
  case forgery
  case malware
  case replay
  case secret
}

/// On what a ban rests.
public enum BanEvidence: Sendable, Hashable, CustomStringConvertible {
  case none
  /// The bytes of that SHA-256 are in the commit's tree.
  case kept(SHA256Digest)
  /// The reporter has the bytes of that SHA-256.
  case withheld(SHA256Digest)

  /// Reads `none`, `kept <digest>` or `withheld <digest>`; nil for anything else.
  public init?(_ text: some Collection<UInt8>) {
    let words = text.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    let digest = words.count == 2 ? SHA256Digest(hex: words[1]) : nil
    switch (words.first, digest) {
    case ("none", nil) where words.count == 1: self = .none
    case ("kept", let digest?): self = .kept(digest)
    case ("withheld", let digest?): self = .withheld(digest)
    default: return nil
    }
  }

  public var digest: SHA256Digest? {
    switch self {
    case .none: nil
    case .kept(let digest), .withheld(let digest): digest
    }
  }

  public var description: String {
    switch self {
    case .none: "none"
    case .kept(let digest): "kept \(digest)"
    case .withheld(let digest): "withheld \(digest)"
    }
  }
}
