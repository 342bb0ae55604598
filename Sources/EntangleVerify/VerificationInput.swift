public import EntangleModel

/// Everything that a verdict depends on.
public struct VerificationInput: Sendable {
  public let objects: any ObjectSource
  public let cryptography: any Cryptography
  public let workers: any Workers
  /// The refs below `refs/entangle/`.
  public let entangleRefs: [(name: RefName, id: ObjectID)]
  /// Where each branch stands, by the name that policies call it.
  public let branches: [RefName: ObjectID]
  /// Where each tag stands, by its full name; nil where tags are not looked at.
  public let tags: [RefName: ObjectID]?
  /// The repository id as the verifier knows it from elsewhere; nil where it does not.
  public let trustRoot: SHA256Digest?
  /// The verifier's present.
  public let now: Timestamp
  /// The furthest head of the host's log that the verifier has been shown before; nil where it remembers none.
  public let remembered: SignedHead?
  public let limits: ReadLimits
  /// Which events to judge, where the objects are a part of a history and no more; nil for a whole one.
  let excerpt: Excerpt?
  /// Law that nobody has signed, under which lanes are judged in place of the chain that the refs hold;
  /// nil for that one. A report made so is about what would be, and no verdict.
  public let supposed: SupposedLaw?
  /// The refs that come to stand where they do at this very moment, by a push: a host's receipt would say so. Empty where
  /// nothing arrives.
  public let arriving: Set<RefName>

  public init(
    objects: any ObjectSource, cryptography: any Cryptography, workers: any Workers,
    entangleRefs: [(name: RefName, id: ObjectID)], branches: [RefName: ObjectID],
    tags: [RefName: ObjectID]? = nil, trustRoot: SHA256Digest?, now: Timestamp,
    remembered: SignedHead? = nil, limits: ReadLimits = ReadLimits(),
    supposed: SupposedLaw? = nil, arriving: Set<RefName> = []
  ) {
    self.objects = objects
    self.cryptography = cryptography
    self.workers = workers
    self.entangleRefs = entangleRefs.sorted { $0.name < $1.name }
    self.branches = branches
    self.tags = tags
    self.trustRoot = trustRoot
    self.now = now
    self.remembered = remembered
    self.limits = limits
    self.supposed = supposed
    self.arriving = arriving
    excerpt = nil
  }

  /// Takes a part of a history: the trust chain that ends at `trust`, and the events of an excerpt.
  init(
    excerpt: Excerpt, of objects: any ObjectSource, trust: ObjectID,
    cryptography: any Cryptography, workers: any Workers, trustRoot: SHA256Digest?, now: Timestamp,
    limits: ReadLimits
  ) {
    self.objects = objects
    self.cryptography = cryptography
    self.workers = workers
    entangleRefs = [(name: EntangleRef.trustName, id: trust)]
    branches = [:]
    tags = nil
    self.trustRoot = trustRoot
    self.now = now
    remembered = nil
    self.limits = limits
    self.excerpt = excerpt
    supposed = nil
    arriving = []
  }
}
