import EntangleModel

/// A trust state before it is signed.
struct StateDraft {
  var baseline: [RefName: CommitReference]
  var nonce = sure(SHA256Digest(hex: String(repeating: "7", count: 64)))
  var objectFormat = ObjectFormat.sha1
  var recovery: RecoverySet?
  var threshold: Int64 = 2
  var principals: [Principal]
  var edges: [Edge: Bool]
  var policies: [String: BranchPolicy]
  var epochs: [Int64: Epoch] = [:]
  var services: [PrincipalID: ServiceAccess] = [:]
  var peers: [String: Peer] = [:]
  var redactions: [Int64: Redaction] = [:]
  /// Files that take the place of, or stand beside, those that the fields above make.
  var files: [String: [UInt8]] = [:]

  var repository: SHA256Digest
  var previous: SHA256Digest
  var version: Int64
  /// Nil for the digest of the files.
  var contents: SHA256Digest?
  var issued: Timestamp
  var cuts: [Cut] = []
  var voids: [StateReference] = []
  /// Changes the statement's bytes before they are signed.
  var editStatement: (inout [UInt8]) -> Void = { _ in }

  var signers: [Signer] = [.ada, .ben]
  /// Changes all files, signatures included, after signing.
  var editFiles: (inout [String: [UInt8]]) -> Void = { _ in }
  /// Changes the root tree's content.
  var editTree: (inout [UInt8], inout MemoryObjects) -> Void = { _, _ in }

  var publisher = Signer.ada
  var publisherKey: TestKey?
  /// Nil for `issued`.
  var time: Timestamp?
  /// Nil for the one that fits.
  var message: [UInt8]?
  var parents: [ObjectID]
  /// Changes the commit before it is signed.
  var editPayload: (inout [UInt8]) -> Void = { _ in }
  /// Changes the commit after it is signed.
  var editContent: (inout [UInt8]) -> Void = { _ in }

  /// What the next state keeps of it.
  var content: Story.StateDraftContent {
    Story.StateDraftContent(
      principals: principals, edges: edges, policies: policies, epochs: epochs, services: services,
      peers: peers, redactions: redactions, threshold: threshold, recovery: recovery)
  }

  /// Takes a principal's place.
  mutating func replace(_ name: String, _ change: (Principal) -> Principal) {
    for index in principals.indices where principals[index].id == id(name) {
      principals[index] = change(principals[index])
    }
  }
}

/// An event before it is signed.
struct EventDraft {
  var kind: EventKind
  var repository: SHA256Digest
  var signer: Signer
  /// The lane that the trailer names.
  var lane: Lane
  var sequence: Int64
  var chain: SHA256Digest
  var trust: StateReference
  /// The head of the host's log that the signer has seen.
  var seen: SignedHead?
  var causes: [ObjectReference]
  var values: [EventFieldName: EventFieldValue]
  var files: [String: [UInt8]]
  /// The trailer `Files`, where it is not that of `files`.
  var bound: [EventFile]?
  var author: PrincipalID
  var time: Timestamp
  /// Nil for the first parent and the causes that are not it.
  var parents: [ObjectID]?
  var firstParent: ObjectID
  var key: TestKey
  /// What the key says, where it is a security key.
  var saying = touched(0)
  var namespace = SSHSignature.Namespace.git
  /// The ref of the lane.
  var ref: RefName
  /// Changes the tree's content.
  var editTree: (inout [UInt8], inout MemoryObjects) -> Void = { _, _ in }
  var editMessage: (inout [UInt8]) -> Void = { _ in }
  /// Changes the commit before it is signed.
  var editPayload: (inout [UInt8]) -> Void = { _ in }
  /// Changes the signature's armour.
  var editArmour: (inout [UInt8]) -> Void = { _ in }
  /// Changes the commit after it is signed.
  var editContent: (inout [UInt8]) -> Void = { _ in }
}

/// A commit of a code branch before it is signed.
struct CodeDraft {
  var files: [String: (content: [UInt8], isExecutable: Bool)]
  var parents: [ObjectID]
  var author = "Bo <bo@example.org> 1767225700 +0100"
  var committer = "Bo <bo@example.org> 1767225700 +0100"
  var message = Array("Add a line\n".utf8)
  var key: TestKey?
  var namespace = SSHSignature.Namespace.git
  var editTree: (inout [UInt8], inout MemoryObjects) -> Void = { _, _ in }
  var editPayload: (inout [UInt8]) -> Void = { _ in }
  var editArmour: (inout [UInt8]) -> Void = { _ in }
  var editContent: (inout [UInt8]) -> Void = { _ in }
}

/// An artifact before it is signed.
struct ArtifactDraft {
  var repository: SHA256Digest
  var task: ObjectReference
  var accept: ObjectReference
  var attempt: Int64
  /// The attempt that the commit names.
  var commitAttempt: Int64 = 1
  var runner: PrincipalID
  var input: CommitReference
  var command: TaskCommand
  /// The files, and what the manifest says of them where that differs.
  var files: [String: (content: [UInt8], isExecutable: Bool)]
  var listed: [ArtifactFile]?
  var key = TestKey.runnerArtifact
  var parent: ObjectID
  var time: Timestamp
  var editPayload: (inout [UInt8]) -> Void = { _ in }
  var editSignature: (inout [UInt8]) -> Void = { _ in }
  var editEnvelope: (inout [UInt8]) -> Void = { _ in }
  var editTree: (inout [TreeEntry], inout MemoryObjects) -> Void = { _, _ in }
  var editContent: (inout [UInt8]) -> Void = { _ in }
}
