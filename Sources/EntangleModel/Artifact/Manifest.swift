/// A file that a task made.
public struct ArtifactFile: Sendable, Hashable {
  /// The path below `outputs`.
  public let path: String
  public let digest: SHA256Digest
  public let isExecutable: Bool
  /// In bytes.
  public let size: Int64

  public init(path: String, digest: SHA256Digest, isExecutable: Bool, size: Int64) {
    self.path = path
    self.digest = digest
    self.isExecutable = isExecutable
    self.size = size
  }

  /// Paths are compared bytewise: names that are only equal in Unicode are different files, and finding
  /// out whether they are takes the square of their length.
  public static func == (left: ArtifactFile, right: ArtifactFile) -> Bool {
    left.digest == right.digest && left.size == right.size
      && left.isExecutable == right.isExecutable && left.path.utf8.elementsEqual(right.path.utf8)
  }

  public func hash(into hasher: inout Hasher) { hasher.combine(digest) }
}

/// What a runner says of a run: an in-toto Statement with SLSA provenance v1
/// (`Docs/format.md` section 5).
public struct Manifest: Sendable, Hashable {
  public static let fileName = "manifest.dsse.json"
  public static let outputsName = "outputs"

  public let repository: SHA256Digest
  public let task: ObjectReference
  public let accept: ObjectReference
  public let attempt: Int64
  public let runner: PrincipalID
  public let input: CommitReference
  public let command: TaskCommand
  /// How the command was confined; free members.
  public let sandbox: JSONValue
  public let files: [ArtifactFile]
  /// What the command printed, by stream.
  public let printed: [String: SHA256Digest]
  public let startedOn: Timestamp
  public let finishedOn: Timestamp

  public init(
    repository: SHA256Digest, task: ObjectReference, accept: ObjectReference, attempt: Int64,
    runner: PrincipalID, input: CommitReference, command: TaskCommand, sandbox: JSONValue,
    files: [ArtifactFile], printed: [String: SHA256Digest], startedOn: Timestamp,
    finishedOn: Timestamp
  ) {
    self.repository = repository
    self.task = task
    self.accept = accept
    self.attempt = attempt
    self.runner = runner
    self.input = input
    self.command = command
    self.sandbox = sandbox
    self.files = files.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    self.printed = printed
    self.startedOn = startedOn
    self.finishedOn = finishedOn
  }

  private static let statementType = "https://in-toto.io/Statement/v1"
  private static let predicateType = "https://slsa.dev/provenance/v1"
  private static let buildType = "urn:entangle:run:1"

  /// The Statement, the payload of the envelope.
  public var statement: [UInt8] {
    let definition = JSONValue.object([
      "buildType": .string(Self.buildType),
      "externalParameters": .object([
        "command": command.json,
        "repository": .string(repository.hex),
        "task": .string(task.description),
      ]),
      "internalParameters": .object([
        "accept": .string(accept.description),
        "attempt": .integer(attempt),
        "sandbox": sandbox,
      ]),
      "resolvedDependencies": .array([
        .object([
          "digest": .object([
            "gitCommit": .string(input.id.hex),
            "sha256": .string(input.digest.hex),
            "treeSha256": .string(input.content.hex),
          ]),
          "uri": .string("git:\(input.id)"),
        ])
      ]),
    ])
    let details = JSONValue.object([
      "builder": .object(["id": .string("urn:entangle:\(repository):\(runner)")]),
      "byproducts": .array(
        printed.sorted { $0.key < $1.key }.map { name, digest in
          .object(["name": .string(name), "digest": .object(["sha256": .string(digest.hex)])])
        }),
      "metadata": .object([
        "finishedOn": .string(finishedOn.description),
        "invocationId": .string(accept.id.hex),
        "startedOn": .string(startedOn.description),
      ]),
    ])
    return JSONValue.object([
      "_type": .string(Self.statementType),
      "predicate": .object(["buildDefinition": definition, "runDetails": details]),
      "predicateType": .string(Self.predicateType),
      "subject": .array(files.map(Self.subject)),
    ]).encodeCanonical()
  }

  private static func subject(_ file: ArtifactFile) -> JSONValue {
    .object([
      "annotations": .object([
        "mode": .string(file.isExecutable ? "100755" : "100644"),
        "size": .integer(file.size),
      ]),
      "digest": .object(["sha256": .string(file.digest.hex)]),
      "name": .string(file.path),
    ])
  }
}
