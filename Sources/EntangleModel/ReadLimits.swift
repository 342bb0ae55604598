/// Every bound on what is read from a repository, in one place.
///
/// The numbers are part of the format (`Docs/format.md`): two verifiers must agree on them.
public struct ReadLimits: Sendable {
  /// The raw content of an event or trust commit, in bytes.
  public let eventBytes = 16 * 1024
  /// The parents of an event.
  public let eventParents = 32
  /// A receipt, in bytes.
  public let receiptBytes = 4 * 1024 * 1024
  /// A file in an event's tree, in bytes.
  public let eventFileBytes = 1024 * 1024
  /// A JSON document or a statement in the trust tree, in bytes.
  public let trustFileBytes = 1024 * 1024
  /// The files of one trust state.
  public let trustFiles = 100_000
  /// All files of one trust state, in bytes.
  public let trustBytes = 64 * 1024 * 1024
  /// The states of one trust chain.
  public let trustStates = 100_000
  /// The states that one state makes void.
  public let voidStates = 256
  /// How deep a JSON document nests.
  public let jsonDepth = 16
  /// A tree object, in bytes.
  public let treeBytes = 16 * 1024 * 1024
  /// How deep trees nest.
  public let treeDepth = 128
  /// The entries under one tree whose content is digested, in all its subtrees.
  public let treeEntries = 1_000_000
  /// A commit on a code branch, in bytes.
  public let commitBytes = 1024 * 1024
  /// A file of a code branch or an artifact, in bytes.
  public let blobBytes = 512 * 1024 * 1024
  /// An artifact's signed manifest, in bytes.
  public let manifestBytes = 8 * 1024 * 1024
  /// A proof, in bytes.
  public let proofBytes = 16 * 1024 * 1024
  /// The commits between the base and the head of one change.
  public let changeCommits = 10_000
  /// The entries of the denylist.
  public let denylistEntries = 100_000
  /// How long a ban without evidence lasts, in seconds (24 hours).
  public let banSeconds: Int64 = 86_400
  /// The refs that one push moves.
  public let pushedRefs = 4_096
  /// The refs that one push moves one by one: git takes some milliseconds for each, and others wait.
  public let refsMovedAlone = 256
  /// The names of these refs together, in bytes: so that the push has room in a receipt.
  public let pushedNameBytes = 1024 * 1024
  /// The branches and tags of a server.
  public let branches = 100_000
  /// How far the claimed time of an event, receipt or trust state may be ahead of the verifier's, in seconds.
  public let clockSkewSeconds: Int64 = 120
  /// How old the nonce of a push certificate may be, in seconds.
  public let nonceAgeSeconds: Int64 = 300
  /// The longest life of a key that is not an authority's, in seconds (90 days).
  public let keyLifeSeconds: Int64 = 90 * 86_400
  /// How long a retired key may go on beside its successor, in seconds (48 hours).
  public let keyOverlapSeconds: Int64 = 48 * 3_600
  /// How often one task may be attempted.
  public let taskAttempts = 20
  /// How many questions one conversation may hold.
  public let conversationQuestions = 20

  public init() {}
}
